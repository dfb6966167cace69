"""Logs: one JSON object a line, or key=value for a person; with request and execution ids, without secrets.

`bind(execution_id=…)` adds ids to every line within it, whichever library writes the line.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any

import orjson
import structlog
from django.http import HttpRequest, HttpResponse

from platform_project.kit.ids import uuid7

HEADER = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRET_KEY = re.compile(
    r"passw|secret|token|api_?key|authorization|cookie|credential|private_key", re.IGNORECASE
)
_SECRET_TEXT = [
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), r"\1***@"),  # user:password@host
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"(?i)([\w-]*(?:token|passw\w*|secret|api_?key|code)=)[^&\s\"']+"), r"\1***"),
]
_QUIET_PATHS = ("/health/",)  # asked every few seconds by whoever watches us

_own_name: dict[str, str] = {}

Event = MutableMapping[str, Any]
Answering = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger(__name__)


def bind(**ids: Any) -> AbstractContextManager[None]:
    """Within `with bind(execution_id=…):` every log line of this thread or task carries the ids."""
    return structlog.contextvars.bound_contextvars(**ids)


def name_process(name: str) -> None:
    """Say which program writes, in each JSON line from now on (people see it before the line)."""
    _own_name["process"] = name


def logging_config(*, as_json: bool, level: str, colours: bool) -> dict[str, Any]:
    """The value of Django's LOGGING; structlog is configured on the way."""
    stamp = structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        stamp,
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    people = [_short, structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0)]
    last: list[Any] = [_as_json] if as_json else people
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), _without_request, *shared],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            name: {"level": least, "propagate": True, "handlers": []} for name, least in _LEVELS.items()
        },
    }


# Libraries that tell more than people want to read at INFO.
_LEVELS = {
    "django": "INFO",  # named so that Django's own handler goes: a line twice helps nobody
    "django.server": "WARNING",
    "django.security.DisallowedHost": "CRITICAL",  # scanners; the access line has it
    "django.request": "ERROR",  # a 404 is no news: the access line has it
    # It writes query strings, and `/ws?token=` is one; `request_ids` writes ours.
    "uvicorn.access": "CRITICAL",
    "uvicorn.error": "WARNING",
    "httpx2": "WARNING",  # it writes addresses with their query strings
    "httpcore2": "WARNING",
    "celery.beat": "WARNING",
    "celery.worker.strategy": "WARNING",
    "celery.app.trace": "WARNING",
    "kombu": "WARNING",
    "psycopg.pool": "WARNING",  # each connection that it closes after a rush
}


def _without_request(_logger: Any, _method: str, event: Event) -> Event:
    """Drop what Django adds to its lines: the request's text has the query string."""
    for key in ("request", "message", "server_time"):
        event.pop(key, None)
    return event


def redact(_logger: Any, _method: str, event: Event) -> Event:
    """Replace what looks like a secret, by its key or by its form in a text, with ***."""
    for key, value in event.items():
        event[key] = _clean(key, value, depth=0)
    return event


def _clean(key: str, value: Any, *, depth: int) -> Any:
    # A number under "prompt_tokens" counts tokens of a language model; it is no secret.
    if _SECRET_KEY.search(key) and value is not None and not isinstance(value, int | float):
        return "***"
    if isinstance(value, str):
        return clean_text(value)
    if depth < 4 and isinstance(value, Mapping):
        return {inner: _clean(str(inner), given, depth=depth + 1) for inner, given in value.items()}
    if depth < 4 and isinstance(value, list | tuple):
        return [_clean(key, given, depth=depth + 1) for given in value]
    return value


def clean_text(text: str) -> str:
    """`text` without passwords of URLs, bearer tokens and `token=…` pairs."""
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


def request_ids(get_response: Answering) -> Answering:
    """Middleware: gives requests an id, from `X-Request-ID` if that is sound, and writes their access lines.

    The line has no query string: tokens travel there.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        with bind(request_id=_id_for(request)):
            began = time.perf_counter()
            return _seen(request, get_response(request), began)

    return answer


def request_id(given: str) -> str:
    """The id of a request: what it says itself in HEADER, if that is sound."""
    return given if _GIVEN_ID.fullmatch(given) else uuid7().hex


def tell_of_request(method: str | None, path: str, status: int, began: float) -> None:
    """Write the access line of a request that began at this value of `time.perf_counter()`."""
    level = logging.DEBUG if path.startswith(_QUIET_PATHS) else logging.INFO
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    log.log(level, "request", method=method, path=path, status=status, took_ms=took_ms)


def _id_for(request: HttpRequest) -> str:
    found = request_id(request.headers.get(HEADER, ""))
    request.META["REQUEST_ID"] = found
    return found


def _seen(request: HttpRequest, response: HttpResponse, began: float) -> HttpResponse:
    response.headers[HEADER] = request.META["REQUEST_ID"]
    tell_of_request(request.method, request.path, response.status_code, began)
    return response


def _short(_logger: Any, _method: str, event: Event) -> Event:
    """An access line as people read it at a terminal: `GET /api/v1/me 200 12.3 ms`."""
    if event["event"] == "request":
        event["event"] = "{method} {path} {status} {took_ms} ms".format_map(event)
        for name in ("method", "path", "status", "took_ms", "request_id", "logger"):
            event.pop(name, None)
    return event


def _as_json(_logger: Any, _method: str, event: Event) -> str:
    return orjson.dumps({**event, **_own_name}, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
