"""URLs of servers that the environment names: wrong ones are refused before anything tries them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_FORMS = {
    "DATABASE_URL": (("postgres", "postgresql"), "postgres://user:password@host:5432/name"),
    "REDIS_URL": (("redis", "rediss"), "redis://:password@host:6379/0"),
    "BROKER_URL": (
        ("redis", "rediss", "amqp", "amqps"),
        "redis://host:6379/0 or amqp://user:password@host:5672//",
    ),
}


def refuse_wrong_urls(**given: str) -> None:
    """Raises ImproperlyConfigured for the first URL that has not the form of its variable.

    The message names variable and form, never the value: it may hold a password.
    """
    for variable, url in given.items():
        schemes, form = _FORMS[variable]
        if not _is_sound(url, schemes, needs_path=variable == "DATABASE_URL"):
            raise ImproperlyConfigured(f"{variable} must look like {form}")


def _is_sound(given: str, schemes: tuple[str, ...], *, needs_path: bool) -> bool:
    try:
        parts = urlsplit(given)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and (not needs_path or len(parts.path) > 1)


def clamav_address(**given: str) -> str:
    """`host:port` or the path of a socket; empty if there is none. Raises ImproperlyConfigured."""
    ((variable, address),) = given.items()
    host, _, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdecimal() and 0 < int(port) < 65_536):
        raise ImproperlyConfigured(f"{variable} must look like clamav:3310 or /run/clamav/clamd.ctl")
    return address
