"""One step of an execution, as often as needed until it waits for something or has ended.

Each slice is one transaction under the lock of the execution's snapshot:

    deliver what ended → take the frontier → run the light firings, wave after wave → write → queue the heavy

A slice ends soon after heavy firings are to be queued (they should not wait for light work elsewhere), or
after `SLICE_SECONDS`, `SLICE_FIRINGS` or `SLICE_BYTES`, so that progress is committed and seen and others get
the lock. Light firings that there is no time for are queued like heavy ones. Nothing is visible before its
slice is committed; a worker that dies in the middle leaves the execution as it was after the last slice.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Least, Now

from agents import events
from agents.engine.lanes import split_lanes
from agents.engine.plan import BlockGone, Plan
from agents.engine.planner import frontier, is_anything_ready, is_over
from agents.engine.reasons import Reason
from agents.engine.settings import GraphSettings, OnError
from agents.engine.state import ENDED_NODE, ExecutionStatus, NodeStatus, RunState
from agents.errors import ValueGone
from agents.history import partitions
from agents.locks import lock_family, lock_for_planning
from agents.models import Execution, ExecutionState, NodeExecution
from agents.runner import admission, calls, family, handover, payment, record, unpaid
from agents.runner.context import light_context
from agents.runner.ending import cut_short
from agents.runner.held import Ended, Held, first_alone, held
from agents.runner.plans import plan_for, version_of
from agents.runner.prior import Priors
from agents.runner.queueing import place_of, queue_firings
from agents.runner.record import LIMITS, Batch
from agents.runner.rows import due, lock_execution, lock_state, settle
from agents.runner.take_up import Slice, take_up
from agents.values.store import ValueStore
from platform_project.kit.jobs import Place, nudge
from platform_project.kit.outages import DATABASE_AWAY
from platform_project.kit.stored_files import StorageFailed

TURN_SECONDS = 0.2  # of slices in a row, then what else is queued has its turn
SLICE_SECONDS = 0.1
SHORT_SLICE_SECONDS = 0.02  # beside heavy firings, which should not wait for the processor
SLICE_FIRINGS = 500
SLICE_BYTES = 8 * 1024 * 1024
HEAVY_WAIT_SECONDS = 0.01  # how long the first heavy firing of a slice waits for more of its wave
AT_A_TIME = 16  # firings taken before the bounds are looked at again
MAX_FAILED_SLICES = 5  # in a row, each a bug; then the execution ends rather than being tried for ever


def expand(execution_id: UUID, *, turn_seconds: float = math.inf) -> None:
    """Take an execution as far as it goes without heavy work. Safe to call at any time, by anybody.

    turn_seconds: after so long the rest is left to another task.
    """
    partitions.make_room(execution_id)
    until = time.monotonic() + turn_seconds
    while _sliced(execution_id, SLICE_SECONDS):
        if time.monotonic() > until:
            # By a queue of its own: a long loop of one user must not keep another's first step waiting.
            place = Place.OWN if _has_priority(execution_id) else Place.BACK
            nudge("agents.tasks.expand", str(execution_id), place=place)
            return


class TakenBack(Exception):
    """Nothing of a slice is written: others plan this execution now, or it moves no more."""


def go_on_from(ended: Ended, next_lease: str) -> Held | None:
    """Write down the outcome of a firing and take its execution further, in one transaction.

    next_lease: under which a heavy firing that is ready then stays with the caller, who runs it; none does if
    it is empty. Raises TakenBack, with nothing written, and what a slice raises, when it may be written.
    """
    step = _Step(SHORT_SLICE_SECONDS, ended, next_lease)
    execution_id: UUID = ended.held.row.execution_id
    if _slice(execution_id, step):
        _leave_rest(execution_id, has_priority=ended.held.row.execution.has_priority)
    return step.held


def go_on(execution_id: UUID) -> None:
    """Expand where a heavy firing has just ended, if that is quickly done; the engine does the rest.

    It saves a message and a wait between two heavy steps that follow each other.
    """
    if _sliced(execution_id, SHORT_SLICE_SECONDS):
        _leave_rest(execution_id, has_priority=_has_priority(execution_id))


def _leave_rest(execution_id: UUID, *, has_priority: bool) -> None:
    place = Place.FRONT if has_priority else Place.OWN
    nudge("agents.tasks.expand", str(execution_id), place=place)


def _has_priority(execution_id: UUID) -> bool:
    found: bool = Execution.objects.filter(pk=execution_id, has_priority=True).exists()
    return found


def _sliced(execution_id: UUID, seconds: float) -> bool:
    """Do one slice, and end the execution if that cannot go well; True if there is more to do at once."""
    try:
        return _slice(execution_id, _Step(seconds))
    except TakenBack:
        return False
    except BlockGone as gone:
        _end_at_once(execution_id, str(gone), Reason.BLOCK_GONE)
        return False
    except ValueGone as gone:  # a link into a stored value that is no longer there
        _end_at_once(execution_id, gone.message, Reason.VALUE_GONE)
        return False
    except (*DATABASE_AWAY, StorageFailed):
        raise  # no fault of the execution's
    except Exception:
        _count_failure(execution_id)
        raise


def _begin(execution: Execution) -> None:
    """In an execution's first slice: set the time that its author gave it, and say that it runs."""
    limit = GraphSettings.from_json(execution.version.settings).max_seconds
    if limit is not None:
        # The step that runs it may have set an earlier one; PostgreSQL's LEAST passes over NULL.
        deadline = Least("deadline_at", Now() + timedelta(seconds=limit))
        Execution.objects.filter(pk=execution.pk).update(deadline_at=deadline)
    events.publish(execution, [events.execution_started()])


