"""Takes away what has outlived its retention, and never stands in the way of what runs.

Executions are marked first, with those of their sub-agents, so that nobody builds on half of one. A month in
which nothing is to stay is then dropped whole; of other executions the firings are stripped or deleted in
small transactions, at last their own rows. Rows that somebody else has locked are left for the next time.
Executions that have not ended are never touched, nor are those from which a re-run may still take firings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from agents.engine.state import ENDED_EXECUTION
from agents.history import due, partitions
from agents.history.due import Due
from agents.models import Execution, ExecutionState, NodeExecution, Review, ValueUse
from agents.models.execution import History
from platform_project.kit.locks import only_one, time_limits

SECONDS = 20.0  # of one call, about
FIRINGS_AT_A_TIME = 1_000  # rows of one transaction
EXECUTIONS_AT_A_TIME = 200
_LOCK_SECONDS = 0.5
_LOOK_SECONDS = 10.0  # for the question whether a month may go
_LATE = timedelta(days=1)  # a month is over a day later for us: clocks differ, transactions last
_EMPTY_BYTES = 3  # of `{}` and `[]` as stored, with the byte that says how long they are

Find = Callable[[int, Collection[UUID]], list[Due]]
Act = Callable[[list[UUID], "_Clock"], set[UUID]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one call took away."""

    months: int = 0
    removed: int = 0  # executions
    stripped: int = 0  # executions


@dataclass(frozen=True, slots=True)
class _Clock:
    until: float

    @property
    def is_up(self) -> bool:
        return time.monotonic() > self.until


def prune(seconds: float = SECONDS) -> Pruned:
    """Take away what is due, until all is done or the time is up. While another call works, do nothing."""
    clock = _Clock(time.monotonic() + seconds)
    with only_one(__name__) as is_ours:
        if not is_ours:
            return Pruned()
        partitions.keep_ahead()
        done = Pruned(
            _drop_months(clock),
            _each(due.to_remove, _remove, clock),
            _each(due.to_strip, _strip, clock) + _each(due.going, _strip, clock),
        )
    if done != Pruned():
        log.info("history pruned", months=done.months, removed=done.removed, stripped=done.stripped)
    return done


def remove(execution_id: UUID, seconds: float) -> bool:
    """Delete an execution that has ended with all below it, whatever the retention says.

    False if it is needed or locked, or if the time was up; what is left of it then goes with another call.
    """
    try:
        return bool(_remove([execution_id], _Clock(time.monotonic() + seconds)))
    except OperationalError as err:
        log.warning("an execution could not be deleted now", reason=str(err).strip())
        return False


# --- Whole months -----------------------------------------------------------------------------------------
def _drop_months(clock: _Clock) -> int:
    """Drop each month that is over and due. One that is busy is left for the next time."""
    dropped = 0
    try:
        partitions.finish_drops()
        for month in partitions.months():
            is_over = month.next.begin + _LATE < datetime.now(UTC)
            if is_over and _is_due(month) and _mark_month(month, clock):
                partitions.drop(month)
                dropped += 1
    except OperationalError as err:
        log.warning("a month of firings could not be dropped now", reason=str(err).strip())
    return dropped


@transaction.atomic
def _is_due(month: partitions.Month) -> bool:
    time_limits(lock_seconds=_LOCK_SECONDS, statement_seconds=_LOOK_SECONDS)
    return due.is_whole_month_due(month)


def _mark_month(month: partitions.Month, clock: _Clock) -> bool:
    """Say of all executions of a month that they are going. False if one is needed, or there is no time."""
    ids = Q(pk__gte=month.first_id, pk__lt=month.next.first_id)
    whole = Execution.objects.filter(ids).exclude(history=History.GOING).order_by("pk")
    while found := list(whole.values_list(_TOP_ID, flat=True)[:FIRINGS_AT_A_TIME]):
        if clock.is_up or not _mark(list(set(found))):
            return False
    return True


# --- Single executions ------------------------------------------------------------------------------------
def _each(find: Find, act: Act, clock: _Clock) -> int:
    """Do `act` to all that `find` gives, some at a time; how many it was done to."""
    count, passed = 0, set[UUID]()
    while not clock.is_up:
        found = _bite(find(EXECUTIONS_AT_A_TIME, passed))
        if not found:
            break
        try:
            done = act(found, clock)
        except OperationalError as err:
            log.warning("executions could not be pruned now", reason=str(err).strip())
            done = set()
        passed.update(set(found) - done)
        count += len(done)
    return count


def _bite(found: Iterable[Due]) -> list[UUID]:
    """The first of them that together have few firings; at least one."""
    taken: list[UUID] = []
    room = 2 * FIRINGS_AT_A_TIME
    for execution in found:
        room -= execution.node_count
        if taken and room < 0:
            break
        taken.append(execution.id)
    return taken


