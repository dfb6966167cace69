"""One step of an execution, as often as needed until it waits for something or has ended.

Each slice is one transaction under the lock of the execution's snapshot:

    deliver what ended → take the frontier → run the light firings, wave after wave → write → queue the heavy

A slice ends when heavy firings are to be queued (they should not wait for light work elsewhere), or after
`SLICE_SECONDS` or `SLICE_FIRINGS`, so that progress is committed and seen. Nothing is visible before its
slice is committed; a worker that dies in the middle leaves the execution as it was after the last slice.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from agents import events
from agents.engine.lanes import split_lanes
from agents.engine.plan import BlockGone
from agents.engine.planner import frontier, is_anything_ready
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


def expand(execution_id: UUID) -> None:
    """Take an execution as far as it goes without heavy work. Safe to call at any time, by anybody."""
    if Execution.objects.claim(execution_id):
        events.publish(_with_version(execution_id), [events.execution_started()])
    try:
        while _slice(execution_id):
            pass
    except BlockGone as gone:
        record.end(_with_version(execution_id), ExecutionStatus.FAILED, str(gone), "block_gone", {})


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
    if not run.live and not run.to_look_at:
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
    """Run the light firings of wave after wave; heavy ones are put aside and end the slice."""
    until = time.monotonic() + SLICE_SECONDS
    context = light_context(execution)
    while not batch.heavy and batch.size < SLICE_FIRINGS and time.monotonic() < until:
        room = min(SLICE_FIRINGS - batch.size, LIMITS.max_firings - run.steps)
        ready = frontier(run, at_most=room) if room > 0 else []
        if not ready:
            return
        for firing in ready:
            values = firing_values(firing.node, firing.tokens, execution.inputs, execution.nodes_input_masks)
            row = record.new_row(execution, firing, values)
            if firing.node.block.pure:
                _fire_light(run, batch, row, context)
            else:
                batch.heavy.append((firing, row))


def _fire_light(run: RunState, batch: Batch, row: NodeExecution, context: Context) -> None:
    began = datetime.now(UTC)
    outcome = fire_pure(run.plan.nodes[row.node_position].block, row.input, context)
    record.settle_light(row, outcome, began, datetime.now(UTC))
    run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
    batch.count(run.plan, row)
    batch.light.append(row)


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
    record.end(execution, ExecutionStatus.FAILED, message, "too_many_steps", run.unconsumed())
