"""Search without words: the newest, most used or best rated that fit, with what else there is of them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import orjson
from django.core.cache import cache
from django.db import connection

from marketplace.search.conditions import LISTINGS, Conditions
from marketplace.search.query import Facets, Found, Query, Sort

COUNTED = 10_000  # listings that are counted; there may be more
KEPT_SECONDS = 30  # for which counts are kept: people look at the same lists
KEPT_FROM = 2_000  # counted listings; fewer are counted anew as fast as kept counts are read
_ORDERS = {
    Sort.RELEVANCE: "e.popularity DESC, e.id DESC",
    Sort.POPULAR: "e.popularity DESC, e.id DESC",
    Sort.NEWEST: "e.published_at DESC, e.id DESC",
    Sort.RATING: "e.score DESC, e.id DESC",
}
_COUNTS = """
    WITH found AS MATERIALIZED (
        SELECT e.categories, e.providers, e.price FROM marketplace_searchentry e WHERE {where} LIMIT {counted}
    ) SELECT (SELECT count(*) FROM found),
        (SELECT coalesce(jsonb_object_agg(name, number), '{{}}') FROM (
            SELECT name, count(*) AS number FROM found, unnest(categories) AS name GROUP BY name) one)::text,
        (SELECT coalesce(jsonb_object_agg(name, number), '{{}}') FROM (
            SELECT name, count(*) AS number FROM found, unnest(providers) AS name GROUP BY name) one)::text,
        (SELECT count(*) FROM found WHERE price = 0)
"""


def browse(query: Query, conditions: Conditions) -> Found:
    where = LISTINGS.sql + conditions.sql
    page = f"""SELECT e.listing_id FROM marketplace_searchentry e WHERE {where}
               ORDER BY {_ORDERS[query.sort]} LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608  # of constants
    ids: list[UUID] = []
    if query.offset < COUNTED:
        with connection.cursor() as cursor:
            cursor.execute(page, {**conditions.values, "limit": query.limit, "offset": query.offset})
            ids = [row[0] for row in cursor.fetchall()]
    total, facets = _counts(where, conditions)
    return Found(ids, total, facets)


def _counts(where: str, conditions: Conditions) -> tuple[int, Facets]:
    said = orjson.dumps([where, conditions.values], option=orjson.OPT_SORT_KEYS)
    key = f"search-counts:{hashlib.sha256(said).hexdigest()}"
    row: Any = cache.get(key)
    if row is None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS.format(where=where, counted=COUNTED), conditions.values)
            row = cursor.fetchone()
        if row[0] >= KEPT_FROM:
            cache.set(key, row, KEPT_SECONDS)
    total, categories, providers, free = row
    return total, Facets(_most_first(categories), _most_first(providers), free, total - free)


def _most_first(counted: str) -> dict[str, int]:
    found: dict[str, int] = orjson.loads(counted)
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
