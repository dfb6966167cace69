"""Imported APIs as providers and blocks, looked up in the database: a worker that was started before an
import finds what it brought.

What a process made of a row is kept as long as the row's revision is the same, which is asked for at most
once a second. On the event loop nothing waits for the database: what is kept there is given, and it is read
beside the loop where nothing is.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar
from uuid import UUID

from django.db import connection

from blocks.sdk import Block
from integrations.catalogue.oauth import ClientAuth, OAuth2
from integrations.catalogue.provider import AuthKind, Provider
from integrations.models import PrivateProvider
from integrations.models.private_provider import KEY_PREFIX
from integrations.openapi.blocks import PrivateBlock, private_blocks
from integrations.openapi.definitions import Definition
from integrations.openapi.security import Right
from integrations.services.server_addresses import may_carry_secrets_to

FRESH_SECONDS = 1.0
MAX_PROVIDERS = 200  # whose blocks a process keeps
MAX_LOOKED_UP = 20_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

T = TypeVar("T")
_lock = Lock()
_made: OrderedDict[UUID, Made] = OrderedDict()  # by provider, the one used last at the end
_seen: dict[str, tuple[float, Made | None]] = {}  # block id or provider key → when, and what was found
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="private-providers")


@dataclass(frozen=True, slots=True)
class Made:
    """One row as providers and blocks."""

    workspace_id: UUID
    revision: int
    provider: Provider
    blocks: Mapping[str, type[PrivateBlock]]  # by id


def is_key(slug: str) -> bool:
    """Whether it names an imported API, there or not."""
    return slug.startswith(KEY_PREFIX)


def private_provider(key: str) -> Provider | None:
    """The provider that blocks and credentials call `key`, whosesoever it is."""
    found = _made_of(key)
    return found.provider if found else None


def provider_of_workspace(key: str, workspace_id: UUID) -> Provider | None:
    """The same, if it is the workspace's own."""
    found = _made_of(key)
    return found.provider if found and found.workspace_id == workspace_id else None


def find_private_block(ref: str) -> type[PrivateBlock] | None:
    """The block of an imported API with this id, whosesoever it is: for what a workspace has in its rows."""
    found = _looked_up(ref.lower(), lambda: PrivateProvider.objects.filter(block_ids__contains=[ref]))
    return found.blocks.get(ref.lower()) if found else None


def may_be_private(ref: str) -> bool:
    """Whether a block of that name could be an imported one, by now or later."""
    return _UUID.fullmatch(ref) is not None


def made_of_workspace(workspace_id: UUID) -> Sequence[Made]:
    """All of a workspace, by slug; one query where nothing changed."""
    rows = PrivateProvider.objects.filter(workspace=workspace_id).order_by("slug")
    return [found for pk, revision in rows.values_list("pk", "revision") if (found := _current(pk, revision))]


def blocks_of_workspace(workspace_id: UUID) -> Sequence[type[Block]]:
    return [block for made in made_of_workspace(workspace_id) for block in made.blocks.values()]


def forget() -> None:
    """Look everything up again; after an import or a removal of one's own."""
    _seen.clear()


def provider_of(row: PrivateProvider) -> Provider:
    """The row as the catalogue's rows are."""
    right = Right.from_json(row.auth)
    kind = {"none": AuthKind.NONE, "basic": AuthKind.USER_PASSWORD}.get(right.style, AuthKind.API_KEY)
    consent = _consent(right, ClientAuth.BODY if row.client_secret else ClientAuth.NONE)
    return Provider(
        slug=row.key,
        name=row.name,
        website=row.website or row.base_url,
        auth=(kind,) if consent is None else (AuthKind.OAUTH2, kind),
        base_url=row.base_url,
        labels=(("api_key", "Access token"),) if right.is_token or right.style == "bearer" else (),
        help=_help(right, consent),
        oauth=consent,
    )


def _consent(right: Right, client_auth: ClientAuth) -> OAuth2 | None:
    """How users are asked for their consent; None if the document does not say, or not safely."""
    told = right.consent
    urls = [told[name] for name in ("authorize_url", "token_url", "refresh_url") if told.get(name)]
    if not told or not all(map(may_carry_secrets_to, urls)):
        return None
    return OAuth2(
        authorize_url=told["authorize_url"],
        token_url=told["token_url"],
        refresh_url=told["refresh_url"],
        offered=tuple((name, about or name) for name, about in told["scopes"]),
        client_auth=client_auth,
    )


def _help(right: Right, consent: OAuth2 | None) -> str:
    if consent is not None:
        return "Signed in there, tokens are renewed; an access token that is entered is used until it ends."
    if right.is_token:
        return "An access token: it is used until it ends, and not renewed."
    if right.style == "header" and right.name.lower() == "authorization":
        return "All that goes into the header Authorization, with the word before the key if there is one."
    return ""


def _made_of(key: str) -> Made | None:
    bare = key.removeprefix(KEY_PREFIX)
    if bare == key or not may_be_private(bare):
        return None
    return _looked_up(key, lambda: PrivateProvider.objects.filter(pk=bare))


def _looked_up(name: str, rows: Callable[[], object]) -> Made | None:
    if not may_be_private(name.removeprefix(KEY_PREFIX)):
        return None
    when, found = _seen.get(name, (-FRESH_SECONDS, None))
    if time.monotonic() - when < FRESH_SECONDS or (found is not None and _is_on_loop()):
        return found
    return _THREADS.submit(_closing, _asked, name, rows).result() if _is_on_loop() else _asked(name, rows)


def _asked(name: str, rows: Callable[[], object]) -> Made | None:
    row = rows().values_list("pk", "revision").first()  # type: ignore[attr-defined]  # a query set
    found = _current(*row) if row else None
    if len(_seen) >= MAX_LOOKED_UP:
        _seen.clear()
    _seen[name] = (time.monotonic(), found)
    return found


def _current(provider_id: UUID, revision: int) -> Made | None:
    """What was made of this revision of a row; None if the row went meanwhile."""
    with _lock:
        kept = _made.get(provider_id)
        if kept is not None and kept.revision == revision:
            _made.move_to_end(provider_id)
            return kept
    row = PrivateProvider.objects.filter(pk=provider_id).first()
    if row is None:
        return None
    found = _made_from(row)
    with _lock:
        _made[provider_id] = found
        _made.move_to_end(provider_id)
        if len(_made) > MAX_PROVIDERS:
            _made.popitem(last=False)
    return found


def _made_from(row: PrivateProvider) -> Made:
    definitions = {
        one["id"]: Definition.from_json(one["definition"]) for one in row.operations if not one["is_gone"]
    }
    blocks = private_blocks(
        definitions,
        provider=row.key,
        family=row.slug,
        name=row.name,
        base_url=row.base_url,
        right=Right.from_json(row.auth),
        workspace_id=str(row.workspace_id),
        edition=f"{row.pk}:{row.revision}",
    )
    by_slug = dict(sorted(blocks.items(), key=lambda pair: pair[1].slug))
    return Made(row.workspace_id, row.revision, provider_of(row), by_slug)


def _is_on_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _closing(work: Callable[[str, Callable[[], object]], T], name: str, rows: Callable[[], object]) -> T:
    try:
        return work(name, rows)
    finally:
        connection.close()  # back to the pool: this thread may not be needed again for long
