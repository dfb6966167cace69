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
from django.utils.http import url_has_allowed_host_and_scheme

from blocks.sdk import ProviderDown
from integrations.catalogue.oauth import OAuth2
from integrations.catalogue.provider import AuthKind, Provider
from integrations.errors import CredentialGone
from integrations.models import ConsentServer, Credential
from integrations.oauth import requests, states
from integrations.oauth.addresses import callback_url
from integrations.oauth.clients import client_at, client_of, provider_at, row_of, server_of
from integrations.oauth.discovery import meet
from integrations.oauth.errors import (
    AuthorizationRefused,
    AuthorizationServerAway,
    ConsentDenied,
    GrantGone,
    OtherAccount,
    StateNotValid,
)
from integrations.oauth.exchanges import Granted, redeem
from integrations.oauth.refresh import CONNECT_AT, PATIENCE_SECONDS, end_of, lock_name
from integrations.oauth.requests import Client
from integrations.oauth.states import Attempt, Begun
from integrations.services import vault
from integrations.services.aside import aside
from integrations.services.known_providers import provider_offered
from integrations.services.secret_shapes import refused
from integrations.services.server_addresses import checked_base_url, is_same_server
from platform_project.accounts.models import Role, User, Workspace
from platform_project.errors import NotFound, PlatformError
from platform_project.kit import loop
from platform_project.kit.fenced_locks import LockLost, held
from platform_project.kit.throttling import rate_limit

MAX_PATH_CHARS = 500
_DENIALS = frozenset({"access_denied", "user_denied", "user_cancelled_login", "user_cancelled_authorize"})
_TITLE_CHARS = vault.MAX_TITLE_CHARS

