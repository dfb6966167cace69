"""Vectors of a model beside those of the built-in embedder, where one is set.

Entries are written without one, at once, and get theirs in the background, in batches. Where the model was
exchanged, an entry that still has the old one's vector is found by its words and by the built-in embedder's.
A query whose vector cannot be had is answered without.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection

from marketplace.embedders.base import Embedder
from marketplace.embedders.errors import EmbedderFailed
from marketplace.embedders.models import AT_A_TIME, the_embedder
from marketplace.models import SearchMeaning
from marketplace.search.rankings import as_text

SECONDS = 20.0  # of work at a time; more comes with the next beat
KEPT_SECONDS = 3600  # for which queries' vectors are kept
PAUSE_SECONDS = 30  # after a failure, in which searches do not ask
_BODY_CHARACTERS = 1_000
_WORKING = "search-modelling"
_PAUSED = "search-model-paused"
_WRITE = """
    UPDATE marketplace_searchmeaning m SET modelled = given.vector::halfvec, modelled_by = %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (entry_id, digest, vector)
    JOIN marketplace_searchentry e ON e.id = given.entry_id AND e.digest = given.digest
    WHERE m.entry_id = given.entry_id
"""  # what was written anew meanwhile waits for its turn

log = structlog.get_logger(__name__)


def query_vector(text: str) -> tuple[str, list[float]] | None:
    """The model's name and its vector of a query; None without a model, or while it fails."""
    embedder = the_embedder()
    if embedder is None:
        return None
    digest = hashlib.sha256(f"{embedder.name}\0{text}".encode()).hexdigest()
    kept = cache.get_many([f"search-vector:{digest}", _PAUSED])
    if f"search-vector:{digest}" in kept:
        return embedder.name, kept[f"search-vector:{digest}"]
    if _PAUSED in kept:
        return None
    try:
        vector = embedder.embed([text])[0]
    except EmbedderFailed as err:
        log.warning("search goes on without its model", reason=err.message)
        cache.set(_PAUSED, True, PAUSE_SECONDS)
        return None
    cache.set(f"search-vector:{digest}", vector, KEPT_SECONDS)
    return embedder.name, vector


def embed_waiting(seconds: float = SECONDS) -> int:
    """Give entries the set model's vectors, for a bounded time; how many got one. One process at a time."""
    embedder = the_embedder()
    if embedder is None or not cache.add(_WORKING, True, int(seconds * 3)):
        return 0
    until, done = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < until and (rows := _waiting(embedder.name)):
            written = _embed(embedder, rows)
            done += written
            if not written:
                break
    except EmbedderFailed as err:
        log.warning("entries of search wait for their vectors", reason=err.message)
    finally:
        cache.delete(_WORKING)
    return done


def _waiting(name: str) -> list[SearchMeaning]:
    rows = SearchMeaning.objects.exclude(modelled_by=name).select_related("entry")
    return list(rows.defer("hashed", "modelled", "entry__words").order_by("entry_id")[:AT_A_TIME])


def _embed(embedder: Embedder, rows: Sequence[SearchMeaning]) -> int:
    vectors = embedder.embed([_said(row) for row in rows])
    given: list[Any] = [row.entry_id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [embedder.name, given, [row.entry.digest for row in rows], [as_text(one) for one in vectors]],
        )
        return int(cursor.rowcount)


def _said(row: SearchMeaning) -> str:
    entry = row.entry
    return "\n".join([entry.title, entry.subtitle, ", ".join(entry.tags), row.body[:_BODY_CHARACTERS]])
