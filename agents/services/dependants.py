"""What would miss an agent if it went: what starts it, who runs it as a step, the listing that offers it."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from agents.errors import GraphInUse
from agents.listed import OfferedAs, offered_as
from agents.models import Execution, Graph, Node, Preset, Schedule, Trigger
from blocks.sdk import BlockKind, all_blocks, names_of

MAX_NAMED = 50  # of each kind


@dataclass(frozen=True, slots=True)
class Dependant:
    """is_enabled: whether it starts the agent now; None for what starts nothing by itself."""

    id: UUID
    name: str
    is_enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class Dependants:
    """What depends on an agent, each by name. sub_agents: the agents that run it as a step."""

    schedules: list[Dependant]
    triggers: list[Dependant]
    presets: list[Dependant]
    sub_agents: list[Dependant]
    listing: OfferedAs | None

    @property
    def told(self) -> str:
        """In words, as `2 schedules, 1 preset`; empty if there is nothing."""
        kinds: list[tuple[Sized, str, str]] = [
            (self.schedules, "schedule", "schedules"),
            (self.triggers, "trigger", "triggers"),
            (self.presets, "preset", "presets"),
            (self.sub_agents, "agent that runs it", "agents that run it"),
            ([self.listing] if self.listing else [], "listing", "listings"),
        ]
        return ", ".join(
            f"{len(found)} {one if len(found) == 1 else many}" for found, one, many in kinds if found
        )


def dependants_of(graph: Graph) -> Dependants:
    """At most MAX_NAMED of each kind."""
    schedules = Schedule.objects.filter(graph=graph).order_by("-created_at")[:MAX_NAMED]
    triggers = Trigger.objects.filter(graph=graph).select_related("webhook").order_by("-created_at")
    presets = Preset.objects.filter(graph=graph).order_by("-created_at")[:MAX_NAMED]
    return Dependants(
        [Dependant(one.pk, str(one), one.is_enabled) for one in schedules],
        [Dependant(one.pk, one.node_id, one.webhook.is_enabled) for one in triggers[:MAX_NAMED]],
        [Dependant(one.pk, one.name) for one in presets],
        [Dependant(*one) for one in agents_that_run(graph) if one[0] != graph.pk][:MAX_NAMED],
        offered_as(graph.pk),
    )


def refuse_while_in_use(graph: Graph) -> None:
    """Raises GraphInUse naming what depends on it."""
    found = dependants_of(graph)
    if found.told:
        raise GraphInUse(
            f"This agent is in use: {found.told}. Delete it all the same with ?confirmed=true.",
            **details_of(found),
        )


def details_of(found: Dependants) -> dict[str, Any]:
    """As JSON."""
    kinds = ("schedules", "triggers", "presets", "sub_agents")
    shown = {kind: [_shown(one) for one in getattr(found, kind)] for kind in kinds}
    listing = found.listing
    offered = {"id": str(listing.id), "title": listing.title, "state": listing.state} if listing else None
    return {**shown, "listing": offered}


def agents_that_run(graph: Graph, number: int | None = None) -> Iterator[tuple[UUID, str]]:
    """Agents of the workspace that run this one as a step, in a version that may run by itself.

    number: of the version of it that they run; None: of any.
    """
    agents = [block for block in all_blocks() if block.kind is BlockKind.AGENT]
    refs = [name for block in agents for name in names_of(block)]
    of = OuterRef("version")
    live = Q(version__number=F("version__graph__active_number"))
    live |= Q(Exists(Execution.objects.filter(version=of).unfinished()))
    pinned = Preset.objects.filter(graph=OuterRef("version__graph"), version=OuterRef("version__number"))
    live |= Q(Exists(pinned))
    nodes = Node.objects.filter(live, version__graph__workspace_id=graph.workspace_id, block_id__in=refs)
    found = nodes.filter(version__deleted_at=None).values_list(
        "version__graph_id", "version__graph__name", "input_default"
    )
    seen = set()
    for caller_id, name, values in found.iterator():
        is_this = str(values.get("graph_id")) == str(graph.pk)
        is_this &= number is None or values.get("graph_version") == number
        if is_this and caller_id not in seen:
            seen.add(caller_id)
            yield caller_id, name


def _shown(one: Dependant) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": str(one.id), "name": one.name}
    return shown if one.is_enabled is None else {**shown, "is_enabled": one.is_enabled}
