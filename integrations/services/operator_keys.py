"""Credentials that the operator set for everyone, in the environment."""

from __future__ import annotations

from django.conf import settings

from blocks.sdk import Credential
from integrations.catalogue.provider import AuthKind, Provider
from integrations.services.known_providers import known_provider
from integrations.services.own_servers import moved


def operator_credential(provider: str) -> Credential | None:
    """The operator's credential for `provider`, if one is set and the provider is known."""
    known = known_provider(provider)
    if known is None:
        return None
    key = getattr(settings, known.key_setting) if known.key_setting else ""
    if not key and AuthKind.NONE not in known.auth:
        return None
    base_url = base_url_of(known)
    if not base_url:
        return None  # a server of one's own that nobody named
    username = getattr(settings, known.username_setting) if known.username_setting else ""
    return Credential(provider=provider, api_key=key, base_url=base_url, username=username)


def has_key(provider: str) -> bool:
    """Whether the operator set a key for `provider`."""
    found = operator_credential(provider)
    return found is not None and bool(found.api_key)


def needs_key(provider: str) -> bool:
    """Whether nothing can be done at `provider` without a key; true of those we do not know."""
    known = known_provider(provider)
    return known is None or AuthKind.NONE not in known.auth


def base_url_of(provider: Provider) -> str:
    """Where the provider's API is, as the operator says or else as everybody knows."""
    override = getattr(settings, provider.base_url_setting) if provider.base_url_setting else ""
    return (override or moved(provider.base_url, provider)).rstrip("/")