def _remove(execution_ids: list[UUID], clock: _Clock) -> set[UUID]:
    marked = _mark(execution_ids)
    members = list(_families(marked).values_list("pk", flat=True))
    while not clock.is_up and _delete_firings(members) == FIRINGS_AT_A_TIME:
        pass
    return _delete_executions(marked)


def _strip(execution_ids: list[UUID], clock: _Clock) -> set[UUID]:
    marked = _mark(execution_ids)
    members = list(_families(marked).values_list("pk", flat=True))
    while not clock.is_up and _strip_firings(members) == FIRINGS_AT_A_TIME:
        pass
    return _finish_stripping(marked)


@transaction.atomic
def _mark(execution_ids: list[UUID]) -> list[UUID]:
    """Say that these families are going, and take what they hold beside firings; those that were free."""
    time_limits(lock_seconds=_LOCK_SECONDS)
    locked = set(_free(_families(execution_ids)))
    busy = {top for pk, top in _families(execution_ids).values_list("pk", _TOP_ID) if pk not in locked}
    # Asked only now: who wants to build on one of these held its row until it had said so.
    busy |= set(_needed(_families(execution_ids)).values_list(_TOP_ID, flat=True))
    marked = [pk for pk in execution_ids if pk in locked and pk not in busy]
    families = _families(marked)
    ExecutionState.objects.filter(execution__in=families).update(snapshot=None)
    Review.objects.filter(execution__in=families).update(
        name="", data=None, answer_schema=None, decided_data=None, message=""
    )
    families.update(
        history=History.GOING, inputs={}, nodes_input_masks={}, pinned_outputs={}, outputs={}, error=""
    )
    return marked


@transaction.atomic
def _delete_firings(members: list[UUID]) -> int:
    time_limits(lock_seconds=_LOCK_SECONDS)
    rows = NodeExecution.objects.filter(execution_id__in=members)
    free = _free(rows, FIRINGS_AT_A_TIME)
    rows.filter(pk__in=free).only("pk").delete()
    return len(free)


@transaction.atomic
def _strip_firings(members: list[UUID]) -> int:
    time_limits(lock_seconds=_LOCK_SECONDS)
    rows = NodeExecution.objects.filter(execution_id__in=members)
    free = _free(rows.filter(_HAS_VALUES), FIRINGS_AT_A_TIME)
    return rows.filter(pk__in=free).update(input={}, outputs=[], error="")


@transaction.atomic
def _delete_executions(execution_ids: list[UUID]) -> set[UUID]:
    time_limits(lock_seconds=_LOCK_SECONDS)
    done = _without(execution_ids, Q())
    Execution.objects.filter(pk__in=done).only("pk").delete()
    return done


@transaction.atomic
def _finish_stripping(execution_ids: list[UUID]) -> set[UUID]:
    time_limits(lock_seconds=_LOCK_SECONDS)
    done = _without(execution_ids, _HAS_VALUES)
    ValueUse.objects.filter(execution__in=_families(done)).delete()  # nothing mentions them any more
    _families(done).update(history=History.METADATA)
    return done


def _without(execution_ids: list[UUID], which: Q) -> set[UUID]:
    """Those of these families that are free and in which no firing is left of which `which` holds."""
    members = dict(_families(execution_ids).values_list("pk", _TOP_ID))
    left = NodeExecution.objects.filter(which, execution_id__in=list(members))
    tops = {members[pk] for pk in left.values_list("execution_id", flat=True).distinct()}
    return set(_free(Execution.objects.filter(pk__in=set(execution_ids) - tops)))


def _families(execution_ids: Collection[UUID]) -> QuerySet[Execution]:
    """Executions and all that ran below them."""
    found: QuerySet[Execution] = Execution.objects.filter(Q(pk__in=execution_ids) | Q(root__in=execution_ids))
    return found


def _needed(executions: QuerySet[Execution]) -> QuerySet[Execution]:
    """Those that have not ended, or that one which has not ended takes firings over from."""
    reruns = Execution.objects.unfinished().filter(source=OuterRef("pk"))
    return executions.filter(~Q(status__in=ENDED_EXECUTION) | Exists(reruns))


def _free(rows: QuerySet[Execution] | QuerySet[NodeExecution], at_most: int | None = None) -> list[UUID]:
    """Lock rows that nobody else has locked, until the transaction ends."""
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:at_most])


def _is_larger(column: str) -> GreaterThan:
    """Without reading the value, which may be of many megabytes."""
    return GreaterThan(Func(F(column), function="pg_column_size", output_field=IntegerField()), _EMPTY_BYTES)


_TOP_ID = Coalesce("root_id", "pk")
_HAS_VALUES = Q(_is_larger("input")) | Q(_is_larger("outputs")) | ~Q(error="")
