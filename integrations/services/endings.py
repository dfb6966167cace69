"""The end of a credential: given back here at once, at the provider as soon as that answers, then deleted.

A provider that stays away for a day is told no more: nothing here acts with the credential any longer. Those
of a workspace or a person that were deleted have no message of their own: the sweep finds them.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.utils import timezone

from integrations.errors import CredentialUnreadable
from integrations.models import Credential, CredentialState
from integrations.oauth.errors import AuthorizationServerAway
from integrations.oauth.revocation import revoke_at_provider
from integrations.services.upkeep import give_back

PATIENCE = timedelta(days=1)
_AT_A_TIME = 50  # of a sweep
_LEFT_BEHIND = timedelta(minutes=5)  # for its message to be lost

log = structlog.get_logger(__name__)


def end(credential_id: UUID | str) -> None:
    """Tell the provider and delete the row, if it was given back."""
    credential = Credential.objects.filter(pk=credential_id, state=CredentialState.REVOKED).first()
    if credential is None or (_cannot_be_told(credential) and _is_recent(credential)):
        return
    Credential.objects.filter(pk=credential.pk, state=CredentialState.REVOKED).delete()


def end_left_behind() -> int:
    """Those that were given back a while ago and are still there; how many were looked at."""
    before = timezone.now() - _LEFT_BEHIND
    left = Credential.objects.filter(state=CredentialState.REVOKED, updated_at__lt=before)
    ids = list(left.order_by("updated_at").values_list("pk", flat=True)[:_AT_A_TIME])
    for pk in ids:
        end(pk)
    return len(ids)


def member_left(workspace_id: UUID, user_id: UUID) -> None:
    """Give back what a member had for themselves in a workspace. What they shared stays with the team."""
    give_back(Credential.objects.filter(workspace_id=workspace_id, created_by_id=user_id, is_shared=False))


def _cannot_be_told(credential: Credential) -> bool:
    """Whether the provider did not answer; True if it has to be told and was not."""
    try:
        revoke_at_provider(credential)
    except AuthorizationServerAway as err:
        log.warning("a provider was not told of an end", provider=credential.provider, why=err.message)
        return True
    except CredentialUnreadable:
        return False  # nobody has what would have to be revoked
    return False


def _is_recent(credential: Credential) -> bool:
    return credential.updated_at > timezone.now() - PATIENCE
