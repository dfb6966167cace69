"""Which credential a step acts with.

the one that the node names, if whoever started the run may use it
→ the one that the run names
→ the starter's own newest of the provider in the workspace
→ the newest that is shared there
→ the operator's: a row of the admin, else a key of the environment
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from blocks.sdk import Credential as Right
from blocks.sdk import MissingCredential
from integrations.catalogue.provider import AuthKind
from integrations.catalogue.providers import find_provider
from integrations.errors import CredentialUnreadable
from integrations.models import Credential, CredentialState
from integrations.services.operator_keys import base_url_of, operator_credential
from integrations.services.vault import secret_of
from platform_project.accounts.models import User, Workspace

CONNECT_AT = "/integrations"  # of the web app
_LOOKED_AT = 50  # of the newest


async def credential_for(
    *,
    provider: str,
    user_id: UUID | str | None,
    workspace_id: UUID | str,
    chosen_id: UUID | str | None = None,
    chosen_by_run: UUID | str | None = None,
) -> Right | None:
    """The right to use `provider`, in the clear; None if there is none at all.

    user_id: whoever started the run. Raises MissingCredential where the chosen one cannot be used by now.
    """
    return await asyncio.to_thread(_aside, provider, user_id, workspace_id, (chosen_id, chosen_by_run))


def row_for(
    provider: str,
    user_id: UUID | str | None,
    workspace_id: UUID | str,
    chosen: Sequence[UUID | str | None] = (),
) -> Credential | None:
    """The row that is chosen, if it is not a key of the environment."""
    found = _usable(provider, user_id, workspace_id)
    by_id = {str(row.pk): row for row in found}
    for wanted in chosen:
        if wanted is not None and str(wanted) in by_id:
            return by_id[str(wanted)]
    own = [row for row in found if str(row.created_by_id) == str(user_id)]
    shared = [row for row in found if row not in own]
    tiers = (own, shared, _of_operator(provider))
    return next(filter(None, map(_best, tiers)), None) or next((row for tier in tiers for row in tier), None)


def right_of(row: Credential) -> Right:
    """The row as blocks get it. Raises MissingCredential if it can be used no more."""
    known = find_provider(row.provider)
    if has_expired(row):
        raise MissingCredential(_of(row, "has expired"))
    try:
        secret = secret_of(row)
    except CredentialUnreadable:
        raise MissingCredential(_of(row, "cannot be opened any more")) from None
    return Right(
        provider=row.provider,
        api_key=secret.get("api_key") or secret.get("password") or secret.get("access_token") or "",
        base_url=row.base_url or (base_url_of(known) if known else ""),
        username=secret.get("username", ""),
        kind=row.kind,
        headers=secret.get("headers", {}),
        account=row.account,
        id=str(row.pk),
    )


def has_expired(row: Credential) -> bool:
    """Whether nothing but connecting it again helps; what can be refreshed has not expired."""
    is_past = row.expires_at is not None and row.expires_at <= timezone.now()
    return row.state == CredentialState.EXPIRED or (is_past and row.kind != AuthKind.OAUTH2)


def _aside(
    provider: str,
    user_id: UUID | str | None,
    workspace_id: UUID | str,
    chosen: Sequence[UUID | str | None],
) -> Right | None:
    try:
        row = row_for(provider, user_id, workspace_id, chosen)
        return right_of(row) if row is not None else operator_credential(provider)
    finally:
        connection.close()  # this thread may not come back for long


def _usable(provider: str, user_id: UUID | str | None, workspace_id: UUID | str) -> list[Credential]:
    """Newest first."""
    if user_id is None:
        return []
    found = Credential.objects.usable_by(User(pk=user_id), Workspace(pk=workspace_id))
    return list(found.filter(provider=provider).order_by("-created_at", "-pk")[:_LOOKED_AT])


def _of_operator(provider: str) -> list[Credential]:
    found = Credential.objects.of_operator().filter(provider=provider)
    return list(found.exclude(state=CredentialState.REVOKED).order_by("-created_at", "-pk")[:_LOOKED_AT])


def _best(rows: list[Credential]) -> Credential | None:
    """The newest that works, else one that was refused: that may have been about something else."""
    usable = [row for row in rows if not has_expired(row)]
    return next((row for row in usable if row.state == CredentialState.OK), usable[0] if usable else None)


def _of(row: Credential, what: str) -> str:
    known = find_provider(row.provider)
    name = known.name if known else row.provider
    return f"The credential '{row.title}' of {name} {what}: connect it again at {CONNECT_AT}."
