"""A user connects an account at a provider: begun over the API, ended by the browser that comes back.

Whatever goes wrong on the way back ends on a page of this site, with the code of what went wrong; then
nothing has changed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from blocks.sdk import ProviderDown
from integrations.catalogue.oauth import OAuth2
from integrations.catalogue.provider import AuthKind, Provider
from integrations.catalogue.providers import find_provider
from integrations.errors import CredentialGone
from integrations.models import Credential
from integrations.oauth import requests, states
from integrations.oauth.clients import client_of, row_of
from integrations.oauth.errors import (
    AuthorizationRefused,
    AuthorizationServerAway,
    ConsentDenied,
    GrantGone,
    OtherAccount,
)
from integrations.oauth.exchanges import Granted, redeem
from integrations.oauth.refresh import CONNECT_AT, PATIENCE_SECONDS, end_of, lock_name
from integrations.oauth.states import Attempt, Begun
from integrations.services import vault
from integrations.services.aside import aside
from integrations.services.secret_shapes import refused
from platform_project.accounts.models import Role, User, Workspace
from platform_project.errors import NotFound, PlatformError
from platform_project.kit import loop
from platform_project.kit.fenced_locks import LockLost, held
from platform_project.kit.throttling import rate_limit

CALLBACK_PATH = "/oauth/callback"
MAX_PATH_CHARS = 500
_DENIALS = frozenset({"access_denied", "user_denied", "user_cancelled_login", "user_cancelled_authorize"})
_TITLE_CHARS = vault.MAX_TITLE_CHARS

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the browser goes on, and what it says there."""

    return_to: str
    credential_id: UUID | None = None
    error: str = ""  # code


def begin(
    *,
    user: User,
    workspace: Workspace,
    provider: str,
    scopes: Iterable[str] = (),
    credential_id: UUID | None = None,
    title: str = "",
    return_to: str = CONNECT_AT,
    parts: Mapping[str, str] | None = None,
) -> tuple[str, Begun]:
    """Where to send the browser, and what proves that the same one comes back.

    credential_id: one of the user's own, which is connected again and keeps the scopes it has. parts: of the
    provider's addresses, by name. Raises BadInput naming each field, NotFound, ProviderNotConfigured,
    TooManyTries.
    """
    known = _offering(provider)
    row = row_of(known)
    before = _own(user, workspace, known, credential_id)
    named = _checked_parts(row, parts or {})
    attempt = Attempt(
        provider=known.slug,
        user_id=str(user.pk),
        workspace_id=str(workspace.pk),
        credential_id=str(before.pk) if before else "",
        scopes=_wanted(row, before, scopes),
        title=vault.checked_title(title),
        return_to=_checked_path(return_to),
        redirect_uri=f"{settings.PUBLIC_URL}{CALLBACK_PATH}",
        parts=named,
    )
    client = client_of(known)
    rate_limit("oauth").take(user.pk)
    begun = states.begin(attempt)
    url = requests.authorize_url(
        row,
        client,
        redirect_uri=attempt.redirect_uri,
        scopes=attempt.scopes,
        state=begun.state,
        verifier=begun.verifier,
        parts=named,
    )
    return url, begun


def finish(given: Mapping[str, str], cookies: Mapping[str, str]) -> Outcome:
    """End what a browser began. given: the callback's query. Raises nothing that the user could meet."""
    try:
        attempt, begun = states.take(given.get("state", ""), cookies)
    except PlatformError as err:
        log.warning("a way back from a provider was refused", code=err.code)
        return Outcome(CONNECT_AT, error=err.code)
    try:
        credential = _connected(attempt, begun, given)
    except PlatformError as err:
        log.warning("an account was not connected", provider=attempt.provider, code=err.code, why=err.message)
        return Outcome(attempt.return_to, error=err.code)
    return Outcome(attempt.return_to, credential_id=credential.pk)


def _connected(attempt: Attempt, begun: Begun, given: Mapping[str, str]) -> Credential:
    provider = _offering(attempt.provider)
    user, workspace = _who(attempt)
    before = _own(user, workspace, provider, UUID(attempt.credential_id) if attempt.credential_id else None)
    client = client_of(provider)
    try:
        granted = loop.run(
            redeem(
                provider,
                client,
                code=_code(provider, given),
                redirect_uri=attempt.redirect_uri,
                verifier=begun.verifier,
                parts=attempt.parts,
            )
        )
    except GrantGone as err:
        raise AuthorizationRefused(err.message, **err.details) from err
    scopes = granted.tokens.scopes or attempt.scopes
    if before is not None:
        return loop.run(_replaced(before, granted, scopes))
    return vault.connect(
        user=user,
        workspace=workspace,
        provider=provider.slug,
        kind=AuthKind.OAUTH2,
        secret=granted.tokens.secret,
        title=attempt.title or f"{provider.name} {granted.account}".strip()[:_TITLE_CHARS],
        scopes=scopes,
        expires_at=end_of(granted.tokens.lifetime_seconds),
        account=granted.account,
        base_url=granted.base_url,
    )


