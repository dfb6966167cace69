"""Reads over several models."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Func, IntegerField, OuterRef, QuerySet, Subquery

from agents.models import Execution, Graph, GraphVersion, NodeExecution, Preset, Schedule, ScheduledStart
from agents.runner.plans import drafts_among

MAX_TAGS_SHOWN = 100
MAX_COUNTED = 1_000  # executions of one graph; nobody waits for the count of a million


@dataclass(frozen=True, slots=True)
class GraphUse:
    """How a graph stands. execution_count: at most MAX_COUNTED; those of sub-agents are not counted."""

    last_execution: Execution | None = None
    execution_count: int = 0
    is_draft: bool = False  # its active version refuses to run
    preset_count: int = 0  # that are switched on


class _Count(Subquery):
    """How many rows a query gives."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"


def use_of(graph_ids: Collection[UUID]) -> dict[UUID, GraphUse]:
    """How each of these graphs stands, in as many queries for one as for a hundred."""
    runs = Execution.objects.filter(graph=OuterRef("pk"), parent=None)
    newest = runs.order_by("-created_at", "-pk").values("pk")[:1]
    presets = Preset.objects.filter(graph=OuterRef("pk"), is_enabled=True)
    found = Graph.objects.filter(pk__in=graph_ids).values_list(
        "pk",
        Subquery(newest),
        _Count(runs.values("pk")[:MAX_COUNTED], output_field=IntegerField()),
        _Count(presets.values("pk"), output_field=IntegerField()),
    )
    rows = list(found)
    shown = Execution.objects.only("pk", "status", "created_at", "started_at", "ended_at")
    last = shown.in_bulk([execution_id for _, execution_id, _, _ in rows if execution_id])
    drafts = _graphs_with_drafts(graph_ids)
    return {
        graph_id: GraphUse(last.get(execution_id), count, graph_id in drafts, saved)
        for graph_id, execution_id, count, saved in rows
    }


def tags_of(graphs: QuerySet[Graph]) -> QuerySet[Any, Any]:
    """What agents in sight are tagged with: rows of `tag` and `count`, the most used first."""
    tag = Func("tags", function="unnest", output_field=CharField())
    counted = (
        graphs.filter(archived_at=None)
        .annotate(tag=tag)
        .values("tag")
        .annotate(count=Count("pk"))
        .order_by("-count", "tag")
    )
    return counted[:MAX_TAGS_SHOWN]


def children_of(execution: Execution, firings: Collection[NodeExecution]) -> dict[UUID, UUID]:
    """Firing → the execution that it runs, of those firings that run an agent."""
    below = Execution.objects.filter(parent=execution, parent_firing_id__in=[row.pk for row in firings])
    return dict(below.order_by("created_at", "pk").values_list("parent_firing_id", "pk"))


def _graphs_with_drafts(graph_ids: Collection[UUID]) -> set[UUID]:
    active = GraphVersion.objects.filter(graph__in=graph_ids, number=F("graph__active_number"))
    versions = {version.pk: version for version in active.only("pk", "graph_id", "settings")}
    return {versions[version_id].graph_id for version_id in drafts_among(versions.values())}


def agent_named_by(values: Mapping[str, Any], workspace_id: Any) -> tuple[Graph | None, GraphVersion | None]:
    """The agent, and the version of it, that the pins of a node which runs one name.

    values: `graph_id`, and `graph_version` or else the active one. None for what is not in the workspace.
    """
    try:
        graph_id = UUID(str(values.get("graph_id")))
    except ValueError:
        return None, None
    graph = Graph.objects.filter(workspace_id=workspace_id, pk=graph_id).first()
    if graph is None:
        return None, None
    number = values.get("graph_version") or graph.active_number
    if not isinstance(number, int):
        return graph, None
    return graph, GraphVersion.objects.filter(graph=graph, number=number).first()


def last_starts(schedules: Sequence[Schedule]) -> dict[UUID, ScheduledStart]:
    """What became of the last planned time of each of these, with its execution; nothing where none came."""
    of_schedule = ScheduledStart.objects.filter(schedule=OuterRef("pk")).order_by("-planned_at")
    newest = Schedule.objects.filter(pk__in=[schedule.pk for schedule in schedules])
    ids = newest.values(last=Subquery(of_schedule.values("pk")[:1]))
    found = ScheduledStart.objects.filter(pk__in=ids).select_related("execution")
    return {start.schedule_id: start for start in found}
