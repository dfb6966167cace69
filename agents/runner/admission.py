"""Whose turn it is: which executions may run now, and which wait in PostgreSQL.

    start → room? → admitted, expanded          (one transaction, one message)
              └──→ waits                        (no message)
    begin, end or pause → the next of this user, or of this graph, is admitted

An execution counts against the limit of its user, or of the user in its workspace if that has a limit of its
own; against the limit of its graph; and against the limit of all, if there is one. Where several users wait
for the same room they take turns, one execution each, the one first whose last turn is longest ago; those
with priority go first.

The two ends of a wait look after their commit, each at what the other has written: whoever ends, at who
waits; whoever waits, at whether there is room now. So one of the two sees the other. What a lost message
leaves behind is found by `admit_all`. Locks are taken in the order user, graph, all, and only where nothing
else is locked.

An execution that runs for another (a sub-agent) is admitted with that one and never waits: the two would
wait for each other.

However much may run, few executions of a user are in the queue to be begun, and each that begins lets the
next one in: so the first step of somebody else is never behind more than those few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from agents.engine.state import ExecutionStatus
from agents.models import Execution
from agents.runner.queueing import queue_expansion
from agents.runner.turn_rows import Room, room_for, wanted_by
from platform_project.accounts.models import User, Workspace
from platform_project.kit.jobs import Place, nudge
from platform_project.kit.locks import lock, try_locks

MOST_TO_BEGIN = 16  # executions of one user that are admitted and have not begun
STARTS_AT_ONCE = 64  # more are never between their look at the room and their commit
USERS_AT_A_TIME = 200  # of those who wait, in one look at all of them


_OF_ALL = ("turns of all",)


def _of_user(user_id: UUID | None) -> tuple[object, ...]:
    return "turns of user", user_id


def _of_graph(graph_id: UUID) -> tuple[object, ...]:
    return "turns of graph", graph_id


class _Outcome(Enum):
    ADMITTED = 1
    GRAPH_IS_FULL = 2
    NOTHING = 3


def line_up(execution: Execution) -> None:
    """Save a new execution, and let it run if there is room. To be called late in its transaction."""
    seen = room_for(execution)
    execution.has_priority = seen.has_priority
    room: Room | None = seen
    if not seen.is_ample(STARTS_AT_ONCE):  # then starts look one by one, so that the limits are exact
        room = room_for(execution) if _hold_turns(execution) else None
    if room is not None and room.is_left(MOST_TO_BEGIN) and not room.is_waited_for:
        execution.admitted_at = timezone.now()
    execution.save(force_insert=True)
    if execution.admitted_at is not None:
        queue_expansion(execution)
    else:
        transaction.on_commit(lambda: _look_again(execution))


def begun(execution: Execution) -> None:
    """Once this is committed, let the next one in: this execution is no longer in the queue."""
    transaction.on_commit(lambda: _give_way(execution))


def release(execution: Execution) -> None:
    """Once this is committed, let others take the place of an execution that has ended or paused."""
    transaction.on_commit(lambda: _give_way(execution))


def admit_next(user_id: UUID | None, graph_id: UUID) -> None:
    """Admit what waits for the room of this user and this graph; with a limit of all, of everybody."""
    wanted = Q() if settings.MAX_RUNNING else Q(started_by=user_id) | Q(graph=graph_id)
    _take_turns(_in_order_of_turns(wanted))


def admit_all() -> None:
    """Admit whatever there is room for."""
    _take_turns(_in_order_of_turns(Q()))


def _hold_turns(execution: Execution) -> bool:
    """False if somebody else is just deciding about the same room.

    That is not waited for: the caller's transaction may hold other locks.
    """
    names = [_of_user(execution.started_by_id), _of_graph(execution.graph_id)]
    return try_locks(*names, *([_OF_ALL] if settings.MAX_RUNNING else []))


def _look_again(execution: Execution) -> None:
    if room_for(execution).is_left(MOST_TO_BEGIN):
        _ask(execution)


def _give_way(execution: Execution) -> None:
    if execution.parent_id is not None:
        return
    wanted = wanted_by(execution)
    # While many of the user are to be begun, each of those will ask.
    if wanted.by_others or (wanted.by_user and wanted.to_begin <= MOST_TO_BEGIN // 2):
        _ask(execution)


def _ask(execution: Execution) -> None:
    user_id = str(execution.started_by_id) if execution.started_by_id else None
    # In front: it is short, and others may be waiting for it.
    nudge("agents.tasks.admit", user_id, str(execution.graph_id), place=Place.FRONT)


def _in_order_of_turns(wanted: Q) -> list[UUID | None]:
    """The users of executions that wait, in the order in which they may go."""
    waiting = Execution.objects.waiting().filter(wanted)
    rows = waiting.values_list("started_by").annotate(in_front=BoolOr("has_priority"))
    in_front: dict[UUID | None, bool] = dict(rows[:USERS_AT_A_TIME])
    if len(in_front) < 2:
        return list(in_front)
    turns = Execution.objects.filter(
        started_by=OuterRef("pk"), admitted_at__isnull=False, parent__isnull=True
    )
    last = Subquery(turns.order_by("-admitted_at").values("admitted_at")[:1])
    last_turn = dict(User.objects.filter(pk__in=[user for user in in_front if user]).values_list("pk", last))

    def place(user_id: UUID | None) -> tuple[bool, float]:
        turn = last_turn.get(user_id)
        return not in_front[user_id], turn.timestamp() if turn else 0

    return sorted(in_front, key=place)


def _take_turns(users: Sequence[UUID | None]) -> None:
    """One execution of each user in every round, until there is no room or nobody left."""
    at_most = 1 if len(users) > 1 or settings.MAX_RUNNING else MOST_TO_BEGIN  # who is alone need not wait
    while users and _all_have_room():
        users = [user_id for user_id in users if _admit_of(user_id, at_most)]


def _admit_of(user_id: UUID | None, at_most: int) -> bool:
    full_graphs: list[UUID] = []
    while (outcome := _admit_first(user_id, at_most, full_graphs)) is _Outcome.GRAPH_IS_FULL:
        pass
    return outcome is _Outcome.ADMITTED


@transaction.atomic
def _admit_first(user_id: UUID | None, at_most: int, full_graphs: list[UUID]) -> _Outcome:
    """Admit the first executions of the user that need not wait on. Full graphs are added to `full_graphs`.

    at_most: so many, all of one graph.
    """
    lock(*_of_user(user_id))
    taken = _Taken.of(user_id)
    first = _eligible(user_id, taken).exclude(graph__in=full_graphs)
    chosen = _of_one_graph_and_place(first.order_by("-has_priority", "pk")[:at_most])
    if not chosen:
        return _Outcome.NOTHING
    graph_id = chosen[0].graph_id
    lock(*_of_graph(graph_id))
    room = min(taken.room_in(chosen[0].workspace), _room_in_graph(graph_id))
    if room <= 0:
        full_graphs.append(graph_id)
        return _Outcome.GRAPH_IS_FULL
    if settings.MAX_RUNNING:
        lock(*_OF_ALL)
        if not _all_have_room():
            return _Outcome.NOTHING
    # One that was stopped just now is not admitted: its message finds nothing to do.
    waiting = Execution.objects.waiting().filter(pk__in=[execution.pk for execution in chosen[:room]])
    waiting.update(admitted_at=timezone.now(), touched_at=Now())
    for execution in chosen[:room]:
        queue_expansion(execution)
    return _Outcome.ADMITTED


def _of_one_graph_and_place(rows: Iterable[Execution]) -> list[Execution]:
    """The first rows, as long as they are of the same graph and workspace."""
    found: list[Execution] = []
    for row in rows:
        if found and (row.graph_id, row.workspace_id) != (found[0].graph_id, found[0].workspace_id):
            break
        found.append(row)
    return found


def _eligible(user_id: UUID | None, taken: _Taken) -> Any:
    """What waits of a user, but in workspaces in which the user has no room."""
    waiting = Execution.objects.waiting().filter(started_by=user_id).select_related("workspace")
    if taken.to_begin >= MOST_TO_BEGIN:
        return waiting.none()
    if not taken.has_shared_room():
        waiting = waiting.exclude(workspace__max_running=None)
    return waiting.exclude(workspace__in=taken.full)


@dataclass(slots=True)
class _Taken:
    """The room that a user has taken."""

    to_begin: int = 0  # executions that are admitted and have not begun
    shared: int = 0  # of the room that all workspaces without a limit of their own share
    own: dict[UUID, int] = field(default_factory=dict)  # of workspaces with a limit of their own
    full: list[UUID] = field(default_factory=list)  # those in which it is reached

    @classmethod
    def of(cls, user_id: UUID | None) -> _Taken:
        taken = cls()
        rows = Execution.objects.running().filter(started_by=user_id)
        counted = rows.values_list("workspace", "workspace__max_running").annotate(
            running=Count("pk"), to_begin=Count("pk", filter=Q(status=ExecutionStatus.QUEUED))
        )
        for workspace_id, limit, running, to_begin in counted:
            taken.to_begin += to_begin
            if limit is None:
                taken.shared += running
                continue
            taken.own[workspace_id] = running
            if limit and running >= limit:
                taken.full.append(workspace_id)
        return taken

    def has_shared_room(self) -> bool:
        limit = settings.MAX_RUNNING_PER_USER
        return not limit or self.shared < limit

    def room_in(self, workspace: Workspace) -> int:
        """How many more the user may begin there."""
        if workspace.max_running is None:
            limit, running = settings.MAX_RUNNING_PER_USER, self.shared
        else:
            limit, running = workspace.max_running, self.own.get(workspace.pk, 0)
        to_begin = MOST_TO_BEGIN - self.to_begin
        return min(limit - running, to_begin) if limit else to_begin


def _room_in_graph(graph_id: UUID) -> int:
    limit = settings.MAX_RUNNING_PER_GRAPH
    return limit - Execution.objects.running().filter(graph=graph_id).count() if limit else MOST_TO_BEGIN


def _all_have_room() -> bool:
    limit = settings.MAX_RUNNING
    return not limit or Execution.objects.running().count() < limit
