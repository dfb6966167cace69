"""The web app: every path that is nobody else's answers with the one page that `frontend/` builds.

Its parts lie under /static/app/, where WhiteNoise serves them. Their names hold a hash of what is in them, so
they are kept for ever; the page itself is asked for each time.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# Where the form of a social sign-in may end up, as browsers check redirects too.
_PROVIDERS = "https://github.com https://accounts.google.com"


@dataclass(frozen=True)
class _Page:
    body: bytes
    script_hashes: str  # of the scripts that stand in the page itself, as a policy names them


@require_safe
def web_app(request: HttpRequest) -> HttpResponse:
    """The page of the web app, or how to build it if nobody has."""
    page = _page()
    answer = HttpResponse(page.body) if page else render(request, "web_not_built.html", status=503)
    answer["Cache-Control"] = "no-cache"
    answer["Content-Security-Policy"] = _policy(request, page.script_hashes if page else "")
    return answer


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """The script by which browsers show notifications; it lies at the root, as it speaks for all pages."""
    try:
        body = (settings.WEB_DIST / "push-worker.js").read_bytes()
    except FileNotFoundError as err:
        raise Http404 from err
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'"
    return answer


def _page() -> _Page | None:
    path = settings.WEB_DIST / "index.html"
    try:
        # In production the page stays that of the parts that WhiteNoise found at its start.
        return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=1)
def _read(path: Path, _changed_ns: int) -> _Page:
    body = path.read_bytes()
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(body))
    return _Page(body, " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def _policy(request: HttpRequest, script_hashes: str) -> str:
    """What the page may load and call, and that nobody may frame it."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {script_hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",  # menus and graphs place themselves by style attributes
            "font-src 'self'",
            "img-src 'self' data: blob: https:",  # what agents make may lie elsewhere
            "media-src 'self' data: blob: https:",
            f"connect-src 'self' {socket}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action 'self' {_PROVIDERS}",
            "frame-ancestors 'none'",
        ]
    )
