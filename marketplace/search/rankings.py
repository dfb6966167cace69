"""The rankings, and how they become one: reciprocal-rank fusion, in one statement.

    words   the words as typed, each by how rare it is and where it stands
    meant   the same with guesses for words that nobody wrote
    hashed  nearness of the built-in embedder's vectors
    modelled  nearness of a model's, where one is set

Each gives so many entries at most out of a bounded number that it looks at, so a search takes about as long
among 100,000 listings as among 1,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.search.conditions import Conditions, Scope
from marketplace.search.understanding import Term, all_of, any_of, worth_a_look

MOST = 200  # entries of one ranking by words
MOST_NEAR = 100  # of one by vectors; settings.DATABASES has as much looked at in the index (hnsw.ef_search)
LOOKED_AT = 400  # entries that have the words
TITLES_LOOKED_AT = 200  # of those that have one in their title, where the words are common
DAMPING = 60  # k of reciprocal-rank fusion: how little the very first places stand out
_WEIGHTS = "'{0.08, 0.25, 0.6, 1.0}'"  # D, C, B, A
_TOGETHER = 0.7  # for words that stand close to each other
_NEAR_ENOUGH = 0.35  # of the nearest one's nearness; what is farther is there by chance


@dataclass(frozen=True, slots=True)
class Ranking:
    """SELECT of `id, place`, and how much it counts."""

    name: str
    sql: str
    values: dict[str, Any]
    share: float


def by_words(
    name: str, terms: Sequence[Term], scopes: Sequence[Scope], conditions: Conditions, share: float
) -> Ranking:
    look, is_partial = worth_a_look(terms)
    values: dict[str, Any] = {
        f"{name}_look": look,
        f"{name}_any": any_of(terms[:4]),
        f"{name}_all": all_of(terms),
    }
    score = []
    for place, term in enumerate(terms):
        values[f"{name}_stem_{place}"] = any_of([term])
        values[f"{name}_weight_{place}"] = term.weight
        score.append(
            f"%({name}_weight_{place})s * ts_rank({_WEIGHTS}, e.words, %({name}_stem_{place})s::tsquery)"
        )
    if len(terms) > 1:
        score.append(f"{_TOGETHER} * ts_rank_cd({_WEIGHTS}, e.words, %({name}_all)s::tsquery)")
    looked = " UNION ".join(
        part for scope in scopes for part in _having(name, scope, conditions, is_partial=is_partial)
    )
    return Ranking(
        name,
        f"""
        SELECT id, row_number() OVER (ORDER BY score DESC, popularity DESC, id) AS place FROM (
            SELECT e.id, e.popularity, {" + ".join(score)} AS score
            FROM ({looked}) looked JOIN marketplace_searchentry e USING (id)
            ORDER BY score DESC, e.popularity DESC, e.id LIMIT {MOST}
        ) ranked""",  # noqa: S608  # of constants and names of values
        values,
        share,
    )


def _having(name: str, scope: Scope, conditions: Conditions, *, is_partial: bool) -> list[str]:
    """Ids of entries that have the words."""
    parts = [
        f"""(SELECT e.id FROM marketplace_searchentry e
             WHERE {scope.sql} AND e.words @@ %({name}_look)s::tsquery{conditions.sql} LIMIT {LOOKED_AT})"""  # noqa: S608
    ]
    if is_partial:
        parts.append(
            f"""(SELECT e.id FROM marketplace_searchentry e
                 WHERE {scope.sql} AND ts_filter(e.words, '{{a}}') @@ %({name}_any)s::tsquery{conditions.sql}
                 ORDER BY e.popularity DESC LIMIT {TITLES_LOOKED_AT})"""  # noqa: S608
        )
    return parts


def by_nearness(
    column: str,
    vector: Sequence[float],
    scopes: Sequence[Scope],
    conditions: Conditions,
    *,
    share: float,
    least: float,
    made_by: str | None = None,
) -> Ranking:
    """column: of SearchMeaning. least: nearness (cosine) below which it is chance. made_by: a model."""
    values: dict[str, Any] = {f"{column}_vector": as_text(vector), f"{column}_least": least}
    made = ""
    if made_by is not None:
        values[f"{column}_by"] = made_by
        made = f" AND m.{column}_by = %({column}_by)s AND m.{column} IS NOT NULL"
    near = " UNION ALL ".join(_nearest(column, scope, conditions, made) for scope in scopes)
    return Ranking(
        column,
        f"""
        SELECT id, row_number() OVER (ORDER BY nearness DESC, id) AS place FROM (
            SELECT id, nearness, max(nearness) OVER () AS best FROM ({near}) near
            ORDER BY nearness DESC LIMIT {MOST_NEAR}
        ) ranked WHERE nearness >= greatest(%({column}_least)s, {_NEAR_ENOUGH} * best)""",  # noqa: S608
        values,
        share,
    )


def _nearest(column: str, scope: Scope, conditions: Conditions, made: str) -> str:
    distance = f"m.{column} <=> %({column}_vector)s::halfvec"
    entry = "marketplace_searchentry e"
    joined, where = "", "true"
    if scope.is_large and conditions.parts and not conditions.is_selective:
        # A question asked of each as the index gives it: as a join it would become a sort of all that fit.
        where = f"(SELECT {' AND '.join(conditions.parts)} FROM {entry} WHERE e.id = m.entry_id)"  # noqa: S608
    elif conditions.parts or scope.workspace_id:
        joined, where = f"JOIN {entry} ON e.id = m.entry_id", f"{scope.sql}{conditions.sql}"
    return f"""(SELECT m.entry_id AS id, 1 - ({distance}) AS nearness
                FROM marketplace_searchmeaning m {joined}
                WHERE m.kind = '{scope.kind.value}' AND {where}{made}
                ORDER BY {distance} LIMIT {MOST_NEAR})"""  # noqa: S608


def fused(rankings: Sequence[Ranking]) -> tuple[str, dict[str, Any]]:
    """CTEs that end with `fused (id, score)`."""
    tables = ", ".join(f"{ranking.name} AS MATERIALIZED ({ranking.sql})" for ranking in rankings)
    places = " UNION ALL ".join(
        f"SELECT id, {ranking.share}::float8 / ({DAMPING} + place) AS part FROM {ranking.name}"  # noqa: S608
        for ranking in rankings
    )
    values = {name: value for ranking in rankings for name, value in ranking.values.items()}
    return f"{tables}, fused AS (SELECT id, sum(part) AS score FROM ({places}) parts GROUP BY id)", values  # noqa: S608


def as_text(vector: Sequence[float]) -> str:
    """As PostgreSQL reads a vector; four digits are what half a float keeps."""
    return "[" + ",".join(f"{value:.4g}" for value in vector) + "]"
