"""Which credential a step acts with.

    the one that the node names, if whoever started the run may use it
    → the one that the run names
    → the starter's own newest of the provider in the workspace
    → the newest that is shared there
    → the operator's: a row of the admin, else a key of the environment

One that was refused counts like any other: to act by another account instead, without a word, would be worse.
One that has expired does not, unless nothing else is left: then its message says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from blocks.sdk import Credential as Right
from blocks.sdk import MissingCredential
from integrations.catalogue.provider import AuthKind
from integrations.errors import CredentialUnreadable
from integrations.models import Credential, CredentialState
from integrations.models.credential import CredentialQuerySet
from integrations.services.aside import aside
from integrations.services.freshness import lasting
from integrations.services.known_providers import known_provider
from integrations.services.operator_keys import base_url_of, operator_credential
from integrations.services.secret_shapes import refused
from integrations.services.server_addresses import fits, is_same_server
from integrations.services.vault import secret_of
from platform_project.accounts.models import User, Workspace
from platform_project.kit.rows import run

CONNECT_AT = "/integrations"  # of the web app
ANY_HOST = "http"  # the provider of host-scoped credentials
MAX_CHOICES = 50  # that a run names
_LOOKED_AT = 50  # of the newest
_ANY = """
    SELECT EXISTS (
        SELECT FROM integrations_credential
        WHERE provider = %s AND (workspace_id = %s OR workspace_id IS NULL)
    )
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who acts where, and what was chosen for it."""

    user_id: UUID | str | None  # whoever started the run
    workspace_id: UUID | str
    of_node: str = ""  # id of the credential that the node names
    of_run: Mapping[str, str] = field(default_factory=dict)  # provider → id of the one that the run names

    @classmethod
    def of(
        cls, user_id: UUID | None, workspace_id: UUID, named: object, of_run: Mapping[str, Any] | None = None
    ) -> Choice:
        """named: what stands at the node."""
        return cls(user_id, workspace_id, id_in(named), of_run or {})

    def ids_for(self, provider: str) -> Sequence[str]:
        return (self.of_node, str(self.of_run.get(provider, "")))


def id_in(named: object) -> str:
    """The id in what stands at a node, as in `{"id": "…", "provider": "…"}`; empty if that names none."""
    given = named.get("id") if isinstance(named, dict) else None
    return given if isinstance(given, str) else ""


async def credential_for(
    *,
    provider: str,
    user_id: UUID | str | None,
    workspace_id: UUID | str,
    chosen_id: UUID | str | None = None,
) -> Right | None:
    """The right to use `provider`, in the clear; None if there is none at all. For what is no firing.

    Raises MissingCredential where there is one that can be used no more.
    """
    choice = Choice(user_id, workspace_id, of_node=str(chosen_id or ""))
    row = await aside(partial(row_for, provider, choice))
    return operator_credential(provider) if row is None else right_of(await lasting(row))


def row_for(provider: str, choice: Choice) -> Credential | None:
    """The row to act with; None if there is none, though the environment may have a key."""
    return _first(_rows(provider, choice), choice, provider)


def row_for_url(url: str, choice: Choice) -> Credential | None:
    """The host-scoped one whose headers go along with a request of `url`, if there is one."""
    rows = [row for row in _rows(ANY_HOST, choice) if fits(row.host, url)]
    rows.sort(key=lambda row: row.host.startswith("*."))  # an exact host goes before a wild one
    return _first(rows, choice, ANY_HOST)


def row_for_server(provider: str, url: str, choice: Choice) -> Credential | None:
    """The row to act with at the server at `url`, of a provider that may be any server, if there is one.

    Raises MissingCredential if the node names one that is another server's.
    """
    rows = _rows(provider, choice)
    fitting = [row for row in rows if is_same_server(row.base_url, url)]
    named = next((row for row in rows if choice.of_node and str(row.pk) == choice.of_node), None)
    if named is not None and named not in fitting:
        raise MissingCredential(f"The credential '{named.title}' of this step is for {named.base_url} alone.")
    return _first(fitting, choice, provider)


def right_of(row: Credential) -> Right:
    """The row as blocks get it. Raises MissingCredential if it can be used no more."""
    known = known_provider(row.provider)
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


def nothing_connected(provider: str) -> MissingCredential:
    """What a step says that has no right to act."""
    known = known_provider(provider)
    name = known.name if known else f"'{provider}'"
    return MissingCredential(f"No credential for {name} is connected: connect one at {CONNECT_AT}.")


def checked_choice(given: Mapping[str, str], *, user: User, workspace_id: UUID) -> dict[str, str]:
    """Credentials that a run names, by provider. Raises BadInput unless `user` may use each of them."""
    if len(given) > MAX_CHOICES:
        raise refused({"credentials": f"At most {MAX_CHOICES}"})
    found = Credential.objects.usable_by(user, Workspace(pk=workspace_id)).filter(pk__in=given.values())
    mine = {str(row.pk): row.provider for row in found}
    wrong = [provider for provider, pk in given.items() if mine.get(str(pk)) != provider]
    if wrong:
        told = "You have no such credential of this provider here"
        raise refused({f"credentials.{provider[:100]}": told for provider in wrong})
    return {provider: str(pk) for provider, pk in given.items()}


def named_at_nodes(given: Mapping[str, str], *, user: User, workspace_id: UUID) -> dict[str, dict[str, str]]:
    """By provider, what stands at a node that acts with these credentials. Raises as `checked_choice`."""
    if not given:
        return {}
    usable = checked_choice(given, user=user, workspace_id=workspace_id)
    rows = {str(row.pk): row for row in Credential.objects.filter(pk__in=usable.values()).defer("secret")}
    named = {provider: rows[pk] for provider, pk in usable.items()}
    return {
        provider: {"id": str(row.pk), "provider": provider, "type": row.kind, "title": row.title}
        for provider, row in named.items()
    }


def providers_served(user: User, workspace: Workspace) -> frozenset[str]:
    """Providers of which `user` has a credential there that works, their own, shared or the operator's."""
    found = _usable_by(Choice(user.pk, workspace.pk))
    return frozenset(row.provider for row in found.defer("secret") if not has_expired(row))


