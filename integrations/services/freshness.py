"""Access tokens that are about to end, renewed before anybody acts with them. Failures are the SDK's."""

from __future__ import annotations

from blocks.sdk import MissingCredential, ProviderDown
from integrations.errors import CredentialGone, CredentialUnreadable
from integrations.models import Credential
from integrations.oauth.errors import (
    AuthorizationRefused,
    AuthorizationServerAway,
    CredentialExpired,
    ProviderNotConfigured,
)
from integrations.oauth.refresh import afresh


async def lasting(row: Credential) -> Credential:
    """The row, refreshed if its token would not last; others come back as they are.

    Raises MissingCredential where a person has to do something, ProviderDown where trying again may help.
    """
    try:
        return await afresh(row)
    except AuthorizationServerAway as err:
        raise ProviderDown(err.message) from err
    except (
        AuthorizationRefused,
        CredentialExpired,
        CredentialGone,
        CredentialUnreadable,
        ProviderNotConfigured,
    ) as err:
        raise MissingCredential(err.message) from err
