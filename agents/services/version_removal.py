"""Deleting a version of an agent, unless something still runs by it.

What is deleted is hidden and runs no more. Executions that ran it stay readable, and shares of them: its
nodes and links go only when the last of those has gone. Its row stays, so that no number is given twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from agents.errors import VersionInUse
from agents.models import Execution, Graph, GraphVersion, Node, Preset, Schedule, Trigger
from agents.services.dependants import agents_that_run
from platform_project.errors import NotFound

MAX_NAMED = 20  # uses that a refusal names
VERSIONS_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Use:
    """What runs just this version. kind: active, execution, preset, schedule, trigger or agent."""

    kind: str
    id: str
    name: str


@transaction.atomic
def delete_version(*, graph_id: UUID, number: int) -> None:
    """Take a version away. Raises VersionInUse naming what runs by it, or NotFound, and changes nothing."""
    # The lock waits for starts and saves that are under way, and they for it.
    graph = Graph.objects.select_for_update().get(pk=graph_id)
    version = graph.versions.filter(number=number).first()
    if version is None:
        raise NotFound(f"The graph has no version {number}.")
    if uses := list(_uses_of(graph, version)):
        shown = [asdict(use) for use in uses[:MAX_NAMED]]
        raise VersionInUse(f"Version {number} is in use: {_told(uses)}.", uses=shown)
    GraphVersion.objects.filter(pk=version.pk).update(deleted_at=Now())
    if not Execution.objects.filter(version=version).exists():
        _empty([version.pk])


def sweep() -> int:
    """Take away what deleted versions held that no execution refers to any more; how many those were."""
    ran = Execution.objects.filter(version=OuterRef("pk"))
    drawn = Node.objects.filter(version=OuterRef("pk"))
    gone = GraphVersion.everything.filter(Exists(drawn), ~Exists(ran), deleted_at__isnull=False)
    ids = list(gone.values_list("pk", flat=True)[:VERSIONS_AT_A_TIME])
    _empty(ids)
    return len(ids)


def _empty(version_ids: Iterable[UUID]) -> None:
    Node.objects.filter(version__in=list(version_ids)).delete()  # and the links between them


def _uses_of(graph: Graph, version: GraphVersion) -> Iterator[Use]:
    if version.number == graph.active_number:
        yield Use("active", str(graph.pk), graph.name)
    running = Execution.objects.filter(version=version).unfinished().values_list("pk", flat=True)
    yield from (Use("execution", str(pk), "") for pk in running[:MAX_NAMED])
    presets = Preset.objects.filter(graph=graph, version=version.number)
    yield from (Use("preset", str(pk), name) for pk, name in presets.values_list("pk", "name"))
    schedules = Schedule.objects.filter(preset__in=presets)
    yield from (Use("schedule", str(row.pk), str(row)) for row in schedules)
    triggers = Trigger.objects.filter(preset__in=presets)
    yield from (Use("trigger", str(row.pk), row.node_id) for row in triggers)
    yield from (Use("agent", str(pk), name) for pk, name in agents_that_run(graph, version.number))


_WORDS = {
    "active": "it is the active one",
    "execution": "an execution of it has not ended",
    "preset": "the preset {name!r} names it",
    "schedule": "the schedule {name!r} runs it",
    "trigger": "a trigger runs it",
    "agent": "the agent {name!r} runs it as a step",
}


def _told(uses: list[Use]) -> str:
    told = list(dict.fromkeys(_WORDS[use.kind].format(name=use.name[:100]) for use in uses))
    more = f", and {len(told) - 3} more" if len(told) > 3 else ""
    return ", ".join(told[:3]) + more
