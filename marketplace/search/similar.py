"""Agents that are like another one."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

MOST_OF_ONE_CREATOR = 2
_LOOKED_AT = 60
_NEAREST = """
    WITH this AS MATERIALIZED (
        SELECT m.entry_id, m.hashed, m.modelled, m.modelled_by FROM marketplace_searchmeaning m
        JOIN marketplace_searchentry e ON e.id = m.entry_id WHERE e.key = %(key)s
    ), near AS (
        SELECT m.entry_id, 1 - (m.{column} <=> (SELECT {column} FROM this)) AS nearness
        FROM marketplace_searchmeaning m WHERE m.kind = 'listing'{made}
        ORDER BY m.{column} <=> (SELECT {column} FROM this) LIMIT {looked_at}
    ), told AS (
        SELECT e.listing_id, near.nearness,
               row_number() OVER (PARTITION BY e.creator_id ORDER BY near.nearness DESC, e.id) AS of_creator
        FROM near JOIN marketplace_searchentry e ON e.id = near.entry_id
        WHERE e.key <> %(key)s AND near.nearness >= %(least)s
    ) SELECT listing_id FROM told WHERE of_creator <= %(most)s
    ORDER BY nearness DESC, listing_id LIMIT %(limit)s
"""
_LEAST = 0.2


def similar_to(listing_id: UUID, limit: int = 8) -> list[UUID]:
    """Ids of public listings, the most alike first; few of one creator. None for one that is not public."""
    values: dict[str, str | float] = {
        "key": f"listing:{listing_id}",
        "least": _LEAST,
        "most": MOST_OF_ONE_CREATOR,
        "limit": max(0, min(limit, _LOOKED_AT)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST.format(column="hashed", made="", looked_at=_LOOKED_AT), values)
        return [row[0] for row in cursor.fetchall()]
