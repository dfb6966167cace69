"""The providers there are. A new one is a new row, in the file of its kind."""

from __future__ import annotations

from integrations.catalogue import ai, business, development, google, machines, office, research, social
from integrations.catalogue.provider import Provider

PROVIDERS: tuple[Provider, ...] = tuple(
    sorted(
        (
            row
            for part in (ai, business, development, google, machines, office, research, social)
            for row in part.PROVIDERS
        ),
        key=lambda row: row.slug,
    )
)

_BY_SLUG = {provider.slug: provider for provider in PROVIDERS}


def find_provider(slug: str) -> Provider | None:
    return _BY_SLUG.get(slug)
