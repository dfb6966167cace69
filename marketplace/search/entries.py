"""Writing what search finds things by. The same again costs a look at its digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from marketplace.embedders import hashing
from marketplace.embedders.words import folded, pieces
from marketplace.models import EntryKind, SearchEntry
from marketplace.models.search import MAX_SUBTITLE_CHARACTERS, MAX_TITLE_CHARACTERS, MAX_WORD_CHARACTERS
from marketplace.search.rankings import as_text

MAX_BODY_CHARACTERS = 2_000  # of a description; what follows is not found
_LEAST_WORD = 3  # letters of a word that others may have meant
_WRITE = """
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r (
            key text, kind text, workspace_id uuid, listing_id uuid, graph_id uuid, creator_id uuid,
            title text, subtitle text, categories text[], providers text[], tags text[], price bigint,
            score float8, popularity float8, published_at timestamptz, digest text,
            words_a text, words_b text, words_c text, words_d text, body text, hashed text, hashed_by text
        )
    ), written AS (
        INSERT INTO marketplace_searchentry (
            key, kind, workspace_id, listing_id, graph_id, creator_id, title, subtitle, categories,
            providers, tags, price, score, popularity, published_at, digest, words
        ) SELECT key, kind, workspace_id, listing_id, graph_id, creator_id, title, subtitle, categories,
            providers, tags, price, score, popularity, published_at, digest,
            setweight(to_tsvector('english', words_a), 'A')
            || setweight(to_tsvector('english', words_b), 'B')
            || setweight(to_tsvector('english', words_c), 'C')
            || setweight(to_tsvector('english', words_d), 'D')
        FROM given ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            title = excluded.title, subtitle = excluded.subtitle, categories = excluded.categories,
            providers = excluded.providers, tags = excluded.tags, price = excluded.price,
            score = excluded.score, popularity = excluded.popularity, published_at = excluded.published_at,
            digest = excluded.digest, words = excluded.words, creator_id = excluded.creator_id
        RETURNING id, key
    ) INSERT INTO marketplace_searchmeaning (entry_id, kind, body, hashed, hashed_by, modelled, modelled_by)
    SELECT written.id, given.kind, given.body, given.hashed::halfvec, given.hashed_by, NULL, ''
    FROM written JOIN given USING (key)
    ON CONFLICT (entry_id) DO UPDATE SET
        body = excluded.body, hashed_by = excluded.hashed_by, hashed = excluded.hashed,
        -- The same texts make the same vector: then the model's is still right.
        modelled = CASE WHEN marketplace_searchmeaning.hashed = excluded.hashed
            THEN marketplace_searchmeaning.modelled END,
        modelled_by = CASE WHEN marketplace_searchmeaning.hashed = excluded.hashed
            THEN marketplace_searchmeaning.modelled_by ELSE '' END
"""
_WORDS = """
    INSERT INTO marketplace_searchword (word, stem, entries, pieces)
    SELECT word, stem, entries, ARRAY(SELECT jsonb_array_elements_text(pieces)) FROM (
        SELECT r.*, (tsvector_to_array(to_tsvector('english', r.word)))[1] AS stem
        FROM jsonb_to_recordset(%s::jsonb) AS r (word text, entries int, pieces jsonb)
    ) told WHERE stem IS NOT NULL ORDER BY word
    ON CONFLICT (word) DO UPDATE SET entries = marketplace_searchword.entries + excluded.entries
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of one thing. names: of its categories and providers, as people know them."""

    kind: EntryKind
    id: str
    title: str
    workspace_id: UUID | None = None
    listing_id: UUID | None = None
    graph_id: UUID | None = None
    creator_id: UUID | None = None
    subtitle: str = ""
    categories: Sequence[str] = ()
    providers: Sequence[str] = ()
    tags: Sequence[str] = ()
    names: Sequence[str] = ()
    body: str = ""
    price: int = 0
    score: float = 0.0
    popularity: float = 0.0
    published_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @property
    def digest(self) -> str:
        said = orjson.dumps([hashing.NAME, asdict(self)])
        return hashlib.sha256(said).hexdigest()


@transaction.atomic
def write_entries(entries: Iterable[Entry]) -> int:
    """Write those that are new or say something new; how many those were."""
    given = {entry.key: entry for entry in entries}
    known = dict(SearchEntry.objects.filter(key__in=list(given)).values_list("key", "digest"))
    fresh = [entry for key, entry in given.items() if known.get(key) != entry.digest]
    if not fresh:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [orjson.dumps([_row(entry) for entry in fresh]).decode()])
        words = _words(entry for entry in fresh if entry.workspace_id is None)
        cursor.execute(_WORDS, [orjson.dumps(words).decode()])
    return len(fresh)


def remove_entries(keys: Iterable[str]) -> int:
    return int(SearchEntry.objects.filter(key__in=list(keys)).delete()[1].get(SearchEntry._meta.label, 0))


def _row(entry: Entry) -> dict[str, Any]:
    body = entry.body[:MAX_BODY_CHARACTERS]
    told = " ".join([*entry.tags, *entry.names])
    vector = hashing.embed([(entry.title, 2.0), (entry.subtitle, 1.5), (told, 1.2), (body, 1.0)])
    return asdict(entry) | {
        "key": entry.key,
        "title": entry.title[:MAX_TITLE_CHARACTERS],
        "subtitle": entry.subtitle[:MAX_SUBTITLE_CHARACTERS],
        "digest": entry.digest,
        "words_a": folded(entry.title),
        "words_b": folded(f"{entry.subtitle} {' '.join(entry.tags)}"),
        "words_c": folded(" ".join(entry.names)),
        "words_d": folded(body),
        "body": body,
        "hashed": as_text(vector),
        "hashed_by": hashing.NAME,
    }


def _words(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """How many of the entries have each word."""
    counts = Counter(word for entry in entries for word in set(_said(entry).split()))
    return [
        {"word": word, "entries": count, "pieces": pieces(word, first=word[0])}
        for word, count in sorted(counts.items())
        if _LEAST_WORD <= len(word) <= MAX_WORD_CHARACTERS and not word.isdecimal()
    ]


def _said(entry: Entry) -> str:
    said = [entry.title, entry.subtitle, *entry.tags, *entry.names, entry.body[:MAX_BODY_CHARACTERS]]
    return folded(" ".join(said))
