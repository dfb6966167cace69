"""An OpenAPI document becomes a private provider, or the next state of one.

Block ids are made of the provider's row and the operation's key, so that a later import keeps them; an
operation that says something else gets a higher version, and one that is gone keeps its id and version for
the day it comes back.

A credential goes to the server it was connected for alone. An import that moves the API, or changes how
credentials travel, ends those that are there: whoever connected them looks at the new address first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import orjson
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from blocks.sdk import all_blocks
from integrations.catalogue.provider import AuthKind, Provider
from integrations.catalogue.providers import find_provider
from integrations.errors import ProviderExists
from integrations.models import Credential, CredentialState, PrivateProvider
from integrations.models.private_provider import MAX_SLUG_CHARS
from integrations.openapi.definitions import Definition
from integrations.openapi.document import MAX_BYTES, Document, parsed
from integrations.openapi.reading import Chosen, Reading, read
from integrations.openapi.security import Right
from integrations.services import private_lookup, upkeep
from integrations.services.secret_shapes import refused
from integrations.services.server_addresses import checked_base_url
from platform_project.accounts.errors import LimitReached
from platform_project.accounts.models import User, Workspace
from platform_project.kit import crypto, http, http_guard, loop

MAX_PER_WORKSPACE = 50
MAX_NAME_CHARS = 100
MAX_URL_CHARS = 2_000
MAX_LEFT_OUT = 500
FETCH_SECONDS = 30.0
_MOVED = "The API was imported anew with another address or way to sign in: connect it again."
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks to import. Empty: as the document, or the provider that is there, says."""

    text: str | bytes | dict[str, Any] = ""
    url: str = ""  # where the document is, if it is not given
    name: str = ""
    slug: str = ""
    base_url: str | None = None  # None: as somebody said before; empty: as the document says
    chosen: Chosen | None = None  # None: as before


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import makes, or would make, of a document."""

    provider: PrivateProvider
    reading: Reading
    added: tuple[Definition, ...]
    changed: tuple[Definition, ...]
    gone: tuple[Definition, ...]


def prepare(
    *, workspace: Workspace, user: User, wanted: Wanted, into: PrivateProvider | None = None
) -> Imported:
    """What an import would do; nothing is saved. Outside of a transaction: it may wait for a server.

    into: the provider that is to be imported anew. Raises DocumentRefused or BadInput.
    """
    document, digest = _document(wanted)
    source_url = wanted.url
    row = into or PrivateProvider(workspace=workspace, created_by=user, revision=0)
    chosen = wanted.chosen or Chosen(row.chosen.get("tags", ()), row.chosen.get("operations", ()))
    reading = read(document, source_url=source_url, chosen=chosen)
    row.name = _name(wanted.name or row.name or reading.title)
    row.slug = row.slug if into else _slug(wanted.slug or row.name)
    row.about, row.website, row.source_url = reading.about, reading.website, source_url[:MAX_URL_CHARS]
    row.digest = digest
    row.chosen = {"tags": list(chosen.tags), "operations": list(chosen.operations)}
    _place(row, wanted.base_url, reading.base_url)
    row.auth = reading.right.as_json()
    row.left_out = [
        {"operation": one.operation, "reason": one.reason[:300]} for one in reading.left_out[:MAX_LEFT_OUT]
    ]
    return _merged(row, reading)


@transaction.atomic
def save(imported: Imported) -> PrivateProvider:
    """Keep what was prepared. Raises ProviderExists, LimitReached; Conflict if it changed meanwhile."""
    row, before = imported.provider, imported.provider.revision
    row.revision = before + 1
    workspace_id = row.workspace_id
    # Two requests count one after the other.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
    of_workspace = PrivateProvider.objects.filter(workspace=workspace_id)
    if before == 0:
        if of_workspace.filter(slug=row.slug).exists():
            raise ProviderExists(f"The workspace has an API '{row.slug}' already.", slug=row.slug)
        if of_workspace.count() >= MAX_PER_WORKSPACE:
            text = f"The workspace has {MAX_PER_WORKSPACE} imported APIs already."
            raise LimitReached(text, limit=MAX_PER_WORKSPACE)
        row.save(force_insert=True)
    else:
        old = of_workspace.filter(pk=row.pk, revision=before).values("base_url", "auth").first()
        if old is None:
            raise ProviderExists("It was imported anew or removed meanwhile. Try again.", slug=row.slug)
        row.save(force_update=True)
        _end_credentials(row, old["base_url"], Right.from_json(old["auth"]))
    transaction.on_commit(private_lookup.forget)
    private_lookup.forget()
    return row


@transaction.atomic
def set_application(row: PrivateProvider, *, client_id: str, client_secret: str) -> PrivateProvider:
    """The workspace's own application at the API, by which members give their consent; empty: none any more.

    Raises BadInput if the API's document does not say how consent is asked for.
    """
    if client_id and private_lookup.provider_of(row).oauth is None:
        raise refused({"client_id": "The API's document does not say how consent is given by OAuth 2"})
    row.client_id = client_id
    row.client_secret = crypto.seal({"client_secret": client_secret}) if client_id and client_secret else ""
    changes = {"client_id": row.client_id, "client_secret": row.client_secret, "updated_at": timezone.now()}
    PrivateProvider.objects.filter(pk=row.pk).update(**changes, revision=F("revision") + 1)
    transaction.on_commit(private_lookup.forget)
    private_lookup.forget()
    row.refresh_from_db()
    return row


@transaction.atomic
def remove(row: PrivateProvider) -> None:
    """Remove it with its blocks and its credentials. Whether graphs use it, the caller asked."""
    upkeep.give_back(Credential.objects.filter(provider=row.key))
    row.delete()
    transaction.on_commit(private_lookup.forget)
    private_lookup.forget()


def operations_of(row: PrivateProvider) -> list[tuple[str, Definition]]:
    """Block id and definition of the operations that are there, by slug."""
    live = [one for one in row.operations if not one["is_gone"]]
    found = [(one["id"], Definition.from_json(one["definition"])) for one in live]
    return sorted(found, key=lambda pair: pair[1].slug)


def block_id_of(provider_id: UUID, key: str) -> str:
    return str(uuid5(provider_id, key))


# --- The document -----------------------------------------------------------------------------------------
def _document(wanted: Wanted) -> tuple[Document, str]:
    if bool(wanted.text) == bool(wanted.url):
        raise refused({"spec": "Give either the document or the address where it is"})
    text = _fetched(wanted.url) if wanted.url else wanted.text
    content = (
        orjson.dumps(text) if isinstance(text, dict) else text.encode() if isinstance(text, str) else text
    )
    return parsed(text), hashlib.sha256(content).hexdigest()


def _fetched(url: str) -> bytes:
    if len(url) > MAX_URL_CHARS or not url.startswith(("https://", "http://")):
        raise refused({"url": f"Must be an http(s) address of at most {MAX_URL_CHARS} characters"})
    asked = http.outbound().request(
        "GET",
        url,
        headers={"Accept": "application/json, application/yaml, */*;q=0.5"},
        timeout_seconds=FETCH_SECONDS,
        max_bytes=MAX_BYTES,
    )
    try:
        answer = loop.run(asked, FETCH_SECONDS + 5)
    except http_guard.OutboundFailure as failure:
        raise refused({"url": failure.message}) from None
    if answer.status_code != 200:
        raise refused({"url": f"The server answers with status {answer.status_code}"})
    return answer.content


# --- The row ----------------------------------------------------------------------------------------------
def _merged(row: PrivateProvider, reading: Reading) -> Imported:
    """The reading, joined with the operations that the row had."""
    known = {one["id"]: one for one in row.operations}
    added: list[Definition] = []
    changed: list[Definition] = []
    kept: list[dict[str, Any]] = []
    for told in reading.operations:
        block_id = block_id_of(row.pk, told.key)
        before = known.pop(block_id, None)
        if before is not None:
            was = Definition.from_json(before["definition"])
            is_same = was.digest == told.digest
            told = replace(told, version=was.version if is_same else was.version + 1)
            if not is_same and not before["is_gone"]:
                changed.append(told)
        if before is None or before["is_gone"]:
            added.append(told)
        kept.append({"id": block_id, "is_gone": False, "definition": told.as_json()})
    gone = [Definition.from_json(one["definition"]) for one in known.values() if not one["is_gone"]]
    kept += [{**one, "is_gone": True} for one in known.values()]
    row.operations = kept
    row.block_ids = [UUID(one["id"]) for one in kept if not one["is_gone"]]
    return Imported(row, reading, tuple(added), tuple(changed), tuple(gone))


def _name(given: str) -> str:
    text = " ".join(given.split())
    if not text or len(text) > MAX_NAME_CHARS or not text.isprintable():
        raise refused({"name": f"Give a name of at most {MAX_NAME_CHARS} characters"})
    return text


def _slug(given: str) -> str:
    slug = _NO_SLUG.sub("_", given.lower()).strip("_")[:MAX_SLUG_CHARS].strip("_")
    if not slug or not slug[0].isalpha():
        slug = f"api_{slug}"[:MAX_SLUG_CHARS].strip("_")
    if find_provider(slug) or any(block.slug.startswith(f"{slug}.") for block in all_blocks()):
        raise refused({"slug": f"'{slug}' is one of the platform's own names: choose another"})
    return slug


def _base_url(given: str) -> str:
    if not given:
        raise refused({"base_url": "The document does not say where the API is: give its address"})
    row = Provider(slug="", name="", website="", auth=(AuthKind.API_KEY,))
    try:
        return checked_base_url(given, row)
    except ValueError as err:
        raise refused({"base_url": str(err)}) from None


def _place(row: PrivateProvider, given: str | None, told: str) -> None:
    """Where the API is: as a person says, now or before, else as the document does, else where it was."""
    own = row.own_base_url if given is None else given and _base_url(given)
    row.base_url = own or _base_url(told or row.base_url)
    row.own_base_url = "" if own and told and own == _base_url(told) else own


def _end_credentials(row: PrivateProvider, base_url: str, right: Right) -> None:
    """End what was given for another address or way; consent also if it was given elsewhere."""
    now, live = Right.from_json(row.auth), Credential.objects.filter(provider=row.key)
    if (base_url, right.travel) == (row.base_url, now.travel):
        if right.consent == now.consent:
            return
        live = live.filter(kind=AuthKind.OAUTH2)
    live = live.exclude(state=CredentialState.REVOKED)
    live.update(state=CredentialState.EXPIRED, state_reason=_MOVED, updated_at=timezone.now())


def providers_of(workspace: Workspace) -> Sequence[PrivateProvider]:
    return list(PrivateProvider.objects.filter(workspace=workspace).order_by("name", "pk"))
