"""What an ASGI application before Django's owes its callers: the checks and headers of Django's middleware.

By the same settings. What Django turns away before it looks at the path is left to Django.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

App = Callable[[Any, Any, Any], Awaitable[None]]


def headers_of(scope: Any) -> dict[str, str]:
    """By name in lower case. As in Django's requests several of a name are one; names have no underscore."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin1").lower(), raw_value.decode("latin1")
        if "_" not in name:
            found[name] = f"{found[name]},{value}" if name in found else value
    return found


def is_turned_away(scope: Any, headers: dict[str, str]) -> bool:
    """Whether the host is none of ours, or https is asked for: Django's middleware answers."""
    host = headers.get("host") or str((scope.get("server") or [""])[0])
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return True
    return settings.SECURE_SSL_REDIRECT and not _is_secure(scope, headers)


def said_always(scope: Any, headers: dict[str, str]) -> dict[str, str]:
    """What each answer says, whatever it is."""
    said = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if settings.SECURE_HSTS_SECONDS and _is_secure(scope, headers):
        said["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return said


async def start_answer(send: Any, status: int, headers: dict[str, str]) -> None:
    """Send status and headers; the body is still to come."""
    raw = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


def _is_secure(scope: Any, headers: dict[str, str]) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, wanted = settings.SECURE_PROXY_SSL_HEADER
        said = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower())
        if said is not None:
            return bool(said.split(",", 1)[0].strip() == wanted)
    return bool(scope.get("scheme") == "https")
