"""What a member does with a credential that is there: renames, shares, gives back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations.errors import CredentialGone, NotYours
from integrations.models import Credential, CredentialState
from integrations.services import vault
from platform_project.accounts.models import RANK, Role, User
from platform_project.kit.jobs import enqueue

SHARING = Role.BUILDER  # what one may share needs
REMOVING = Role.ADMIN  # what one may take away that somebody else shared needs


def change(
    credential: Credential,
    *,
    user: User,
    title: str | None = None,
    is_shared: bool | None = None,
    secret: Mapping[str, Any] | None = None,
) -> Credential:
    """Rename, share, stop sharing, or put another secret in. Raises NotYours, BadInput, CredentialGone."""
    if credential.created_by_id != user.pk:
        raise NotYours("Only who connected it may change it.")
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = vault.checked_title(title) or credential.title
    if is_shared is not None:
        changes["is_shared"] = is_shared
    with transaction.atomic():
        live = Credential.objects.filter(pk=credential.pk).exclude(state=CredentialState.REVOKED)
        if changes and not live.update(**changes):
            raise CredentialGone("This credential was given back.")
        if secret is not None:
            vault.replace_secret(credential, secret)
    for name, value in changes.items():
        setattr(credential, name, value)
    return credential


@transaction.atomic
def revoke(credential: Credential, user: User, *, role: Role) -> None:
    """Give a credential back. From now on nothing acts with it; the provider is told after the commit.

    role: what `user` may do there. Raises NotYours.
    """
    if credential.created_by_id != user.pk and RANK[role] < RANK[REMOVING]:
        raise NotYours(f"Only who connected it, or an {REMOVING}, may give it back.")
    give_back(Credential.objects.filter(pk=credential.pk))


def give_back(found: Any) -> list[UUID]:
    """Let nobody use these any more, and have the providers told. In the caller's transaction."""
    ids = list(found.exclude(state=CredentialState.REVOKED).values_list("pk", flat=True))
    Credential.objects.filter(pk__in=ids).update(
        state=CredentialState.REVOKED, state_reason="", updated_at=timezone.now()
    )
    for pk in ids:
        enqueue("integrations.tasks.end_credential", str(pk))
    return ids