def _with_version(execution_id: UUID) -> Execution:
    execution: Execution = Execution.objects.select_related("version").get(pk=execution_id)
    return execution


@dataclass(slots=True)
class _Step:
    """What one slice is to do."""

    seconds: float  # for light firings
    ended: Ended | None = None  # a firing of the caller's, to be written down first
    next_lease: str = ""  # under which one heavy firing may stay with the caller
    held: Held | None = None  # the one that does


@transaction.atomic
def _slice(execution_id: UUID, step: _Step) -> bool:
    """Do one slice; True if there is more to do at once."""
    state = lock_state(execution_id, may_wait=step.ended is None)
    if state is None or state.execution.status not in (ExecutionStatus.QUEUED, ExecutionStatus.RUNNING):
        raise TakenBack  # deleted, ended, or paused
    execution: Execution = state.execution
    is_first = execution.status == ExecutionStatus.QUEUED
    if is_first and execution.admitted_at is None:
        raise TakenBack  # its turn has not come
    execution.version = version_of(execution.version_id)
    plan = plan_for(execution)
    may_wait = plan.may_wait or payment.may_cost(plan)
    lock_for_planning(execution, may_wait=may_wait)
    if plan.may_wait:  # whoever held the lock may have approved all that may be asked
        execution.refresh_from_db(fields=["is_auto_approved"])
    values = step.ended.values if step.ended else ValueStore(execution.workspace_id)
    read = values.part
    run = RunState(plan, read) if state.snapshot is None else RunState.from_json(plan, state.snapshot, read)
    batch = Batch(values)
    if is_first:
        _begin(execution)
    if plan.calls_tools:
        lock_execution(execution_id)
    now = _settle(execution, run, batch, step.ended) if step.ended else None
    if run.live:
        _deliver_ended(execution, run, batch)
    work = Slice(execution, run, batch, Priors(execution), light_context(execution))
    callers = calls.waiting(work) if plan.calls_tools else []
    callers = calls.serve(work, callers, max_firings(plan))
    _run_light(work, step.seconds)
    callers = calls.serve(work, callers, max_firings(plan))
    if step.ended and now and step.next_lease and (place := first_alone(batch.heavy)) is not None:
        batch.held = held(*batch.heavy.pop(place), step.next_lease, now)
        execution.started_by = step.ended.held.row.execution.started_by
    batch.keep_back(handover.room_in_slice(execution.started_by_id) if batch.heavy else 0)
    if not record.commit(execution, run, batch):
        raise TakenBack
    if is_first and not batch.is_last:  # else its end lets the next one in
        admission.begun(execution)
    _announce(execution, batch)
    if not _stays(execution, run, batch, callers, may_wait=may_wait):
        return False
    if batch.held is not None:
        step.held = batch.held
        events.publish(execution, [events.node_started(batch.held.row)])
    return batch.size > 0 and (bool(run.to_look_at) or (may_wait and batch.held is None))


def _settle(execution: Execution, run: RunState, batch: Batch, ended: Ended) -> datetime:
    """Write down an outcome; gives the time. It is delivered at once if nothing else is out."""
    row: NodeExecution = ended.held.row
    is_only_one = run.live == {row.node_position} and run.next_delivery(row.node_position) == row.index
    is_only_one = is_only_one and len(run.nodes[row.node_position].live_waves) == 1
    now = settle(row, ended.held.lease, ended.outcome, is_delivered=is_only_one)
    if now is None:
        raise TakenBack
    for name, value in ended.outcome.items():
        setattr(row, name, value)
    if is_only_one:
        run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
        batch.count(run.plan, row)
    events.publish(execution, [events.node_ended(row)])
    return now


def _stays(
    execution: Execution, run: RunState, batch: Batch, callers: list[NodeExecution], *, may_wait: bool
) -> bool:
    """After a slice: end the execution, or pause it, or let it stay as it is.

    callers: firings that wait for tools which this slice has begun. may_wait: something in it may have to
    wait for a person, an agent or credits.
    """
    if run.plan.settings.on_error is OnError.STOP and _has_failed(execution, run, batch):
        _end_by_error(execution, run)
    elif run.steps >= max_firings(run.plan) and (batch.has_calls_left or is_anything_ready(run)):
        _end_with_too_many_steps(execution, run)
    elif is_over(run):
        if not record.finish(execution, run, batch):
            raise TakenBack
    elif may_wait and not batch.size and not _moves(execution, run, callers):
        family.pause(execution, unpaid.why_paused(execution))
    else:
        return True
    return False


