"""Large JSON answers travel compressed, to whoever takes them so.

Only what is read: answers to starts of executions and the like are small and many. Streams go as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

MIN_BYTES = 1024
_RANDOM_BYTES = 100  # in the head of the file: a length tells less of what was compressed
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


@dataclass(frozen=True)
class Written:
    """JSON that is answered often: compressed once, for whoever takes it so."""

    plain: bytes
    compressed: bytes

    @classmethod
    def of(cls, content: bytes) -> Written:
        return cls(content, _gzip(content))

    def answer(self, request: HttpRequest, tag: str) -> HttpResponse:
        response = HttpResponse(self.plain, content_type="application/json", headers={"ETag": tag})
        patch_vary_headers(response, ("Accept-Encoding",))
        return _compressed(response, self.compressed) if _takes_gzip(request) else response


def compress_answers(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: gzip for JSON from MIN_BYTES on, in answers to GET."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = get_response(request)
        return _compressed(response, _gzip(response.content)) if _is_wanted(response, request) else response

    return answer


def _is_wanted(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    if request.method != "GET" or not isinstance(response, HttpResponse) or response.status_code != 200:
        return False
    if not response.get("Content-Type", "").startswith("application/json"):
        return False
    if len(response.content) < MIN_BYTES or response.has_header("Content-Encoding"):
        return False
    patch_vary_headers(response, ("Accept-Encoding",))
    return _takes_gzip(request)


def _takes_gzip(request: HttpRequest) -> bool:
    return bool(_TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))


def _compressed(response: HttpResponse, content: bytes) -> HttpResponse:
    response.content = content
    response["Content-Length"] = str(len(content))
    response["Content-Encoding"] = "gzip"
    tag = response.get("ETag", "")
    if tag.startswith('"'):
        response["ETag"] = f"W/{tag}"  # the same in what it says, not byte for byte
    return response


def _gzip(content: bytes) -> bytes:
    return compress_string(content, max_random_bytes=_RANDOM_BYTES)
