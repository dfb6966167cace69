"""Which heavy firings workers are told of. The others wait in PostgreSQL: no user fills the queue of all.

    slice → the first firings, as far as there is room → chords
    a firing that ended → the next ones, once half of the room is free → chords

A firing that waits has no `queued_at`. A user's executions share the room evenly. What a wave gives later
than its first part goes out in chords of its own, one per node, so what one slow node holds up is its own.
"""

from __future__ import annotations

import sys
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from agents.engine.state import ExecutionStatus
from agents.models import Execution, NodeExecution
from agents.runner.queueing import place_of, queue_firings
from agents.runner.turn_rows import firings_under_way, is_kept_back
from platform_project.kit.locks import lock, try_lock

USERS_AT_A_TIME = 200


def room_in_slice(user_id: UUID | None) -> int:
    """How many more heavy firings of a user workers may be told of; 0 while others are telling them.

    The caller's transaction holds the right to tell of so many. What it keeps back it must offer to
    `next_of`.
    """
    return _room_of(user_id) if try_lock("firings of user", user_id) else 0


def next_of(user_id: UUID | None) -> None:
    """Tell workers of a user's next firings, if some wait and half of the room is free."""
    if is_kept_back(user_id) and 2 * _room_of(user_id) >= _limit():
        _tell(user_id)


def release(execution: Execution) -> None:
    """Once this is committed, tell workers of what waits, as far as there is room now."""
    transaction.on_commit(lambda: next_of(execution.started_by_id))


def go_on() -> None:
    """The same for everybody whose firings wait."""
    users = (
        NodeExecution.objects.kept_back_anywhere().values_list("execution__started_by", flat=True).distinct()
    )
    for user_id in users[:USERS_AT_A_TIME]:
        next_of(user_id)


@transaction.atomic
def _tell(user_id: UUID | None) -> None:
    lock("firings of user", user_id)
    executions = _executions_of(user_id)
    room = _room_of(user_id)
    waiting = NodeExecution.objects.kept_back().filter(execution_id__in=executions)
    owners = list(waiting.order_by("execution").values_list("execution", flat=True).distinct())
    for place, execution_id in enumerate(owners):
        share = -(-room // (len(owners) - place))
        room -= _tell_of(executions[execution_id], share)


def _tell_of(execution: Execution, most: int) -> int:
    """Hand over the first firings of one execution that wait; how many those were."""
    # Rows that a stop is just ending are left out.
    siblings = NodeExecution.objects.filter(execution=execution)
    free = siblings.kept_back().select_for_update(skip_locked=True).order_by("step")
    rows = list(free.values_list("node_position", "pk")[:most])
    siblings.filter(pk__in=[pk for _, pk in rows]).update(queued_at=Now())
    for _, group in groupby(sorted(rows, key=_position), key=_position):
        queue_firings(execution.pk, [pk for _, pk in group], place=place_of(execution))
    return len(rows)


def _position(row: tuple[int, UUID]) -> int:
    return row[0]


def _executions_of(user_id: UUID | None) -> dict[UUID, Execution]:
    """What a user has running, sub-agents too: by their ids firings are found in their months alone."""
    rows = Execution.objects.filter(started_by=user_id, status=ExecutionStatus.RUNNING)
    return rows.only("pk", "has_priority").in_bulk()


def _room_of(user_id: UUID | None) -> int:
    return max(0, _limit() - firings_under_way(user_id))


def _limit() -> int:
    return settings.MAX_FIRINGS_PER_USER or sys.maxsize
