"""Search: with words one ranking out of several, without words the lists that indexes have in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from marketplace.embedders import hashing
from marketplace.models import EntryKind, SearchEntry
from marketplace.search.browsing import browse
from marketplace.search.conditions import BLOCKS, LISTINGS, Conditions, Scope, conditions_of
from marketplace.search.modelling import query_vector
from marketplace.search.query import MAX_LIMIT, Facets, Found, Hit, Hits, Query, Sort
from marketplace.search.rankings import Ranking, by_nearness, by_words, fused
from marketplace.search.understanding import Understood, understood

LEAST_NEARNESS = 0.12  # of hashed vectors
LEAST_MODELLED = 0.15
SHARE_BESIDE_A_MODEL = 0.4  # of hashed vectors, which then serve what has none of the model's
SHARES = {"words": 0.8, "meant": 0.8, "hashed": 1.0, "modelled": 1.2}
ALL = tuple(SHARES)
_ORDERS = {
    # What many use and like goes before others that are found as well: by a hundredth of a place at most.
    Sort.RELEVANCE: "f.score + least(e.popularity + e.score, 20) * 1e-7 DESC",
    Sort.NEWEST: "e.published_at DESC NULLS LAST",
    Sort.POPULAR: "e.popularity DESC",
    Sort.RATING: "e.score DESC",
}


def find_listings(query: Query) -> Found:
    """Public listings, in order. Never more than MAX_LIMIT at a time."""
    query = replace(query, limit=max(0, min(query.limit, MAX_LIMIT)), offset=max(0, query.offset))
    words = understood(query.text)
    conditions = conditions_of(query, words)
    if not words.has_words:
        return browse(query, conditions)
    keys, total, facets = ranked(query, words, [LISTINGS], conditions, with_facets=True)
    meant = words.text if words.is_corrected else ""
    return Found([UUID(key.partition(":")[2]) for key in keys], total, facets, meant)


def find_blocks(text: str, limit: int = 20, offset: int = 0) -> Hits:
    """Blocks of the catalogue."""
    return find_all(text, [BLOCKS], limit, offset)


def find_own(workspace_id: UUID, text: str, limit: int = 20, offset: int = 0) -> Hits:
    """Agents of a workspace's library."""
    return find_all(text, [Scope(EntryKind.AGENT, workspace_id)], limit, offset)


def find_all(text: str, scopes: Sequence[Scope], limit: int = 20, offset: int = 0) -> Hits:
    """Things of several kinds in one ranking; nothing for a query without words."""
    query = Query(text=text, limit=max(0, min(limit, MAX_LIMIT)), offset=max(0, offset))
    words = understood(text)
    if not (words.has_words and scopes):
        return Hits([], 0)
    keys, total, _ = ranked(query, words, scopes, conditions_of(query, words), with_facets=False)
    rows = {row.key: row for row in SearchEntry.objects.filter(key__in=keys).defer("words")}
    hits = [_hit(rows[key]) for key in keys if key in rows]
    return Hits(hits, total, words.text if words.is_corrected else "")


def ranked(
    query: Query,
    words: Understood,
    scopes: Sequence[Scope],
    conditions: Conditions,
    *,
    with_facets: bool,
    only: Sequence[str] = ALL,
) -> tuple[list[str], int, Facets]:
    """Keys of a page, how many there are, and their facets. only: rankings that take part."""
    rankings = [one for one in _rankings(words, scopes, conditions) if one.name in only]
    if not rankings:
        return [], 0, Facets()
    tables, values = fused(rankings)
    statement = f"""
        WITH {tables}, found AS MATERIALIZED (
            SELECT e.key, e.categories, e.providers, e.price,
                   row_number() OVER (ORDER BY {_ORDERS[query.sort]}, f.score DESC, e.id DESC) AS place
            FROM fused f JOIN marketplace_searchentry e USING (id)
        ) SELECT
            ARRAY(SELECT key FROM found WHERE place > %(offset)s ORDER BY place LIMIT %(limit)s), count(*),
            {_FACETS if with_facets else "NULL, NULL, 0"} FROM found
    """  # noqa: S608  # of constants and names of values
    asked = {**values, **conditions.values, "limit": query.limit, "offset": query.offset}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        keys, total, *counted = cursor.fetchone()
    return list(keys), total, _facets(total, *counted) if with_facets else Facets()


def _rankings(words: Understood, scopes: Sequence[Scope], conditions: Conditions) -> list[Ranking]:
    found = [
        by_words(name, terms, scopes, conditions, SHARES[name])
        for name, terms in (("words", words.terms), ("meant", words.meant))
        if terms
    ]
    modelled = query_vector(words.text)
    if modelled is not None:
        name, vector = modelled
        least, share = LEAST_MODELLED, SHARES["modelled"]
        found.append(
            by_nearness("modelled", vector, scopes, conditions, share=share, least=least, made_by=name)
        )
    vector = hashing.embed([(words.text, 1.0)], words.weights)
    if any(vector):
        share = SHARES["hashed"] if modelled is None else SHARE_BESIDE_A_MODEL
        found.append(by_nearness("hashed", vector, scopes, conditions, share=share, least=LEAST_NEARNESS))
    return found


_COUNTED = """(SELECT jsonb_object_agg(name, number) FROM (
    SELECT name, count(*) AS number FROM found, unnest({}) AS name GROUP BY name) counted)"""
_FACETS = f"""{_COUNTED.format("categories")}::text, {_COUNTED.format("providers")}::text,
    count(*) FILTER (WHERE price = 0)"""


def _facets(total: int, categories: str | None, providers: str | None, free: int) -> Facets:
    return Facets(_most_first(categories), _most_first(providers), free, total - free)


def _most_first(counted: str | None) -> dict[str, int]:
    found: dict[str, Any] = orjson.loads(counted) if counted else {}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _hit(row: SearchEntry) -> Hit:
    kind, _, found = row.key.partition(":")
    return Hit(EntryKind(kind), found, row.title, row.subtitle)