def _has_failed(execution: Execution, run: RunState, batch: Batch) -> bool:
    """Whether an error is unhandled, also one whose firing waits for its turn behind an earlier one."""
    if batch.unhandled_error_count:
        return True
    unhandled = [node.position for node in run.plan.nodes if not node.handles_errors]
    failed = execution.node_executions.filter(is_delivered=False, status=NodeStatus.FAILED, caller_id=None)
    return failed.filter(node_position__in=unhandled).exists()


def _moves(execution: Execution, run: RunState, callers: list[NodeExecution]) -> bool:
    """Whether something of an execution in which nothing is ready goes on without a person."""
    out = execution.node_executions.filter(is_delivered=False)
    # What waits for its tools moves when they do, once they are begun: one that came to wait only while this
    # slice ran has none yet.
    out = out.exclude(pk__in=[row.pk for row in callers])
    for status, position, index in out.values_list("status", "node_position", "index"):
        if status in (NodeStatus.QUEUED, NodeStatus.RUNNING):
            return True
        if status in ENDED_NODE and index == run.next_delivery(position):
            return True
    return is_anything_ready(run)


def _deliver_ended(execution: Execution, run: RunState, batch: Batch) -> None:
    turns = {position: run.next_delivery(position) for position in run.live}
    for row in due(execution.pk, turns):
        run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
        batch.count(run.plan, row)
        batch.delivered.append(row.pk)


def _run_light(work: Slice, seconds: float) -> None:
    """Run the light firings of wave after wave; heavy ones are put aside and soon end the slice."""
    until = time.monotonic() + seconds
    run, batch = work.run, work.batch
    while True:
        room = min(AT_A_TIME, SLICE_FIRINGS - batch.size, max_firings(run.plan) - run.steps)
        ready = frontier(run, at_most=room) if room > 0 else []
        work.priors.look_up(ready)
        for firing in ready:
            take_up(work, firing, is_late=time.monotonic() > until + SLICE_SECONDS)
        if batch.heavy or batch.children:
            until = min(until, time.monotonic() + HEAVY_WAIT_SECONDS)
        if not ready or batch.size_bytes > SLICE_BYTES or time.monotonic() > until:
            return


def max_firings(plan: Plan) -> int:
    """How many firings an execution of this plan may make."""
    return min(plan.settings.max_firings or LIMITS.max_firings, LIMITS.max_firings)


def _announce(execution: Execution, batch: Batch) -> None:
    """After the commit: events of this slice in one go, and one chord per lane of heavy firings."""
    told = [event for row in batch.light for event in events.node_ran(row)]
    told += [events.node_started(row) for row in batch.calling]
    told += [events.node_awaiting_input(row) for row in batch.asking]
    told += [events.review_requested(review) for review in batch.reviews]
    told += unpaid.told_of(execution, batch.unpaid)
    if batch.ended_count:
        told.append(events.progress(batch.ended_count, batch.error_count))
    events.publish(execution, told)
    now = batch.heavy[: batch.room]
    rows = {firing.step: row for firing, row in now}
    lanes = [[rows[firing.step].pk for firing in lane] for lane in split_lanes([firing for firing, _ in now])]
    if batch.held:
        batch.held.beside.extend(lanes)
    else:
        for lane in lanes:
            queue_firings(execution.pk, lane, place=place_of(execution))
    if len(now) < len(batch.heavy):
        handover.release(execution)


def _end_with_too_many_steps(execution: Execution, run: RunState) -> None:
    most = max_firings(run.plan)
    message = f"Stopped after {most:,} firings, the most that one execution of this graph may make."
    cut_short(execution, ExecutionStatus.FAILED, message, Reason.TOO_MANY_STEPS, run.unconsumed())


def _end_by_error(execution: Execution, run: RunState) -> None:
    """The graph stops at its first unhandled error."""
    error, code = record.first_unhandled(execution, run.plan)
    cut_short(execution, ExecutionStatus.FAILED, error, code, run.unconsumed())


@transaction.atomic
def _count_failure(execution_id: UUID) -> None:
    """One more slice that failed; the execution ends when there were too many in a row."""
    state = ExecutionState.objects.select_for_update().filter(pk=execution_id).first()
    if state is None:
        return
    state.failed_slices += 1
    state.save(update_fields=["failed_slices"])
    if state.failed_slices >= MAX_FAILED_SLICES:
        _end_at_once(
            execution_id, "The engine failed on this execution; its log says why.", Reason.INTERNAL_ERROR
        )


@transaction.atomic
def _end_at_once(execution_id: UUID, error: str, error_code: str) -> None:
    """FAILED, with all that is under way, and without looking at what it made."""
    ExecutionState.objects.select_for_update().filter(pk=execution_id).first()  # the planner's lock
    execution = _with_version(execution_id)
    lock_family(execution)
    cut_short(execution, ExecutionStatus.FAILED, error, error_code)
