"""What can be asked of search, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from marketplace.models import EntryKind

MAX_LIMIT = 100
MAX_FOUND = 500  # with words: what the rankings give together; beyond it nothing is found or counted


class Sort(StrEnum):
    RELEVANCE = "relevance"  # without words: popular
    NEWEST = "newest"
    POPULAR = "popular"
    RATING = "rating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Words as people type them ("in quotes" must stand so, -this must not), and what else it must be.

    Of several categories, providers or tags one is enough.
    """

    text: str = ""
    categories: tuple[str, ...] = ()  # slugs
    providers: tuple[str, ...] = ()  # ids
    tags: tuple[str, ...] = ()
    creator: str | None = None  # slug
    min_rating: float | None = None  # of Listing.score, 1 to 5
    is_free: bool | None = None
    max_price: int | None = None  # micro-credits a run
    sort: Sort = Sort.RELEVANCE
    limit: int = 20  # up to MAX_LIMIT
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of what was found there are of each; of more than a total is counted to, of the first ones."""

    categories: Mapping[str, int] = field(default_factory=dict)  # by slug, most first
    providers: Mapping[str, int] = field(default_factory=dict)  # by id, most first
    free: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. meant: the query as it was understood, where words of it were mistyped."""

    ids: list[UUID]  # in order
    total: int  # at most MAX_FOUND with words, 10,000 without
    facets: Facets
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing of several kinds. id: of a listing or graph; a block's."""

    kind: EntryKind
    id: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Hits:
    results: list[Hit]
    total: int
    meant: str = ""
