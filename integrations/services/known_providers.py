"""Providers by slug: those of the catalogue, and those that workspaces imported."""

from __future__ import annotations

from uuid import UUID

from integrations.catalogue.provider import Provider
from integrations.catalogue.providers import find_provider
from integrations.services.private_lookup import is_key, private_provider, provider_of_workspace


def known_provider(slug: str) -> Provider | None:
    """Whosesoever it is: for what a workspace has in its rows."""
    return private_provider(slug) if is_key(slug) else find_provider(slug)


def provider_offered(slug: str, workspace_id: UUID | None) -> Provider | None:
    """What may be connected in a workspace; for the operator, None, what is in the catalogue."""
    if not is_key(slug):
        return find_provider(slug)
    return provider_of_workspace(slug, workspace_id) if workspace_id else None
