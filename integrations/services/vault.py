"""Credentials: connected, replaced, read, marked. Nothing else unseals one.

A secret is in the clear only on its way to whoever is about to use it. It stands in no log, event, answer or
error, and in the database as a token alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations.catalogue.provider import AuthKind, Provider
from integrations.errors import CredentialGone, CredentialUnreadable
from integrations.models import ConsentServer, Credential, CredentialState
from integrations.services.known_providers import known_provider, provider_offered
from integrations.services.private_lookup import is_key
from integrations.services.secret_shapes import checked_secret, last_four, refused
from integrations.services.server_addresses import checked_base_url, checked_host
from platform_project.accounts.errors import LimitReached
from platform_project.accounts.models import User, Workspace
from platform_project.kit import crypto

MAX_PER_WORKSPACE = 200
MAX_TITLE_CHARS = 100
MAX_ACCOUNT_CHARS = 200
MAX_SCOPES = 200
MAX_SCOPE_CHARS = 300
USE_IS_NOTED_EVERY = timedelta(minutes=1)
_REASON_CHARS = 300


def connect(
    *,
    user: User,
    workspace: Workspace,
    provider: str,
    kind: AuthKind,
    secret: Mapping[str, Any],
    title: str = "",
    scopes: Iterable[str] = (),
    expires_at: datetime | None = None,
    account: str = "",
    base_url: str = "",
    host: str = "",
    is_shared: bool = False,
    consent_server: ConsentServer | None = None,
) -> Credential:
    """Keep a new credential of `user` in `workspace`.

    Raises BadInput naming each field that is wrong, LimitReached at MAX_PER_WORKSPACE; then nothing is kept.
    """
    return _added(
        workspace,
        drafted(
            provider=provider,
            kind=kind,
            secret=secret,
            title=title,
            scopes=scopes,
            account=account,
            base_url=base_url,
            host=host,
            workspace=workspace,
            created_by=user,
            is_shared=is_shared,
            expires_at=expires_at,
            consent_server=consent_server,
        ),
    )


def drafted(
    *,
    provider: str,
    kind: AuthKind,
    secret: Mapping[str, Any],
    title: str = "",
    scopes: Iterable[str] = (),
    account: str = "",
    base_url: str = "",
    host: str = "",
    **owned: Any,
) -> Credential:
    """A checked credential that is not saved yet; the operator's, for everybody, unless `owned` says whose.

    Raises BadInput naming each field that is wrong.
    """
    known = _offered(provider, kind, owned.get("workspace"))
    kept = checked_secret(kind, secret)
    return Credential(
        provider=provider,
        kind=kind,
        title=checked_title(title) or known.name[:MAX_TITLE_CHARS],
        secret=crypto.seal(kept),
        last_four=last_four(kind, kept),
        scopes=_checked_scopes(scopes),
        account=account.strip()[:MAX_ACCOUNT_CHARS],
        **_server(known, kind, host, base_url),
        **owned,
    )


def replace_secret(
    credential: Credential,
    secret: Mapping[str, Any],
    *,
    scopes: Iterable[str] | None = None,
    expires_at: datetime | None = None,
    account: str | None = None,
    consent_server: ConsentServer | None = None,
    is_renewal: bool = False,
) -> None:
    """Put another secret in the place of the one there is: a refreshed token, a new key. Works again then.

    scopes, account, consent_server: as they were, if left out. is_renewal: no person had a part in it, so
    what a person has to look at first stays as it is. Raises BadInput; CredentialGone if it was given back,
    or has expired where nobody but a person can change that.
    """
    kind = AuthKind(credential.kind)
    kept = checked_secret(kind, secret)
    changes: dict[str, Any] = {
        "secret": crypto.seal(kept),
        "last_four": last_four(kind, kept),
        "expires_at": expires_at,
        "state": CredentialState.OK,
        "state_reason": "",
        "updated_at": timezone.now(),
    }
    if scopes is not None:
        changes["scopes"] = _checked_scopes(scopes)
    if not is_renewal and is_key(credential.provider) and (known := known_provider(credential.provider)):
        changes["base_url"] = known.base_url  # whoever gives the secret means the API as it is now
    if account is not None:
        changes["account"] = account.strip()[:MAX_ACCOUNT_CHARS]
    if consent_server is not None:
        changes["consent_server"] = consent_server
    over = [CredentialState.REVOKED, *([CredentialState.EXPIRED] if is_renewal else [])]
    live = Credential.objects.filter(pk=credential.pk).exclude(state__in=over)
    if not live.update(**changes):
        raise CredentialGone("This credential was given back, or has to be connected again.")
    for name, value in changes.items():
        setattr(credential, name, value)


def secret_of(credential: Credential) -> dict[str, Any]:
    """What the credential consists of, in the clear. Raises CredentialUnreadable."""
    try:
        return crypto.unseal(credential.secret)
    except crypto.CannotUnseal:
        raise CredentialUnreadable(
            "The credential cannot be opened: its key is not among the operator's. Connect it again.",
            credential=str(credential.pk),
        ) from None


def mark(credential: Credential, state: CredentialState, reason: str = "") -> bool:
    """Write down what became of a credential. False, and nothing changes, if it has another secret by now.

    reason: for people, never a secret.
    """
    same = Credential.objects.filter(pk=credential.pk, secret=credential.secret)
    changes = {"state": state, "state_reason": reason[:_REASON_CHARS], "updated_at": timezone.now()}
    if not same.exclude(state=CredentialState.REVOKED).update(**changes):
        return False
    for name, value in changes.items():
        setattr(credential, name, value)
    return True


def note_use(credential: Credential) -> None:
    """Write down that it is being used; exact to the minute, so that a busy one costs no write each time."""
    before = timezone.now() - USE_IS_NOTED_EVERY
    if credential.last_used_at is None or credential.last_used_at < before:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=before)
        Credential.objects.filter(stale, pk=credential.pk).update(last_used_at=timezone.now())


def checked_title(title: str) -> str:
    """The title as it is kept. Raises BadInput."""
    text = title.strip()
    if len(text) > MAX_TITLE_CHARS or not text.isprintable():
        raise refused({"title": f"Must be one line of at most {MAX_TITLE_CHARS} characters"})
    return text


def _offered(provider: str, kind: AuthKind, workspace: Workspace | None) -> Provider:
    known = provider_offered(provider, workspace.pk if workspace else None)
    if known is None:
        raise refused({"provider": f"There is no provider '{provider[:100]}'"})
    if kind not in known.auth:
        raise refused({"kind": f"{known.name} takes {' or '.join(known.auth)}"})
    return known


def _server(known: Provider, kind: AuthKind, host: str, base_url: str) -> dict[str, str]:
    wrong, found = {}, {"host": "", "base_url": ""}
    if is_key(known.slug):  # bound to where the API is now, whatever a later import says
        return {"host": "", "base_url": known.base_url}
    try:
        if kind is AuthKind.HOST_SCOPED:
            found["host"] = checked_host(host)
        elif host:
            wrong["host"] = "Is for host-scoped credentials alone"
    except ValueError as err:
        wrong["host"] = str(err)
    try:
        if base_url or (known.needs_address and kind is not AuthKind.HOST_SCOPED):
            found["base_url"] = checked_base_url(base_url, known)
    except ValueError as err:
        wrong["base_url"] = str(err)
    if wrong:
        raise refused(wrong)
    return found


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(scopes))
    if len(found) > MAX_SCOPES or any(not 0 < len(scope) <= MAX_SCOPE_CHARS for scope in found):
        raise refused({"scopes": f"At most {MAX_SCOPES}, each of 1 to {MAX_SCOPE_CHARS} characters"})
    return found


@transaction.atomic
def _added(workspace: Workspace, credential: Credential) -> Credential:
    # Two requests count one after the other.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Credential.objects.filter(workspace=workspace).count() >= MAX_PER_WORKSPACE:
        text = f"The workspace has {MAX_PER_WORKSPACE} credentials already."
        raise LimitReached(text, limit=MAX_PER_WORKSPACE)
    credential.save(force_insert=True)
    return credential
