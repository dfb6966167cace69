"""Whose consent is given where: a provider's addresses, and our own application there.

of the catalogue   a row of the admin, else the environment's (OAUTH_APPS)
imported APIs      the workspace's own application, entered by a builder
any server (MCP)   where that server sent us, as which it registered us
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.conf import settings

from integrations.catalogue.oauth import ClientAuth, OAuth2, rfc7009
from integrations.catalogue.provider import Provider
from integrations.catalogue.providers import PROVIDERS
from integrations.errors import CredentialUnreadable
from integrations.models import ConsentServer, Credential, OAuthApp, PrivateProvider
from integrations.models.private_provider import KEY_PREFIX, key_of
from integrations.oauth.errors import ProviderNotConfigured
from integrations.oauth.requests import Client
from integrations.services.known_providers import known_provider
from integrations.services.own_servers import moved_row
from integrations.services.private_lookup import is_key
from platform_project.kit import crypto


def client_of(provider: Provider) -> Client:
    """Raises ProviderNotConfigured; CredentialUnreadable if the row was sealed with a key that is gone."""
    if is_key(provider.slug):
        return _client_of_workspace(provider)
    row = OAuthApp.objects.filter(provider=provider.slug, is_enabled=True).first()
    if row is not None:
        return Client(row.client_id, _opened(row.secret, row.provider))
    found = settings.OAUTH_APPS.get(provider.slug)
    if found is None:
        raise ProviderNotConfigured(
            f"The operator of this site has registered no application at {provider.name} yet.",
            provider=provider.slug,
        )
    return Client(*found)


def configured_in(workspace_id: UUID) -> frozenset[str]:
    """Keys of the imported APIs at which the workspace has an application; one query."""
    rows = PrivateProvider.objects.filter(workspace=workspace_id).exclude(client_id="")
    return frozenset(key_of(pk) for pk in rows.values_list("pk", flat=True))


def configured_providers() -> frozenset[str]:
    """Slugs of the catalogue's providers at which users can give consent here; one query."""
    rows = OAuthApp.objects.filter(is_enabled=True).values_list("provider", flat=True)
    by_themselves = (row.slug for row in PROVIDERS if row.oauth is not None and row.oauth.is_discovered)
    return frozenset(rows) | frozenset(settings.OAUTH_APPS) | frozenset(by_themselves)


def row_of(provider: Provider) -> OAuth2:
    """The provider's OAuth row with everything filled in. Only for providers that have one."""
    assert provider.oauth is not None
    return moved_row(provider.oauth.resolved(), provider)


def provider_behind(credential: Credential) -> Provider | None:
    """The credential's provider with the addresses at which its consent was given; None if nobody knows."""
    known = known_provider(credential.provider)
    if known is None or known.oauth is None or not known.oauth.is_discovered:
        return known
    server = credential.consent_server
    return provider_at(known, server) if server else None


def client_behind(credential: Credential, provider: Provider) -> Client:
    """As whom we were given the consent. Raises as `client_of`."""
    server = credential.consent_server
    return client_of(provider) if server is None else client_at(server)


def provider_at(provider: Provider, server: ConsentServer, scopes: Iterable[str] = ()) -> Provider:
    """The provider with the addresses of one server. scopes: to be asked for."""
    way = ClientAuth(server.client_auth)
    row = OAuth2(
        authorize_url=server.authorize_url,
        token_url=server.token_url,
        resource=server.resource,
        scopes=tuple(scopes),
        client_auth=way,
        revoke=rfc7009(server.revoke_url, way) if server.revoke_url else None,
    )
    return replace(provider, oauth=row)


def client_at(server: ConsentServer) -> Client:
    """Raises CredentialUnreadable."""
    return Client(server.client_id, _opened(server.secret, server.url) if server.secret else "")


def server_of(server_id: str) -> ConsentServer | None:
    """id: empty for none."""
    return ConsentServer.objects.filter(pk=UUID(server_id)).first() if server_id else None


def _client_of_workspace(provider: Provider) -> Client:
    row = PrivateProvider.objects.filter(pk=provider.slug.removeprefix(KEY_PREFIX)).first()
    if row is None or not row.client_id:
        raise ProviderNotConfigured(
            f"The workspace has entered no application at {provider.name} yet.", provider=provider.slug
        )
    return Client(row.client_id, _opened(row.client_secret, row.name) if row.client_secret else "")


def _opened(sealed: str, where: str) -> str:
    try:
        return str(crypto.unseal(sealed)["client_secret"])
    except crypto.CannotUnseal:
        raise CredentialUnreadable(
            f"The secret of the application at {where} cannot be opened: it has to be set anew."
        ) from None
