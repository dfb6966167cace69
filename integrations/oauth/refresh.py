"""Access tokens that are about to end, renewed once, however many firings ask at the same moment.

Within a process all of them wait for one task; between processes a lock in Redis lets one ask, and the others
find its tokens in the database. Many providers end the old refresh token with the first use: so once a
request is on its way, it is finished and its answer kept, whoever has stopped waiting.
"""

from __future__ import annotations

import asyncio
import copy
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from django.utils import timezone

from integrations.catalogue.provider import AuthKind, Provider
from integrations.errors import CredentialGone
from integrations.models import Credential, CredentialState
from integrations.oauth.answers import Tokens
from integrations.oauth.clients import client_behind, provider_behind, row_of
from integrations.oauth.errors import (
    AuthorizationRefused,
    AuthorizationServerAway,
    CredentialExpired,
    GrantGone,
    ProviderNotConfigured,
)
from integrations.oauth.exchanges import renew
from integrations.services import vault
from integrations.services.aside import aside
from integrations.services.known_providers import known_provider
from platform_project.kit import loop
from platform_project.kit.fenced_locks import LockLost, held

CONNECT_AT = "/integrations"  # of the web app
PATIENCE_SECONDS = 45.0  # with the lock and the provider together

log = structlog.get_logger(__name__)
_under_way: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, asyncio.Task[Credential]]] = (
    WeakKeyDictionary()
)
_asking: set[asyncio.Task[Credential]] = set()  # a loop forgets tasks that nobody else holds


def fresh(credential: Credential) -> Credential:
    """The credential with an access token that lasts a while yet. For threads; `afresh` is for coroutines.

    Raises CredentialExpired if only connecting it again helps, CredentialGone, ProviderNotConfigured,
    AuthorizationRefused, AuthorizationServerAway (then trying again may help, and nothing has changed).
    """
    return credential if _is_well(credential) else loop.run(afresh(credential))


async def afresh(credential: Credential) -> Credential:
    """As `fresh`, on an event loop."""
    if _is_well(credential):
        return credential
    tasks = _under_way.setdefault(asyncio.get_running_loop(), {})
    task = tasks.get(credential.pk)
    if task is None:
        task = tasks[credential.pk] = asyncio.create_task(_refreshed(credential.pk))
        task.add_done_callback(lambda ended: _forget(tasks, credential.pk, ended))
    return copy.copy(await asyncio.shield(task))


def lock_name(credential_id: UUID) -> str:
    """The lock under which the secret of an OAuth credential is replaced."""
    return f"credential:{credential_id}"


def _is_well(credential: Credential) -> bool:
    """Whether the token needs no refresh. Raises CredentialExpired, CredentialGone."""
    if credential.kind != AuthKind.OAUTH2:
        return True
    if credential.state == CredentialState.EXPIRED:
        raise _expired(credential)
    if credential.state == CredentialState.REVOKED:
        raise CredentialGone("This credential was given back.")
    provider = known_provider(credential.provider)
    if provider is None or provider.oauth is None or credential.expires_at is None:
        return True
    if credential.state == CredentialState.REFUSED:
        return False  # it may have ended before its time
    margin = timedelta(seconds=provider.oauth.refresh_margin_seconds)
    return credential.expires_at > timezone.now() + margin


def _forget(
    tasks: dict[UUID, asyncio.Task[Credential]], credential_id: UUID, ended: asyncio.Task[Credential]
) -> None:
    tasks.pop(credential_id, None)
    if not ended.cancelled():
        ended.exception()  # everybody may have stopped waiting


async def _refreshed(credential_id: UUID) -> Credential:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), held(lock_name(credential_id)):
            provider, row = await aside(partial(_rows, credential_id))
            if _is_well(row):
                return row  # another process was faster
            asking = asyncio.create_task(_renewed(provider, row))
            _asking.add(asking)
            asking.add_done_callback(_asking.discard)
            return await asyncio.shield(asking)
    except (TimeoutError, LockLost) as err:
        raise AuthorizationServerAway("The access token could not be refreshed in time.") from err


async def _renewed(provider: Provider | None, row: Credential) -> Credential:
    if provider is None:
        return await aside(partial(_give_up, row, "Nobody knows any more where it was given"))
    way = await aside(partial(row_of, provider))  # its first use imports the back end
    secret = await aside(partial(vault.secret_of, row))
    if not secret.get("refresh_token") and way.refresh is None:
        if _still_works(row):
            return row
        return await aside(partial(_give_up, row, f"{provider.name} gives it an end"))
    try:
        client = await aside(partial(client_behind, row, provider))
        tokens = await renew(provider, client, secret)
        return await aside(partial(_keep, row, tokens))
    except GrantGone as err:
        reason = f"{provider.name} no longer accepts it ({err.details['error']})"
        return await aside(partial(_give_up, row, reason))
    except (AuthorizationServerAway, AuthorizationRefused, ProviderNotConfigured) as err:
        log.warning(
            "a token was not refreshed", provider=row.provider, credential=str(row.pk), why=err.message
        )
        if _still_works(row):
            return row
        raise


def _still_works(row: Credential) -> bool:
    is_past = row.expires_at is not None and row.expires_at <= timezone.now()
    return row.state == CredentialState.OK and not is_past


def _rows(credential_id: UUID) -> tuple[Provider | None, Credential]:
    """The credential, and where it was given.

    The credential is read last: an import that moves an API ends its credentials, so one that has not ended
    then belongs to the place that was read before.
    """
    provider = provider_behind(_row(credential_id))
    return provider, _row(credential_id)


def _row(credential_id: UUID) -> Credential:
    found: Credential | None = Credential.objects.filter(pk=credential_id).first()
    if found is None:
        raise CredentialGone("This credential was given back.")
    return found


def _keep(row: Credential, tokens: Tokens) -> Credential:
    """Where the provider gave no new refresh token, the old one goes on."""
    kept = {name: value for name, value in vault.secret_of(row).items() if name == "refresh_token"}
    vault.replace_secret(
        row,
        kept | tokens.secret,
        scopes=tokens.scopes,
        expires_at=end_of(tokens.lifetime_seconds),
        is_renewal=True,
    )
    return row


def _give_up(row: Credential, reason: str) -> Credential:
    """Say that it has to be connected again, unless somebody has done so meanwhile."""
    now_there = _row(row.pk)
    if now_there.secret != row.secret:
        return now_there
    vault.mark(row, CredentialState.EXPIRED, f"{reason}. Connect it again at {CONNECT_AT}.")
    raise _expired(row)


def end_of(lifetime_seconds: int | None) -> datetime | None:
    """When a token that was given now ends."""
    return None if lifetime_seconds is None else timezone.now() + timedelta(seconds=lifetime_seconds)


def _expired(credential: Credential) -> CredentialExpired:
    provider = known_provider(credential.provider)
    name = provider.name if provider else credential.provider
    return CredentialExpired(
        f"The consent behind '{credential.title}' of {name} has ended: connect it again at {CONNECT_AT}.",
        credential=str(credential.pk),
        provider=credential.provider,
    )
