"""What may be kept of an answer, decided in one place.

Of the API and the admin nothing is kept (`no-store`), but for two lists of the settings:

PUBLIC_PATHS   the same for everybody who is not signed in: they may keep it for a minute, also in caches
               between us and them, and ask by its tag whether it changed
OWN_RULES      views that say themselves what may be kept, each with its reason

Paths are written as in the API's description: `{…}` stands for one part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

PRIVATE = ("/api/", "/admin/", "/oauth/callback")  # where nothing is kept, unless a list says otherwise
MAX_AGE_SECONDS = 60
_SIGNS = ("Authorization", "X-API-Key")  # of who is signed in
_CALLER = (*_SIGNS, "Cookie")  # what an answer may differ by
_PARAMETER = re.compile(r"\{[^}]*\}")


def say_what_may_be_kept(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: sets Cache-Control, and answers 304 to who has what is public."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _said(request, get_response(request))

    return answer


def _said(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not request.path.startswith(PRIVATE) or _has_own_rule(request, response):
        return response
    if is_among(request.path, settings.PUBLIC_PATHS):
        patch_vary_headers(response, _CALLER)
        if _is_for_everybody(request, response):
            return _public(request, response)
    response["Cache-Control"] = "no-store"
    return response


def is_among(path: str, listed: Iterable[str]) -> bool:
    """Whether a path is one of those that a list of the settings describes."""
    return bool(_pattern(tuple(listed)).fullmatch(path))


def _has_own_rule(request: HttpRequest, response: HttpResponseBase) -> bool:
    """What went well and says of itself what may be kept."""
    return (
        response.status_code in (200, 304)
        and response.has_header("Cache-Control")
        and is_among(request.path, settings.OWN_RULES)
    )


def _is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.cookies
        and isinstance(response, HttpResponse)
        and not any(name in request.headers for name in _SIGNS)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _public(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    assert isinstance(response, HttpResponse)
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    return get_conditional_response(request, etag=tag, response=response) or response


@cache
def _pattern(listed: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all of them."""
    escaped = ("[^/]+".join(map(re.escape, _PARAMETER.split(path))) for path in listed)
    return re.compile("|".join(escaped))