def _rows(provider: str, choice: Choice) -> list[Credential]:
    """All that may serve, newest first: the starter's, what is shared, the operator's."""
    if run(_ANY, [provider, choice.workspace_id], keeps_plans=True).fetchone() == (False,):
        return []  # as mostly: each web request asks for headers of its host
    found = _usable_by(choice).filter(provider=provider)
    return list(found.order_by("-created_at", "-pk")[:_LOOKED_AT])


def _usable_by(choice: Choice) -> CredentialQuerySet:
    found = Credential.objects.of_operator()
    if choice.user_id is None:
        return found
    user, workspace = User(pk=choice.user_id), Workspace(pk=choice.workspace_id)
    return found | Credential.objects.usable_by(user, workspace)


def _first(rows: Sequence[Credential], choice: Choice, provider: str) -> Credential | None:
    by_id = {str(row.pk): row for row in rows if row.workspace_id is not None}
    for wanted in choice.ids_for(provider):
        if wanted in by_id:
            return by_id[wanted]
    tiers: list[Callable[[Credential], bool]] = [
        lambda row: str(row.created_by_id) == str(choice.user_id),
        lambda row: row.is_shared,
        lambda row: row.workspace_id is None,
    ]
    in_order = [row for belongs in tiers for row in rows if belongs(row)]
    return next((row for row in in_order if not has_expired(row)), next(iter(in_order), None))


def _of(row: Credential, what: str) -> str:
    known = known_provider(row.provider)
    name = known.name if known else row.provider
    return f"The credential '{row.title}' of {name} {what}: connect it again at {CONNECT_AT}."