_UNKNOWN_CLIENT = frozenset({"invalid_client", "unauthorized_client"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Way:
    """How consent is given at one provider: its addresses, and our application there."""

    provider: Provider
    client: Client
    server: ConsentServer | None = None  # where the provider is any server
    base_url: str = ""  # the same server's address

    @property
    def place(self) -> str:
        """What must not change between a user's consent and the use of it."""
        row = row_of(self.provider)
        return f"{row.token_url} {self.base_url or self.provider.base_url}"


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
    base_url: str = "",
) -> tuple[str, Begun]:
    """Where to send the browser, and what proves that the same one comes back.

    credential_id: one of the user's own, which is connected again and keeps the scopes it has. parts: of the
    provider's addresses, by name. base_url: the server, where the provider is any server. Raises BadInput
    naming each field, NotFound, ProviderNotConfigured, TooManyTries; AuthorizationRefused and
    AuthorizationServerAway where a server has to be asked first.
    """
    known = _offering(provider, workspace.pk)
    before = _own(user, workspace, known, credential_id)
    title, return_to = vault.checked_title(title), _checked_path(return_to)
    rate_limit("oauth").take(user.pk)
    way = _way(known, before, base_url)
    row = row_of(way.provider)
    named = _checked_parts(row, parts or {})
    attempt = Attempt(
        provider=known.slug,
        user_id=str(user.pk),
        workspace_id=str(workspace.pk),
        credential_id=str(before.pk) if before else "",
        scopes=_wanted(row, before, scopes),
        title=title,
        return_to=return_to,
        redirect_uri=callback_url(),
        parts=named,
        place=way.place,
        server=str(way.server.pk) if way.server else "",
        base_url=way.base_url,
    )
    begun = states.begin(attempt)
    url = requests.authorize_url(
        row,
        way.client,
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
    user, workspace = _who(attempt)
    way = _way_back(attempt, _offering(attempt.provider, workspace.pk))
    provider = way.provider
    before = _own(user, workspace, provider, UUID(attempt.credential_id) if attempt.credential_id else None)
    try:
        granted = loop.run(
            redeem(
                provider,
                way.client,
                code=_code(way, given),
                redirect_uri=attempt.redirect_uri,
                verifier=begun.verifier,
                parts=attempt.parts,
            )
        )
    except GrantGone as err:
        raise AuthorizationRefused(err.message, **err.details) from err
    except AuthorizationRefused as err:
        _forget_us(way, str(err.details.get("error", "")))
        raise
    scopes = granted.tokens.scopes or attempt.scopes
    if before is not None:
        return loop.run(_replaced(before, granted, scopes, way.server))
    return vault.connect(
        user=user,
        workspace=workspace,
        provider=provider.slug,
        kind=AuthKind.OAUTH2,
        secret=granted.tokens.secret,
        title=attempt.title or _title(way, granted),
        scopes=scopes,
        expires_at=end_of(granted.tokens.lifetime_seconds),
        account=granted.account,
        base_url=granted.base_url or way.base_url,
        consent_server=way.server,
    )


async def _replaced(
    before: Credential, granted: Granted, scopes: tuple[str, ...], server: ConsentServer | None
) -> Credential:
    """Under the lock of refreshes, so that none that is under way puts older tokens over these."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), held(lock_name(before.pk)):
            return await aside(partial(_replace, before.pk, granted, scopes, server))
    except (TimeoutError, LockLost, ProviderDown) as err:
        raise AuthorizationServerAway("The credential was busy; nothing has changed.") from err


def _replace(
    credential_id: UUID, granted: Granted, scopes: tuple[str, ...], server: ConsentServer | None
) -> Credential:
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
        consent_server=server,
    )
    return row


def _way(known: Provider, before: Credential | None, base_url: str) -> _Way:
    """How consent is given now. Asks the server, where the provider is any server."""
    assert known.oauth is not None
    if not known.oauth.is_discovered:
        if base_url:
            raise refused({"base_url": f"{known.name} is where it is"})
        return _Way(known, client_of(known))
    address = _address(known, before, base_url)
    met = meet(known, address)
    return _Way(provider_at(known, met.server, met.scopes), client_at(met.server), met.server, address)


def _way_back(attempt: Attempt, known: Provider) -> _Way:
    """The way by which the user went. Raises StateNotValid if it leads elsewhere by now."""
    server = server_of(attempt.server)
    if server is not None:
        way = _Way(provider_at(known, server), client_at(server), server, attempt.base_url)
    elif known.oauth is not None and known.oauth.is_discovered:
        raise StateNotValid("The registration at that server is gone. Begin again.")
    else:
        way = _Way(known, client_of(known))
    if attempt.place and attempt.place != way.place:
        raise StateNotValid("The provider was moved meanwhile. Begin again.")
    return way


def _address(known: Provider, before: Credential | None, base_url: str) -> str:
    if before is not None:
        if base_url and not is_same_server(base_url, before.base_url):
            raise refused({"base_url": "It is another server's: connect that one as a credential of its own"})
        return before.base_url
    try:
        return checked_base_url(base_url, known)
    except ValueError as err:
        raise refused({"base_url": str(err)}) from None


def _forget_us(way: _Way, error: str) -> None:
    """Have us registered anew the next time, if the server no longer knows us."""
    if way.server is not None and error in _UNKNOWN_CLIENT:
        ConsentServer.objects.filter(pk=way.server.pk).update(is_current=False)


def _title(way: _Way, granted: Granted) -> str:
    who = granted.account or way.base_url.partition("://")[2].partition("/")[0]
    return f"{way.provider.name} {who}".strip()[:_TITLE_CHARS]


def _offering(slug: str, workspace_id: UUID) -> Provider:
    known = provider_offered(slug, workspace_id)
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


def _code(way: _Way, given: Mapping[str, str]) -> str:
    provider, error = way.provider, given.get("error", "")
    says = given.get("iss", "")
    if way.server is not None and (says or way.server.says_issuer) and says != way.server.issuer:
        raise AuthorizationRefused(f"{provider.name} sent its answer by another server's name.")  # RFC 9207
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
