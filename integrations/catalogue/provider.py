"""What the platform knows of an outside service, as a typed row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from integrations.catalogue.oauth import OAuth2, Pairs


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
class ProbeRequest:
    """A request that shows whether a credential works, and changes nothing.

    Any value may hold {secret} (API key, password or access token) and {username}.
    """

    path: str  # below the base URL, or a whole address
    method: str = "GET"
    headers: Pairs = (("Authorization", "Bearer {secret}"),)
    params: Pairs = ()
    json: Pairs = ()
    has_basic_auth: bool = False  # name and password of the credential, instead of `headers`
    account_paths: tuple[str, ...] = ()  # where in the answer the account's name is, best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One outside service."""

    slug: str  # the name blocks and credentials use
    name: str
    website: str  # where people get a key
    auth: tuple[AuthKind, ...]
    base_url: str = ""  # of its API, without a trailing slash; empty if each credential has its own
    key_setting: str | None = None  # the Django setting with the operator's key
    base_url_setting: str | None = None  # the one that overrides `base_url`
    username_setting: str | None = None  # the one with the name that goes with the key, if it is a password
    requests_per_minute: int | None = None  # with one credential; None: no bound that holds for everybody
    address: Address = Address.URL  # what a credential's own `base_url` is
    help: str = ""  # how one gets at a credential, where the website does not say
    labels: Pairs = ()  # fields whose name is another there, as in ("username", "Access key id")
    oauth: OAuth2 | None = None
    test: ProbeRequest | None = None
    hosted: tuple[tuple[str, str], ...] = ()  # start of an address → the same on a {server} of one's own
    consent_test: ProbeRequest | None = None  # the same with a token of OAuth 2, where that is sent otherwise

    def test_of(self, kind: AuthKind) -> ProbeRequest | None:
        """The request that shows whether a credential of this kind works; None if there is none."""
        if kind is AuthKind.HOST_SCOPED:
            return None
        return self.consent_test or self.test if kind is AuthKind.OAUTH2 else self.test

    @property
    def needs_address(self) -> bool:
        """Whether a credential has to say which server it is for: it is sent to no other."""
        return not self.base_url and AuthKind.HOST_SCOPED not in self.auth
