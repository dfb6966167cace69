"""Where agents came from that were added from the marketplace: what running, showing and changing them asks.

An agent that was made here has no origin and never gets one; an added one has it from the start to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from uuid import UUID

from agents.engine.plan import BlockGone
from agents.errors import AgentIsAdded, AgentIsClosed
from agents.models import Graph, Origin

NewestNumbers = Callable[[Collection[UUID]], Mapping[UUID, int]]
_newest_numbers: list[NewestNumbers] = []
BLOCK_MISSING = "A step of this agent needs a block that is not installed here."


def tell_newest_by(found: NewestNumbers) -> None:
    """The marketplace, which stands above, says here how to ask it: listing id → its newest number."""
    _newest_numbers[:] = [found]


def newest_numbers(listing_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Listing id → the number of what may be installed of it now; nothing of those that are not public."""
    return _newest_numbers[0](listing_ids) if _newest_numbers and listing_ids else {}


@lru_cache(maxsize=10_000)
def is_added(graph_id: UUID) -> bool:
    """Asked at each start: one query for a graph and process, for it never changes."""
    return Origin.objects.filter(pk=graph_id).exists()


def origin_of(graph_id: UUID) -> Origin | None:
    """What an agent was made from; None, without a query after the first time, if it was made here."""
    return Origin.objects.filter(pk=graph_id).first() if is_added(graph_id) else None


def origins_of(graph_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """Graph id → its origin, of those that have one."""
    return Origin.objects.in_bulk(set(graph_ids))


def is_closed(graph_id: UUID) -> bool:
    origin = origin_of(graph_id)
    return origin is not None and origin.is_closed


def told_of_gone(graph_id: UUID, gone: BlockGone) -> str:
    """What people are told of an agent that needs a block which is not here; of a closed one not which."""
    return BLOCK_MISSING if is_closed(graph_id) else str(gone)


def closed_among(graph_ids: Collection[UUID]) -> set[UUID]:
    """Those whose inside nobody may see."""
    return set(Origin.objects.filter(pk__in=set(graph_ids), is_closed=True).values_list("pk", flat=True))


def is_hidden(graph_id: UUID) -> bool:
    """An agent that came along with a closed one: nobody is to learn of it."""
    origin = origin_of(graph_id)
    return origin is not None and origin.is_closed and origin.is_step


def is_of_same(graph_id: UUID, other_id: UUID) -> bool:
    """Whether two agents were added from one listing."""
    one, other = origin_of(graph_id), origin_of(other_id)
    return one is not None and other is not None and one.listing_id == other.listing_id


def refuse_closed(graph_id: UUID) -> None:
    """Raises AgentIsClosed for whatever would show, change or copy the inside of a closed agent."""
    if is_closed(graph_id):
        raise AgentIsClosed("This agent is closed: it can be run, but not looked into, changed or copied.")


def refuse_added(graph_id: UUID) -> None:
    """Raises AgentIsClosed or AgentIsAdded for what would give an agent a version of one's own."""
    refuse_closed(graph_id)
    if is_added(graph_id):
        raise AgentIsAdded("This agent was added from the marketplace: fork it, and change the copy.")


def refuse_step(graph_id: UUID) -> None:
    """Raises AgentIsAdded for an agent that came along with another: it goes with that one alone."""
    origin = origin_of(graph_id)
    if origin is not None and origin.is_step:
        raise AgentIsAdded("This agent came along with another one that runs it, and goes with that.")


def steps_of(graph: Graph) -> list[Graph]:
    """The agents that came along with an added one, because it runs them."""
    origin = origin_of(graph.pk)
    if origin is None or origin.is_step:
        return []
    return list(
        Graph.objects.filter(
            workspace_id=graph.workspace_id, origin__listing_id=origin.listing_id, origin__is_step=True
        ).order_by("pk")
    )
