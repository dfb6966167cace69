"""A credential that is given back is given back at the provider too."""

from __future__ import annotations

from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from integrations.oauth.clients import client_behind, provider_behind
from integrations.oauth.errors import ProviderNotConfigured
from integrations.oauth.exchanges import give_back
from integrations.services import vault
from platform_project.kit import loop


def revoke_at_provider(credential: Credential) -> bool:
    """End at the provider what the credential opens.

    False where the provider has no way to, or no application of ours: the user can do it there by hand.
    Raises AuthorizationServerAway, after which it can be tried again, and CredentialUnreadable.
    """
    provider = provider_behind(credential)
    if credential.kind != AuthKind.OAUTH2 or provider is None or provider.oauth is None:
        return False
    secret = vault.secret_of(credential)
    try:
        client = client_behind(credential, provider)
    except ProviderNotConfigured:
        return False
    return loop.run(give_back(provider, client, secret, credential.account))
