"""What a query asks for beside its words, as SQL over `marketplace_searchentry e`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marketplace.models import EntryKind
from marketplace.search.query import Query
from marketplace.search.understanding import Understood


@dataclass(frozen=True, slots=True)
class Conditions:
    """AND-ed parts, and the values that they name."""

    parts: tuple[str, ...]
    values: dict[str, Any]
    is_selective: bool = False  # few listings fit: they are looked at one by one, as the nearest may not

    @property
    def sql(self) -> str:
        """Empty, or beginning with AND."""
        return "".join(f" AND {part}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of things, and of agents those of one workspace."""

    kind: EntryKind
    workspace_id: UUID | None = None

    @property
    def sql(self) -> str:
        of_workspace = f" AND e.workspace_id = '{self.workspace_id}'" if self.workspace_id else ""
        return f"e.kind = '{self.kind.value}'{of_workspace}"

    @property
    def is_large(self) -> bool:
        """There is an index of its vectors; others are few, and each is looked at."""
        return self.kind is EntryKind.LISTING


LISTINGS = Scope(EntryKind.LISTING)
BLOCKS = Scope(EntryKind.BLOCK)


def conditions_of(query: Query, words: Understood) -> Conditions:
    values: dict[str, Any] = {}
    parts = [
        _listed(values, "categories", query.categories),
        _listed(values, "providers", query.providers),
        _listed(values, "tags", query.tags),
        *_of_creator_and_price(values, query),
        *(_phrase(values, f"phrase_{place}", said) for place, said in enumerate(words.phrases)),
        *(f"NOT {_phrase(values, f'unwanted_{place}', said)}" for place, said in enumerate(words.unwanted)),
    ]
    is_selective = query.creator is not None or bool(words.phrases)
    return Conditions(tuple(part for part in parts if part), values, is_selective)


def _listed(values: dict[str, Any], name: str, wanted: Sequence[str]) -> str:
    if not wanted:
        return ""
    values[name] = list(wanted)
    return f"e.{name} && %({name})s::varchar[]"


def _of_creator_and_price(values: dict[str, Any], query: Query) -> list[str]:
    parts = []
    if query.creator is not None:
        values["creator"] = query.creator
        parts.append("e.creator_id = (SELECT id FROM marketplace_creator WHERE slug = %(creator)s)")
    if query.min_rating is not None:
        values["min_rating"] = query.min_rating
        parts.append("e.score >= %(min_rating)s")
    if query.is_free is not None:
        parts.append("e.price = 0" if query.is_free else "e.price > 0")
    if query.max_price is not None:
        values["max_price"] = query.max_price
        parts.append("e.price <= %(max_price)s")
    return parts


def _phrase(values: dict[str, Any], name: str, said: str) -> str:
    values[name] = said
    return f"e.words @@ phraseto_tsquery('english', %({name})s)"
