"""Where an agent came from that was added from the marketplace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from agents.models import Graph, Origin
from agents.services import origins
from platform_project.kit.money import credits_text


class OriginRead(serializers.Serializer[Any]):
    listing_id = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Of the approved version that was added.")
    is_closed = serializers.BooleanField(help_text="It can be run, and not be looked into.")
    price = serializers.CharField(help_text="Credits a run, beside its usage.")
    update_available = serializers.BooleanField()


def origin_shown(graph: Graph, newest: Mapping[UUID, int] | None = None) -> dict[str, Any] | None:
    """As `OriginRead`; None for what was made here.

    newest: what `newest_of` gave for a list of graphs. The graph's origin is best selected with it.
    """
    origin: Origin | None = getattr(graph, "origin", None)
    if origin is None:
        return None
    known = origins.newest_numbers([origin.listing_id]) if newest is None else newest
    return {
        "listing_id": origin.listing_id,
        "number": origin.number,
        "is_closed": origin.is_closed,
        "price": credits_text(origin.price),
        "update_available": known.get(origin.listing_id, 0) > origin.number,
    }


def newest_of(graphs: Collection[Graph]) -> Mapping[UUID, int]:
    """Listing id → newest number, of all that these were added from; no query if none was."""
    found = [graph.origin.listing_id for graph in graphs if getattr(graph, "origin", None)]
    return origins.newest_numbers(found)
