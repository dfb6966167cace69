"""Questions to authorization servers: sent through the one way out, answers read by their row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from integrations.catalogue.provider import Provider
from integrations.oauth import requests
from integrations.oauth.answers import Tokens, account_in, body_of, found_at, read_tokens
from integrations.oauth.clients import row_of
from integrations.oauth.errors import AuthorizationRefused, AuthorizationServerAway
from integrations.oauth.requests import Client, Outgoing
from platform_project.kit.http import HttpAnswer, OutboundFailure, outbound

TIMEOUT_SECONDS = 20.0
_MAX_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Granted:
    """What came of a user's consent."""

    tokens: Tokens
    account: str  # the user's name there; empty if it could not be learned
    base_url: str  # of the user's own API; empty: that of the provider


async def redeem(
    provider: Provider,
    client: Client,
    *,
    code: str,
    redirect_uri: str,
    verifier: str,
    parts: Mapping[str, str],
) -> Granted:
    """Trade a code for tokens, and learn whose they are.

    Raises GrantGone, AuthorizationRefused or AuthorizationServerAway.
    """
    row = row_of(provider)
    asked = requests.exchange(
        row, client, code=code, redirect_uri=redirect_uri, verifier=verifier, parts=parts
    )
    tokens = await _tokens(provider, asked)
    if row.lengthen is not None:
        longer = await _tokens(provider, requests.call(row.lengthen, client, tokens.secret))
        tokens = replace(longer, scopes=longer.scopes or tokens.scopes)
    told = await _about(provider, client, tokens, parts)
    base_url = requests.base_url_of(row, parts)
    if row.base_url_path:
        base_url = str(found_at(tokens.answer, row.base_url_path) or found_at(told, row.base_url_path) or "")
    account = account_in(told, row.account_paths) or account_in(tokens.answer, row.account_paths)
    return Granted(tokens, account, base_url)


async def renew(provider: Provider, client: Client, secret: Mapping[str, str]) -> Tokens:
    """New tokens for old ones. Raises GrantGone, AuthorizationRefused or AuthorizationServerAway."""
    return await _tokens(provider, requests.refresh(row_of(provider), client, secret))


async def give_back(provider: Provider, client: Client, secret: Mapping[str, str], account: str) -> bool:
    """End what the tokens open. False if the provider has no way to, or does not know us.

    A token that it no longer knows has been given back. Raises AuthorizationServerAway.
    """
    made = row_of(provider).revoke
    if made is None:
        return False
    answer = await send(provider, requests.call(made, client, secret, account=account))
    if answer.status_code >= 500 or answer.status_code == 429:
        raise AuthorizationServerAway(f"{provider.name} cannot answer now (status {answer.status_code}).")
    if answer.status_code in (401, 403):
        log.warning("a provider did not take a token back", provider=provider.slug, status=answer.status_code)
    return answer.status_code not in (401, 403)


async def send(provider: Provider, asked: Outgoing) -> HttpAnswer:
    """Send it once. Raises AuthorizationServerAway."""
    try:
        return await outbound().request(
            asked.method,
            asked.url,
            headers=asked.headers,
            params=asked.params or None,
            data=asked.form,
            json=asked.json,
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
            idempotent=False,  # a code or a refresh token works once
        )
    except OutboundFailure as err:
        raise AuthorizationServerAway(f"{provider.name} cannot be reached: {err.message}") from err


async def _tokens(provider: Provider, asked: Outgoing) -> Tokens:
    answer = await send(provider, asked)
    return read_tokens(row_of(provider), provider.name, answer.status_code, answer.content)


async def _about(provider: Provider, client: Client, tokens: Tokens, parts: Mapping[str, str]) -> object:
    """What the provider says of the user; without it a credential works as well."""
    row = row_of(provider)
    if row.account is None:
        return None
    try:
        answer = await send(provider, requests.call(row.account, client, tokens.secret, **parts))
        if answer.status_code >= 400:
            raise AuthorizationRefused(f"Status {answer.status_code}.")
    except (AuthorizationServerAway, AuthorizationRefused) as err:
        log.warning("a provider did not say who the user is", provider=provider.slug, reason=err.message)
        return None
    return body_of(answer.content)
