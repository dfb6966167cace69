"""Handing firings to workers."""

from __future__ import annotations

from uuid import UUID

from platform_project.kit.jobs import enqueue_chord, nudge


def queue_firings(execution_id: UUID, firing_ids: list[UUID]) -> None:
    """One chord: these firings in parallel, then the next expansion; that alone if there are none.

    A single firing needs no chord: its own task goes on.
    """
    if not firing_ids:
        nudge("agents.tasks.expand", str(execution_id))
        return
    if len(firing_ids) == 1:
        nudge("agents.tasks.fire_alone", str(firing_ids[0]), str(execution_id))
        return
    enqueue_chord(
        [("agents.tasks.fire", (str(firing_id), str(execution_id))) for firing_id in firing_ids],
        ("agents.tasks.expand", (str(execution_id),)),
    )