async def _replaced(before: Credential, granted: Granted, scopes: tuple[str, ...]) -> Credential:
    """Under the lock of refreshes, so that none that is under way puts older tokens over these."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), held(lock_name(before.pk)):
            return await aside(partial(_replace, before.pk, granted, scopes))
    except (TimeoutError, LockLost, ProviderDown) as err:
        raise AuthorizationServerAway("The credential was busy; nothing has changed.") from err


def _replace(credential_id: UUID, granted: Granted, scopes: tuple[str, ...]) -> Credential:
    row: Credential | None = Credential.objects.filter(pk=credential_id).first()
    if row is None:
        raise CredentialGone("This credential was given back.")
    if row.account and granted.account and row.account != granted.account:
        raise OtherAccount(
            f"This credential is of {row.account}, and {granted.account} agreed: agents would act as "
            "somebody else. Connect the other account as a credential of its own."
        )
    old = vault.secret_of(row) if not granted.tokens.refresh_token else {}
    kept: dict[str, Any] = {"refresh_token": old["refresh_token"]} if old.get("refresh_token") else {}
    vault.replace_secret(
        row,
        kept | granted.tokens.secret,
        scopes=scopes,
        expires_at=end_of(granted.tokens.lifetime_seconds),
        account=granted.account or row.account,
    )
    return row


def _offering(slug: str) -> Provider:
    known = find_provider(slug)
    if known is None or known.oauth is None:
        raise NotFound("There is no provider of this name that users give consent at.")
    return known


def _own(user: User, workspace: Workspace, provider: Provider, wanted: UUID | None) -> Credential | None:
    if wanted is None:
        return None
    usable = Credential.objects.usable_by(user, workspace).filter(created_by=user, kind=AuthKind.OAUTH2)
    found: Credential | None = usable.filter(pk=wanted, provider=provider.slug).first()
    if found is None:
        raise NotFound(f"You have no such credential of {provider.name} in this workspace.")
    return found


def _who(attempt: Attempt) -> tuple[User, Workspace]:
    """Asked anew: ten minutes are long enough to lose a role."""
    user = User.objects.filter(pk=attempt.user_id, is_active=True).first()
    places = Workspace.objects.for_user(user, least=Role.RUNNER) if user else Workspace.objects.none()
    workspace = places.filter(pk=attempt.workspace_id).first()
    if user is None or workspace is None:
        raise NotFound("There is no such workspace.")
    return user, workspace


def _code(provider: Provider, given: Mapping[str, str]) -> str:
    error = given.get("error", "")
    if error in _DENIALS:
        raise ConsentDenied(f"{provider.name} says that you did not agree.")
    if error or not given.get("code"):
        raise AuthorizationRefused(f"{provider.name} sent no code back ({error[:100]!r}).")
    return given["code"]


def _wanted(row: OAuth2, before: Credential | None, scopes: Iterable[str]) -> tuple[str, ...]:
    asked, kept = list(scopes), before.scopes if before else []  # some grant by other names than one asks by
    unknown = [scope for scope in asked if scope not in row.all_scopes and scope not in kept]
    if unknown:
        raise refused({"scopes": f"Unknown: {', '.join(unknown)[:200]}"})
    return tuple(dict.fromkeys([*row.scopes, *kept, *asked]))


def _checked_parts(row: OAuth2, given: Mapping[str, str]) -> dict[str, str]:
    known = {part.name: part for part in row.parts}
    wrong = {f"parts.{name}"[:100]: "Unknown" for name in given if name not in known}
    for name, part in known.items():
        if not re.fullmatch(part.pattern, given.get(name, ""), re.ASCII):
            wrong[f"parts.{name}"] = f"{part.label}, as in {part.example}"
    if wrong:
        raise refused(wrong)
    return dict(given)


def _checked_path(path: str) -> str:
    """A path of this site, whatever a browser makes of it."""
    is_plain = path.startswith("/") and path.isprintable() and len(path) <= MAX_PATH_CHARS
    if not is_plain or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise refused({"return_to": f"A path of this site, of at most {MAX_PATH_CHARS} characters"})
    return path
