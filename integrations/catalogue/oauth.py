"""How one asks for a user's consent at a service, as data: addresses, scopes, and where the service differs.

A row says what is not as OAuth 2 has it (RFC 6749, 7636, 7009). Where social-core knows the service, the row
names its back end and says only what differs; `OAuth2.resolved` puts the two together.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from typing import Any

Pairs = tuple[tuple[str, str], ...]


class ClientAuth(StrEnum):
    """How our own application proves itself at the token address (RFC 6749 §2.3.1)."""

    BODY = "body"
    BASIC = "basic"
    NONE = "none"  # it has an id and no secret (RFC 6749 §2.1, public)


class CallAuth(StrEnum):
    BEARER = "bearer"  # the user's access token
    BASIC = "basic"  # our client id and secret
    NONE = "none"


class Encoding(StrEnum):
    FORM = "form"
    JSON = "json"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request beside the standard ones.

    Any value may hold {access_token}, {refresh_token}, {token} (the refresh token, else the access token),
    {client_id}, {client_secret}, and the named parts of the row's addresses.
    """

    url: str
    method: str = "GET"
    auth: CallAuth = CallAuth.BEARER
    headers: Pairs = ()
    params: Pairs = ()
    form: Pairs = ()
    json: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPart:
    """A part of a service's addresses that differs by user, as in {shop}.myshopify.com."""

    name: str
    label: str
    pattern: str  # of the whole value
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth2:
    """One service's authorization server."""

    is_discovered: bool = False  # each server says itself where consent is given, and registers us (RFC 9728)
    resource: str = ""  # the server that tokens are for, where one is asked for them by name (RFC 8707)
    social: str = ""  # social-core back end that knows the addresses, as in "github.GithubOAuth2"
    authorize_url: str = ""
    token_url: str = ""
    refresh_url: str = ""  # empty: token_url
    parts: tuple[UrlPart, ...] = ()
    scopes: tuple[str, ...] = ()  # always asked for
    offered: Pairs = ()  # scopes that may be asked for, and what each allows
    separator: str = ""  # between scopes; empty: as the back end says, else a space
    scope_parameter: str = "scope"
    client_id_parameter: str = "client_id"
    has_pkce: bool = True  # False where the service refuses parameters that it does not know
    client_auth: ClientAuth = ClientAuth.BODY
    encoding: Encoding = Encoding.FORM  # of requests to the token address
    headers: Pairs = ()  # of requests to the token address
    authorize_extra: Pairs = ()
    token_extra: Pairs = ()  # of the exchange
    token_path: str = ""  # where in the answer the tokens are, as in "authed_user"; empty: at its top
    lifetime_seconds: int | None = None  # of an access token whose answer does not say; None: for ever
    gone_errors: tuple[str, ...] = ()  # what it says to a refresh besides invalid_grant, and means the same
    refresh_margin_seconds: int = 60  # before its end a token is refreshed
    lengthen: Call | None = None  # trades a short-lived token for one that lasts
    refresh: Call | None = None  # instead of grant_type=refresh_token
    revoke: Call | None = None
    account: Call | None = None  # who the user is there; None: the token's answer says so
    account_paths: tuple[str, ...] = ()  # where the account's name is, best first
    base_url_path: str = ""  # where an answer names the address of the user's own API
    base_url: str = ""  # the same, made of `parts`
    help: str = ""  # what whoever registers the application has to know

    @property
    def all_scopes(self) -> tuple[str, ...]:
        """Every scope that may be asked for."""
        return (*self.scopes, *(name for name, _ in self.offered if name not in self.scopes))

    def resolved(self) -> OAuth2:
        """The row with what its back end knows filled in."""
        if not self.social:
            return self if self.separator else replace(self, separator=" ")
        return _resolved(self)


def rfc7009(url: str, auth: ClientAuth = ClientAuth.BODY) -> Call:
    """Revocation as the standard has it."""
    own: Pairs = (("client_id", "{client_id}"),)
    if auth is ClientAuth.BODY:
        own += (("client_secret", "{client_secret}"),)
    is_basic = auth is ClientAuth.BASIC
    return Call(
        url=url,
        method="POST",
        auth=CallAuth.BASIC if is_basic else CallAuth.NONE,
        form=(("token", "{token}"), *(() if is_basic else own)),
    )


@functools.cache
def _resolved(row: OAuth2) -> OAuth2:
    known = _back_end(row.social)
    return replace(
        row,
        authorize_url=row.authorize_url or known.AUTHORIZATION_URL,
        token_url=row.token_url or known.ACCESS_TOKEN_URL,
        refresh_url=row.refresh_url or known.REFRESH_TOKEN_URL or "",
        separator=row.separator or known.SCOPE_SEPARATOR,
    )


def _back_end(name: str) -> Any:
    module, _, kind = name.rpartition(".")
    return getattr(import_module(f"social_core.backends.{module}"), kind)
