"""Whether an agent is offered in the marketplace. Agents know nothing of it; it says here who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OfferedAs:
    """A listing, as far as its agent is asked about. state: of ListingState."""

    id: UUID
    title: str
    state: str


ListingOf = Callable[[UUID], OfferedAs | None]
_listing_of: list[ListingOf] = []


def tell_listings_by(find: ListingOf) -> None:
    """Have `find` say which listing offers a graph."""
    _listing_of[:] = [find]


def offered_as(graph_id: UUID) -> OfferedAs | None:
    return _listing_of[0](graph_id) if _listing_of else None
