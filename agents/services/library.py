"""Where an agent stands in the library: its folder, tags, who marked it, and whether it was put away.

An agent that is archived starts nothing by itself: its schedules and triggers are switched off, and stay off
when it comes back. People and other agents may still run it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce, Now

from agents.models import Favourite, Graph, Schedule, Trigger
from agents.services import schedules, triggers
from agents.services.folders import place_for
from platform_project.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be different; None: as it is. has_folder: whether `folder` is to be set, if only to none."""

    folder: UUID | None = None
    has_folder: bool = False
    tags: Sequence[str] | None = None
    is_archived: bool | None = None
    is_favourite: bool | None = None


@dataclass(slots=True)
class Paused:
    """What was switched off because its agent was archived."""

    schedules: list[Schedule] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)


@transaction.atomic
def place_graph(*, graph: Graph, user: User, place: Place) -> Paused:
    """Change where an agent stands; when it was changed last stays. Raises BadInput and changes nothing."""
    row = Graph.objects.filter(pk=graph.pk)
    if place.has_folder:
        folder = place.folder and place_for(workspace_id=graph.workspace_id, folder_id=place.folder)
        row.update(folder=folder)
    if place.tags is not None:
        row.update(tags=list(dict.fromkeys(place.tags)))
    if place.is_favourite is not None:
        _mark(graph, user, place.is_favourite)
    if place.is_archived is None:
        return Paused()
    row.update(archived_at=Coalesce("archived_at", Now()) if place.is_archived else None)
    return _pause(graph, user) if place.is_archived else Paused()


def _mark(graph: Graph, user: User, is_favourite: bool) -> None:
    if is_favourite:
        Favourite.objects.bulk_create([Favourite(graph=graph, user=user)], ignore_conflicts=True)
    else:
        Favourite.objects.filter(graph=graph, user=user).delete()


def _pause(graph: Graph, user: User) -> Paused:
    """Switch off what starts the agent by itself."""
    paused = Paused()
    for schedule in Schedule.objects.filter(graph=graph, is_enabled=True).order_by("pk"):
        paused.schedules.append(schedules.change_schedule(schedule=schedule, user=user, is_enabled=False))
    found = Trigger.objects.filter(graph=graph, webhook__is_enabled=True)
    for trigger in found.select_related("webhook", "graph").order_by("pk"):
        triggers.change(trigger, triggers.TriggerChange(is_enabled=False))
        paused.triggers.append(trigger)
    return paused
