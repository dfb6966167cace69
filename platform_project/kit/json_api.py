"""JSON in and out of the API, and the one shape of every error: `{"code", "message", "details"}`.

What a body may hold is decided here, before any view sees it: its size, its depth, and no text that
PostgreSQL cannot keep (a NUL character, a lone surrogate).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
import redis
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.functional import Promise
from kombu.exceptions import OperationalError as BrokerDown
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from platform_project.errors import BadInput, PlatformError, Unavailable
from platform_project.kit import antivirus
from platform_project.kit.json_bounds import is_deeper_than, place_of_nul
from platform_project.kit.outages import DATABASE_AWAY

logger = logging.getLogger(__name__)

SERVER_AWAY = (*DATABASE_AWAY, BrokerDown, redis.ConnectionError, redis.TimeoutError)
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z
_CHALLENGE = 'Bearer realm="api"'


class MalformedJson(BadInput):
    code = "malformed_json"


class BodyTooLarge(BadInput):
    code = "body_too_large"


class JsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by definition

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else to_json(data)


class JsonParser(BaseParser):
    """Reads a bounded body, whose files are scanned: in JSON they stand as data URIs.

    Raises BodyTooLarge, MalformedJson (with the position), BadInput, FileInfected or ScannerAway.
    """

    media_type = "application/json"
    renderer_class = JsonRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        meta = parser_context["request"].META if parser_context else {}
        announced = str(meta.get("CONTENT_LENGTH") or "")
        if announced.isdecimal() and int(announced) > limit:
            raise _too_large(limit, size_bytes=int(announced))
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise _too_large(limit, size_bytes=len(body))
        value = from_json(body)
        antivirus.scan_within(value)
        return value


def to_json(data: Any) -> bytes:
    """`data` as UTF-8 JSON. Decimals become strings; integers past 64 bits stay whole."""
    try:
        return orjson.dumps(data, default=_plain, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson stops at 64-bit integers and lone surrogates, which a block's own values may hold.
        return json.dumps(_writable(data), ensure_ascii=True).encode()


def from_json(body: bytes) -> Any:
    """The value of `body`, no deeper than MAX_JSON_DEPTH. Raises MalformedJson or BadInput."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as err:
        if "depth limit" in err.msg or "ecursion" in err.msg:
            raise _too_deep() from err
        raise MalformedJson(
            f"The body is not valid JSON: {err.msg} (line {err.lineno}, column {err.colno}).",
            line=err.lineno,
            column=err.colno,
            position=err.pos,
        ) from err
    if body.count(b"[") + body.count(b"{") > settings.MAX_JSON_DEPTH and is_deeper_than(
        value, settings.MAX_JSON_DEPTH
    ):
        raise _too_deep()
    if b"\\u0000" in body and (place := place_of_nul(value)) is not None:
        raise BadInput(
            f"The text at {place or 'the top'} holds a NUL character (\\u0000), which cannot be kept.",
            field=place,
        )
    return value


def answer_error(exc: Exception, context: Mapping[str, Any]) -> Response:
    """The answer for any exception of a view: DRF's EXCEPTION_HANDLER. Never a stack, never a secret."""
    if isinstance(exc, PlatformError):
        return _answer(exc.code, exc.message, exc.details, exc.status_code)
    if isinstance(exc, RequestDataTooBig):
        return answer_error(_too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), context)
    if isinstance(exc, Http404):
        return _answer("not_found", "There is no such thing here.", {}, status.HTTP_404_NOT_FOUND)
    if isinstance(exc, PermissionDenied):
        return _answer("not_allowed", "You may not do this.", {}, status.HTTP_403_FORBIDDEN)
    if isinstance(exc, TooManyFieldsSent):
        return _answer("bad_input", "The request has too many fields.", {}, status.HTTP_400_BAD_REQUEST)
    if isinstance(exc, ModelValidationError):
        return _answer("bad_input", "The request is not valid.", {"errors": exc.messages}, 400)
    if isinstance(exc, exceptions.APIException):
        return _answer_drf(exc)
    if isinstance(exc, SERVER_AWAY):
        return _answer_away(exc, context)
    return _answer_bug(exc, context)


_DRF_CODES: list[tuple[type[exceptions.APIException], str]] = [
    (exceptions.ParseError, "malformed_request"),
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.AuthenticationFailed, "not_authenticated"),
    (exceptions.PermissionDenied, "not_allowed"),
    (exceptions.NotFound, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
]


def _answer_drf(exc: exceptions.APIException) -> Response:
    if isinstance(exc, exceptions.ValidationError):
        fields = exc.detail if isinstance(exc.detail, dict) else {"non_field_errors": exc.detail}
        message = f"Not valid: {', '.join(str(name) for name in fields)}."
        return _answer("bad_input", message, dict(fields), exc.status_code)
    if isinstance(exc, exceptions.Throttled):
        return _answer_throttled(exc)
    code = next((code for kind, code in _DRF_CODES if isinstance(exc, kind)), "request_failed")
    message = str(exc.detail) if not isinstance(exc.detail, list | dict) else str(exc.default_detail)
    return _answer(code, message, {}, exc.status_code)


def _answer_throttled(exc: exceptions.Throttled) -> Response:
    seconds = max(1, int(getattr(exc, "wait", None) or 1))
    message = f"Too many requests. Try again in {seconds} seconds."
    details = {"retry_after_seconds": seconds}
    return _answer("too_many_requests", message, details, exc.status_code)


def _answer_away(exc: Exception, context: Mapping[str, Any]) -> Response:
    logger.warning("a server is away: %s", type(exc).__name__, exc_info=exc)
    said = Unavailable("A server of the platform is away. Ask again in a moment.", retry_after_seconds=2)
    return answer_error(said, context)


def _answer_bug(exc: Exception, context: Mapping[str, Any]) -> Response:
    request = context.get("request")
    logger.error("unhandled error in %s", type(context.get("view")).__name__, exc_info=exc)
    # Django sends this itself only for what leaves a view; error trackers and the test client listen.
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))
    return _answer("internal_error", "Something went wrong on our side.", {}, 500)


def _answer(code: str, message: str, details: Mapping[str, Any], status_code: int) -> Response:
    headers: dict[str, str] = {}
    if status_code == status.HTTP_401_UNAUTHORIZED:
        headers["WWW-Authenticate"] = _CHALLENGE
    if "retry_after_seconds" in details:
        headers["Retry-After"] = str(details["retry_after_seconds"])
    return Response({"code": code, "message": message, "details": details}, status_code, headers=headers)


def _too_deep() -> BadInput:
    limit = settings.MAX_JSON_DEPTH
    return BadInput(f"The body is nested deeper than {limit} levels.", limit=limit)


def _too_large(limit: int, **details: Any) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {limit} bytes.", limit_bytes=limit, **details)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Promise):
        return str(value)
    if isinstance(value, set | frozenset):
        return list(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def _writable(value: Any) -> Any:
    """`value` in what the standard library can write: as orjson would, but for what orjson cannot."""
    if isinstance(value, dict):
        return {str(key): _writable(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(child) for child in value]
    if isinstance(value, int | str):
        return value
    return orjson.loads(orjson.dumps(value, default=_plain, option=_OPTIONS))
