"""What the platform knows of an outside service, as a typed row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AuthKind(StrEnum):
    API_KEY = "api_key"
    USER_PASSWORD = "user_password"  # noqa: S105  # the name of a kind
    NONE = "none"  # reachable without a key, as a model server of one's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One outside service."""

    slug: str  # the name blocks and credentials use
    name: str
    website: str  # where people get a key
    auth: tuple[AuthKind, ...]
    base_url: str  # of its API, without a trailing slash; empty if each credential has its own
    key_setting: str | None  # the Django setting with the operator's key
    base_url_setting: str | None  # the one that overrides `base_url`
    username_setting: str | None = (
        None  # the one with the name that goes with the key, where that is a password
    )
    requests_per_minute: int | None = None  # with one credential; None: no bound that holds for everybody
