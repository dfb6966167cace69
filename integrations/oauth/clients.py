"""Our own applications at providers: the rows of the admin, else the environment's (OAUTH_APPS)."""

from __future__ import annotations

from django.conf import settings

from integrations.catalogue.oauth import OAuth2
from integrations.catalogue.provider import Provider
from integrations.errors import CredentialUnreadable
from integrations.models import OAuthApp
from integrations.oauth.errors import ProviderNotConfigured
from integrations.oauth.requests import Client
from integrations.services.own_servers import moved_row
from platform_project.kit import crypto


def client_of(provider: Provider) -> Client:
    """Raises ProviderNotConfigured; CredentialUnreadable if the row was sealed with a key that is gone."""
    row = OAuthApp.objects.filter(provider=provider.slug, is_enabled=True).first()
    if row is not None:
        return Client(row.client_id, _opened(row))
    found = settings.OAUTH_APPS.get(provider.slug)
    if found is None:
        raise ProviderNotConfigured(
            f"The operator of this site has registered no application at {provider.name} yet.",
            provider=provider.slug,
        )
    return Client(*found)


def configured_providers() -> frozenset[str]:
    """Slugs of the providers at which users can give consent here; one query."""
    rows = OAuthApp.objects.filter(is_enabled=True).values_list("provider", flat=True)
    return frozenset(rows) | frozenset(settings.OAUTH_APPS)


def row_of(provider: Provider) -> OAuth2:
    """The provider's OAuth row with everything filled in. Only for providers that have one."""
    assert provider.oauth is not None
    return moved_row(provider.oauth.resolved(), provider)


def _opened(row: OAuthApp) -> str:
    try:
        return str(crypto.unseal(row.secret)["client_secret"])
    except crypto.CannotUnseal:
        raise CredentialUnreadable(
            f"The secret of the application at {row.provider} cannot be opened: the operator sets it anew."
        ) from None
