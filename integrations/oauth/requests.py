"""What is sent to an authorization server, put together from a row. Pure: nothing is sent here."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from integrations.catalogue.oauth import Call, CallAuth, ClientAuth, Encoding, OAuth2, Pairs

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Client:
    """Our application at a provider, registered by the operator."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. Its `repr` shows where it goes and nothing of what it carries."""

    method: str
    url: str = field(repr=False)  # some providers take tokens in it
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)


def authorize_url(
    row: OAuth2,
    client: Client,
    *,
    redirect_uri: str,
    scopes: Iterable[str],
    state: str,
    verifier: str,
    parts: Mapping[str, str],
) -> str:
    """Where the user's browser goes to be asked (RFC 6749 §4.1.1, RFC 7636 §4.3)."""
    asked = {
        "response_type": "code",
        row.client_id_parameter: client.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    wanted = row.separator.join(scopes)
    if wanted:
        asked[row.scope_parameter] = wanted
    if row.has_pkce:
        asked |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    if row.resource:
        asked["resource"] = row.resource
    url = _filled(row.authorize_url, parts)
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked | dict(row.authorize_extra), quote_via=quote)}"


def exchange(
    row: OAuth2, client: Client, *, code: str, redirect_uri: str, verifier: str, parts: Mapping[str, str]
) -> Outgoing:
    """The code for tokens (RFC 6749 §4.1.3)."""
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    if row.has_pkce:
        given["code_verifier"] = verifier
    return _to_token_address(row, client, _filled(row.token_url, parts), given | dict(row.token_extra))


def refresh(row: OAuth2, client: Client, secret: Mapping[str, str]) -> Outgoing:
    """New tokens for what there is (RFC 6749 §6), or the row's own way."""
    if row.refresh is not None:
        return call(row.refresh, client, secret)
    given = {"grant_type": "refresh_token", "refresh_token": secret["refresh_token"]}
    return _to_token_address(row, client, row.refresh_url or row.token_url, given)


def call(made: Call, client: Client, secret: Mapping[str, str], **parts: str) -> Outgoing:
    """A call of the row, filled in."""
    access, renewal = secret.get("access_token", ""), secret.get("refresh_token", "")
    values = {
        "access_token": access,
        "refresh_token": renewal,
        "token": renewal or access,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        **parts,
    }
    headers = {"Accept": "application/json"} | _pairs(made.headers, values)
    if made.auth is CallAuth.BEARER:
        headers["Authorization"] = f"Bearer {access}"
    elif made.auth is CallAuth.BASIC:
        headers["Authorization"] = _basic(client)
    return Outgoing(
        method=made.method,
        url=_filled(made.url, {name: quote(value, safe="") for name, value in values.items()}),
        headers=headers,
        params=_pairs(made.params, values),
        form=_pairs(made.form, values) or None,
        json=_pairs(made.json, values) or None,
    )


def challenge_of(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def base_url_of(row: OAuth2, parts: Mapping[str, str]) -> str:
    """The user's own address, where it is made of the parts that they named."""
    return _filled(row.base_url, parts)


def _to_token_address(row: OAuth2, client: Client, url: str, given: Mapping[str, str]) -> Outgoing:
    headers = {"Accept": "application/json"} | dict(row.headers)
    if row.client_auth is ClientAuth.BASIC:
        headers["Authorization"] = _basic(client)
    else:
        given = dict(given) | {row.client_id_parameter: client.client_id}
        if row.client_auth is ClientAuth.BODY:
            given["client_secret"] = client.client_secret
    if row.resource:
        given = dict(given) | {"resource": row.resource}
    plain = Outgoing(method="POST", url=url, headers=headers)
    if row.encoding is Encoding.QUERY:
        return replace(plain, method="GET", params=given)
    return replace(plain, json=given) if row.encoding is Encoding.JSON else replace(plain, form=given)


def _basic(client: Client) -> str:
    return "Basic " + base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()


def _pairs(pairs: Pairs, values: Mapping[str, str]) -> dict[str, str]:
    return {name: _filled(text, values) for name, text in pairs}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with {name} replaced; braces around anything else stay, as in a GraphQL query."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)
