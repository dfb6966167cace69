"""One ranking over listings, blocks and the agents of a library (docs/search.md, ADR 36)."""

from marketplace.search.finding import find_all, find_blocks, find_listings, find_own
from marketplace.search.query import MAX_LIMIT, Facets, Found, Hit, Hits, Query, Sort
from marketplace.search.similar import similar_to
from marketplace.search.suggesting import suggestions

__all__ = [
    "MAX_LIMIT",
    "Facets",
    "Found",
    "Hit",
    "Hits",
    "Query",
    "Sort",
    "find_all",
    "find_blocks",
    "find_listings",
    "find_own",
    "similar_to",
    "suggestions",
]
