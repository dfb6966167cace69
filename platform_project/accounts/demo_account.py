"""The account of the demo world, and where it counts.

Its password is known to everyone. That it was seeded says nothing of who serves it: the row may lie in a
database that another server opens to the net. So each server asks itself, at every sign-in, token, key and
session.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

EMAIL = "demo@example.com"


def is_allowed() -> bool:
    """True while DEBUG is on and the server listens on this machine alone."""
    return bool(settings.DEBUG) and _is_loopback(settings.HOST)


def is_shut_out(email: str) -> bool:
    """True for the demo account on a server where it does not count."""
    return email == EMAIL and not is_allowed()


class AccountBackend(ModelBackend):
    """Django's own, without the demo account where it does not count; sessions that it has end too."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and not is_shut_out(getattr(user, "email", ""))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
