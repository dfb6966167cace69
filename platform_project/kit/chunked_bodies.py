"""Bodies that come in chunks, without saying how long they are.

Django and DRF take a request without Content-Length for one without a body; here its size is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def measure_chunked_body(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: reads a chunked body, at most one byte past the limit, and notes its length."""

    def answer(request: HttpRequest) -> HttpResponse:
        _measure(request)
        response: HttpResponse = get_response(request)
        return response

    return answer


def _measure(request: HttpRequest) -> None:
    if request.META.get("CONTENT_LENGTH") or "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", ""):
        return
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = request.read(limit + 1)
    request._body = body  # where Django keeps a body that was read
    request.META["CONTENT_LENGTH"] = str(len(body))
