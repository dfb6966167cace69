"""A server that anybody may have, met: where consent for it is given, asked of itself, and who we are there.

What it says is not kept, but for the registration: servers move, and whoever connects anew hears it anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from integrations.catalogue.oauth import ClientAuth
from integrations.catalogue.provider import Provider
from integrations.models import ConsentServer
from integrations.oauth import metadata
from integrations.oauth.addresses import callback_url, client_url
from integrations.oauth.answers import body_of, error_of
from integrations.oauth.errors import AuthorizationRefused, AuthorizationServerAway, ProviderNotConfigured
from integrations.oauth.exchanges import send
from integrations.oauth.metadata import Challenge, Consent, NotUnderstood, Resource
from integrations.oauth.requests import Outgoing
from integrations.services.secret_shapes import refused
from platform_project.kit import crypto, loop

CLIENT_NAME = "Polychord"
PATIENCE_SECONDS = 30.0  # with all that is asked of one server
REGISTERED_FOR = timedelta(days=30)  # then we register anew, in case it forgot us
_SOON = timedelta(hours=1)
_MAX_CLIENT_CHARS = 500
_MAX_SECRET_CHARS = 4_000
_JSON = {"Accept": "application/json"}
_GREETING = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": CLIENT_NAME, "version": "1"},
    },
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Met:
    """A server as we stand with it now."""

    server: ConsentServer
    scopes: tuple[str, ...]  # that it asks for


@dataclass(frozen=True, slots=True)
class _Registration:
    client_id: str
    client_secret: str
    client_auth: ClientAuth
    ends_at: datetime | None


def meet(provider: Provider, url: str) -> Met:
    """Ask the server at `url` where consent is given, and be registered there if we are not.

    url: checked, without a last slash. Outside of a transaction: it waits for other people's servers. Raises
    BadInput (`base_url`) where the server says nothing of use, ProviderNotConfigured where nobody registers
    us, AuthorizationRefused, AuthorizationServerAway.
    """
    named = replace(provider, name=metadata.origin_of(url).partition("://")[2])
    try:
        resource, consent, scopes = loop.run(_in_time(_found(named, url)))
        return Met(_registered(named, url, resource, consent), scopes)
    except NotUnderstood as why:
        raise refused({"base_url": f"Consent for this server cannot be given here: {why}"}) from None


def client_document() -> dict[str, Any]:
    """What we say of ourselves to authorization servers that look it up, at the address that is our id."""
    return {"client_id": client_url(), **_about_us(ClientAuth.NONE)}


async def _in_time(asked: Any) -> Any:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asked
    except TimeoutError as err:
        raise AuthorizationServerAway("The server, or its authorization server, takes too long.") from err


# --- Asking -----------------------------------------------------------------------------------------------
async def _found(provider: Provider, url: str) -> tuple[str, Consent, tuple[str, ...]]:
    challenge = await _challenge(provider, url)
    places = [challenge.metadata_url] if challenge.metadata_url else metadata.resource_addresses(url)
    resource = await _first(provider, places, lambda told: metadata.resource_in(told, url))
    # Servers from before RFC 9728 are their own authorization servers.
    known = resource or Resource(url, metadata.origin_of(url), ())
    consent = await _first(
        provider,
        metadata.consent_addresses(known.issuer),
        lambda told: metadata.consent_in(told, known.issuer),
    )
    if consent is None:
        raise NotUnderstood("it does not say where consent is given (RFC 9728, RFC 8414)")
    wanted = challenge.scopes or known.scopes
    lasting = ("offline_access",) if "offline_access" in consent.scopes else ()  # else tokens are not renewed
    return known.resource, consent, tuple(dict.fromkeys([*wanted, *lasting]))


async def _challenge(provider: Provider, url: str) -> Challenge:
    """What the server answers to somebody without a token."""
    headers = {"Accept": "application/json, text/event-stream"}
    answer = await send(provider, Outgoing(method="POST", url=url, headers=headers, json=_GREETING))
    if answer.status_code >= 500:
        raise AuthorizationServerAway(f"{provider.name} cannot answer now (status {answer.status_code}).")
    return metadata.challenge_in(answer.headers.get("www-authenticate", ""))


async def _first(provider: Provider, places: Sequence[str], read: Callable[[Any], T]) -> T | None:
    """What is read at the first place that has something. Raises NotUnderstood if that cannot be used."""
    for place in places:
        answer = await send(provider, Outgoing(method="GET", url=place, headers=_JSON))
        if answer.status_code >= 500:
            raise AuthorizationServerAway(f"{provider.name} cannot answer now (status {answer.status_code}).")
        if answer.status_code == 200 and isinstance(told := body_of(answer.content), dict):
            return read(told)
    return None


# --- Being registered -------------------------------------------------------------------------------------
def _registered(provider: Provider, url: str, resource: str, consent: Consent) -> ConsentServer:
    told = {
        "resource": resource,
        "issuer": consent.issuer,
        "authorize_url": consent.authorize_url,
        "token_url": consent.token_url,
        "revoke_url": consent.revoke_url,
        "says_issuer": consent.says_issuer,
        "redirect_uri": callback_url(),
    }
    now = timezone.now()
    found = ConsentServer.objects.filter(url=url, is_current=True, created_at__gt=now - REGISTERED_FOR)
    known = found.filter(**told).first()
    if known is not None and (known.ends_at is None or known.ends_at > now + _SOON):
        return known
    ours = loop.run(_in_time(_registration(provider, consent)))
    try:
        return _kept(url, told, ours)
    except IntegrityError:  # somebody else met it at the same moment
        return ConsentServer.objects.get(url=url, is_current=True)


@transaction.atomic
def _kept(url: str, told: dict[str, Any], ours: _Registration) -> ConsentServer:
    """The new row, in the place of those that nobody's credential came by."""
    before = ConsentServer.objects.filter(url=url)
    before.update(is_current=False)
    before.filter(credentials=None, created_at__lt=timezone.now() - _SOON).delete()
    return ConsentServer.objects.create(
        url=url,
        client_id=ours.client_id,
        secret=crypto.seal({"client_secret": ours.client_secret}) if ours.client_secret else "",
        client_auth=ours.client_auth,
        ends_at=ours.ends_at,
        **told,
    )


