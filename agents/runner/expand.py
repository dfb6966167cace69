"""One step of an execution, as often as needed until it waits for something or has ended.

Each slice is one transaction under the lock of the execution's snapshot:

    deliver what ended → take the frontier → run the light firings, wave after wave → write → queue the heavy

A slice ends soon after heavy firings are to be queued (they should not wait for light work elsewhere), or
after `SLICE_SECONDS`, `SLICE_FIRINGS` or `SLICE_BYTES`, so that progress is committed and seen and others get
the lock. Light firings that there is no time for are queued like heavy ones. Nothing is visible before its
slice is committed; a worker that dies in the middle leaves the execution as it was after the last slice.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from django.db import OperationalError, transaction

from agents import events
from agents.engine.lanes import split_lanes
from agents.engine.pins import PartsDoNotFit
from agents.engine.plan import BlockGone
from agents.engine.planner import Ready, frontier, is_anything_ready
from agents.engine.reasons import Reason
from agents.engine.state import ENDED_NODE, ExecutionStatus, RunState
from agents.models import Execution, ExecutionState, NodeExecution
from agents.runner import record
from agents.runner.context import light_context
from agents.runner.plans import firing_values, plan_of
from agents.runner.record import LIMITS, Batch
from blocks.sdk import Context, fire_pure
from platform_project.kit.jobs import enqueue_chord

SLICE_SECONDS = 0.1
SLICE_FIRINGS = 500
SLICE_BYTES = 8 * 1024 * 1024
HEAVY_WAIT_SECONDS = 0.01  # how long the first heavy firing of a slice waits for more of its wave
AT_A_TIME = 16  # firings taken before the bounds are looked at again
MAX_FAILED_SLICES = 5  # in a row, each a bug; then the execution ends rather than being tried for ever


def expand(execution_id: UUID) -> None:
    """Take an execution as far as it goes without heavy work. Safe to call at any time, by anybody."""
    if Execution.objects.claim(execution_id):
        events.publish(_with_version(execution_id), [events.execution_started()])
    try:
        while _slice(execution_id):
            pass
    except BlockGone as gone:
        _end_at_once(execution_id, str(gone), Reason.BLOCK_GONE)
    except OperationalError:
        raise  # the database was away or chose another; recovery comes back to it
    except Exception:
        _count_failure(execution_id)
        raise


def _with_version(execution_id: UUID) -> Execution:
    execution: Execution = Execution.objects.select_related("version").get(pk=execution_id)
    return execution


@transaction.atomic
def _slice(execution_id: UUID) -> bool:
    """Do one slice; True if there is more to do at once."""
    states = ExecutionState.objects.select_for_update(of=("self",)).select_related("execution__version")
    state = states.filter(pk=execution_id).first()
    if state is None or state.execution.status != ExecutionStatus.RUNNING:
        return False  # deleted, ended, or paused
    execution: Execution = state.execution
    plan = plan_of(execution.version_id)
    run = RunState(plan) if state.snapshot is None else RunState.from_json(plan, state.snapshot)
    batch = Batch()
    _deliver_ended(execution, run, batch)
    _run_light(execution, run, batch)
    execution.state = state
    if not record.commit(execution, run, batch):
        transaction.set_rollback(True)
        return False
    _announce(execution, batch)
    if run.steps >= LIMITS.max_firings and is_anything_ready(run):
        _end_with_too_many_steps(execution, run)
        return False
    if not run.live and not is_anything_ready(run):
        record.finish(execution, run)
        return False
    return batch.size > 0 and bool(run.to_look_at)


def _deliver_ended(execution: Execution, run: RunState, batch: Batch) -> None:
    ended = NodeExecution.objects.filter(
        execution=execution, is_delivered=False, status__in=ENDED_NODE
    ).order_by("node_position", "index")
    for row in record.delivered_in_order(run, ended):
        run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
        batch.count(run.plan, row)
        batch.delivered.append(row.pk)


def _run_light(execution: Execution, run: RunState, batch: Batch) -> None:
    """Run the light firings of wave after wave; heavy ones are put aside and soon end the slice."""
    until = time.monotonic() + SLICE_SECONDS
    context = light_context(execution)
    while True:
        room = min(AT_A_TIME, SLICE_FIRINGS - batch.size, LIMITS.max_firings - run.steps)
        ready = frontier(run, at_most=room) if room > 0 else []
        for firing in ready:
            is_late = time.monotonic() > until + SLICE_SECONDS
            _take_up(execution, run, batch, firing, None if is_late else context)
        if batch.heavy:
            until = min(until, time.monotonic() + HEAVY_WAIT_SECONDS)
        if not ready or batch.size_bytes > SLICE_BYTES or time.monotonic() > until:
            return


def _take_up(
    execution: Execution, run: RunState, batch: Batch, firing: Ready, context: Context | None
) -> None:
    """Run a light firing, or put it aside if it is heavy or there is no time (no context) left for it."""
    began = datetime.now(UTC)
    try:
        values = firing_values(firing.node, firing.tokens, execution.inputs, execution.nodes_input_masks)
        outcome = record.too_large_to_take(values)
    except PartsDoNotFit as err:
        values, outcome = {}, record.refused(str(err), Reason.INVALID_INPUT)
    row = record.new_row(execution, firing, {} if outcome else values)
    if outcome is None and firing.node.block.pure and context is not None:
        outcome = fire_pure(firing.node.block, values, context)
    if outcome is None:
        batch.heavy.append((firing, row))
        return
    record.settle_inside(row, outcome, began, datetime.now(UTC))
    batch.add_light(row)
    if row.index == run.next_delivery(row.node_position):  # else an earlier firing of the node is still out
        run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
        row.is_delivered = True
        batch.count(run.plan, row)


def _announce(execution: Execution, batch: Batch) -> None:
    """After the commit: events of this slice in one go, and one chord per lane of heavy firings."""
    told = [event for row in batch.light for event in (events.node_started(row), events.node_ended(row))]
    if batch.ended_count:
        told.append(events.progress(batch.ended_count, batch.error_count))
    events.publish(execution, told)
    rows = {firing.step: row for firing, row in batch.heavy}
    for lane in split_lanes([firing for firing, _ in batch.heavy]):
        queue_firings(execution.pk, [rows[firing.step].pk for firing in lane])


def queue_firings(execution_id: UUID, firing_ids: list[UUID]) -> None:
    """One chord: these firings in parallel, then the next expansion."""
    enqueue_chord(
        [("agents.tasks.fire", (str(firing_id),)) for firing_id in firing_ids],
        ("agents.tasks.expand", (str(execution_id),)),
    )


def _end_with_too_many_steps(execution: Execution, run: RunState) -> None:
    message = f"Stopped after {LIMITS.max_firings:,} firings, the most that one execution may make."
    NodeExecution.objects.stop(execution.pk)
    record.end(execution, ExecutionStatus.FAILED, message, Reason.TOO_MANY_STEPS, run.unconsumed())


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
    if Execution.objects.end(execution_id, ExecutionStatus.FAILED, error=error, error_code=error_code):
        NodeExecution.objects.stop(execution_id)
        events.publish(_with_version(execution_id), [events.execution_ended(ExecutionStatus.FAILED, error)])
