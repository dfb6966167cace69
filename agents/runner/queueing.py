"""Handing firings to workers."""

from __future__ import annotations

from uuid import UUID

from agents.models import Execution
from platform_project.kit.jobs import Place, enqueue_chord, nudge


def place_of(execution: Execution) -> Place:
    """By which queues the messages of an execution go. What recovery sends again goes by the usual ones."""
    return Place.FRONT if execution.has_priority else Place.OWN


def queue_expansion(execution: Execution) -> None:
    """Take the execution further after the commit."""
    nudge("agents.tasks.expand", str(execution.pk), place=place_of(execution))


def queue_firings(execution_id: UUID, firing_ids: list[UUID], place: Place = Place.OWN) -> None:
    """One chord: these firings in parallel, then the next expansion; that alone if there are none.

    A single firing needs no chord: its own task goes on.
    """
    if not firing_ids:
        nudge("agents.tasks.expand", str(execution_id), place=place)
        return
    if len(firing_ids) == 1:
        nudge("agents.tasks.fire_alone", str(firing_ids[0]), str(execution_id), place=place)
        return
    enqueue_chord(
        [("agents.tasks.fire", (str(firing_id), str(execution_id))) for firing_id in firing_ids],
        ("agents.tasks.expand", (str(execution_id),)),
        place=place,
    )