async def _registration(provider: Provider, consent: Consent) -> _Registration:
    """RFC 7591; else our own address, where the server looks such up. Raises ProviderNotConfigured."""
    if not consent.registration_url:
        if consent.reads_client_documents and settings.PUBLIC_URL.startswith("https://"):
            return _Registration(client_url(), "", ClientAuth.NONE, None)
        raise ProviderNotConfigured(
            f"The authorization server of {provider.name} registers no applications: use an access token.",
            provider=provider.slug,
        )
    about = _about_us(consent.client_auth)
    answer = await send(
        provider, Outgoing(method="POST", url=consent.registration_url, headers=_JSON, json=about)
    )
    if answer.status_code >= 500 or answer.status_code == 429:
        raise AuthorizationServerAway(f"{provider.name} cannot answer now (status {answer.status_code}).")
    told = body_of(answer.content)
    error = error_of(told, answer.status_code)
    client_id = _word(told.get("client_id"), _MAX_CLIENT_CHARS) if isinstance(told, dict) else ""
    if error or not client_id:
        raise AuthorizationRefused(f"{provider.name} does not register us: {error or 'no client id'}.")
    return _Registration(
        client_id,
        _word(told.get("client_secret"), _MAX_SECRET_CHARS),
        metadata.way_in(told, consent.client_auth),
        _time(told.get("client_secret_expires_at")),
    )


def _about_us(way: ClientAuth) -> dict[str, Any]:
    return {
        "client_name": CLIENT_NAME,
        "client_uri": settings.PUBLIC_URL,
        "redirect_uris": [callback_url()],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": metadata.WAY_NAMES[way],
    }


def _word(value: Any, limit: int) -> str:
    is_plain = isinstance(value, str) and len(value) <= limit and value.isascii() and value.isprintable()
    return value if is_plain else ""


def _time(seconds: Any) -> datetime | None:
    """Of a number since 1970; 0 is never (RFC 7591 §3.2.1)."""
    is_number = isinstance(seconds, int) and not isinstance(seconds, bool)
    return datetime.fromtimestamp(seconds, UTC) if is_number and 0 < seconds < 2**33 else None
