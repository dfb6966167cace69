"""What the platform knows of an outside service, as a typed row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AuthKind(StrEnum):
    API_KEY = "api_key"
    USER_PASSWORD = "user_password"  # noqa: S105  # the name of a kind
    OAUTH2 = "oauth2"
    HOST_SCOPED = "host_scoped"  # headers that go to one host alone
    NONE = "none"  # reachable without a key, as a model server of one's own


class Address(StrEnum):
    """What the address of a server of one's own looks like."""

    URL = "url"  # https://models.example.com/v1
    HOST = "host"  # db.example.com:5432, for what does not speak HTTP


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
    address: Address = Address.URL  # what a credential's own `base_url` is

    @property
    def needs_address(self) -> bool:
        """Whether a credential has to say which server it is for: it is sent to no other."""
        return not self.base_url and AuthKind.HOST_SCOPED not in self.auth
