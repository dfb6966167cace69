"""Firings as rows, the counters of an execution, and its end. Only `expand.py` writes through this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Sum

from agents import events
from agents.engine.limits import Limits
from agents.engine.plan import BlockGone, Plan
from agents.engine.planner import Ready, is_over
from agents.engine.reasons import Reason
from agents.engine.state import ExecutionStatus, NodeStatus, Origin, RunState
from agents.models import Execution, NodeExecution, Review, UnpaidFiring
from agents.models.firing import json_bytes
from agents.runner import admission, family, prices, spending
from agents.runner.held import Held
from agents.runner.plans import plan_for
from agents.runner.queueing import queue_expansion
from agents.runner.rows import Counts, count_and_end, mark_delivered, write_slice
from agents.values.store import ValueStore
from blocks.sdk import BlockKind, Firing
from platform_project.kit.ids import uuid7
from platform_project.kit.rows import Maker, insert_rows

LIMITS = Limits()
CLOSED_FAILED = "A step of this agent failed; its creator lets nobody look inside."
new_firing = Maker(NodeExecution)


@dataclass(slots=True)
class Batch:
    """What one slice of an expansion will commit together."""

    values: ValueStore
    light: list[NodeExecution] = field(default_factory=list)
    heavy: list[tuple[Ready, NodeExecution]] = field(default_factory=list)
    held: Held | None = None  # one of them that stays with this process, and is not among the others
    asking: list[NodeExecution] = field(default_factory=list)  # wait for a person, or for credits
    unpaid: list[UnpaidFiring] = field(default_factory=list)  # what those need that wait for credits
    reviews: list[Review] = field(default_factory=list)  # what they ask
    calling: list[NodeExecution] = field(default_factory=list)  # wait for a sub-agent
    children: list[Execution] = field(default_factory=list)  # those sub-agents' executions
    delivered: list[UUID] = field(default_factory=list)
    ended_count: int = 0
    error_count: int = 0
    unhandled_error_count: int = 0
    cost: int = 0  # micro-credits
    has_calls_left: bool = False  # tools that were called and that the bound of firings leaves no room for
    room: int = 0  # of the heavy firings, how many workers are told of now
    size_bytes: int = 0  # of what the light firings took and gave, as JSON
    is_last: bool = False  # the execution ends with it

    def count(self, plan: Plan, row: NodeExecution) -> None:
        """Add an ended firing to the sums of the execution."""
        self.ended_count += 1 + row.inner_count
        self.cost += row.cost
        if row.status == NodeStatus.FAILED:
            self.error_count += 1
            if row.caller_id is None and not plan.nodes[row.node_position].handles_errors:
                self.unhandled_error_count += 1

    @property
    def counts(self) -> Counts:
        return self.ended_count, self.error_count, self.unhandled_error_count, self.cost

    def add_light(self, row: NodeExecution) -> None:
        self.light.append(row)
        self.size_bytes += len(orjson.dumps([row.input, row.outputs]))

    def keep_back(self, room: int) -> None:
        """Let all heavy firings wait but the first `room`."""
        self.room = room
        for _, row in self.heavy[room:]:
            row.queued_at = None

    @property
    def rows(self) -> list[NodeExecution]:
        """All new firings."""
        held = [self.held.row] if self.held else []
        return [*self.light, *held, *(row for _, row in self.heavy), *self.asking, *self.calling]

    @property
    def size(self) -> int:
        return len(self.light) + bool(self.held) + len(self.heavy) + len(self.asking) + len(self.calling)


def new_row(execution: Execution, ready: Ready, values: dict[str, Any]) -> NodeExecution:
    """A firing that waits to be run; `input` is what it was given."""
    node = ready.node
    return new_firing(
        {"execution": execution},
        id=uuid7(),
        execution_id=execution.pk,
        step=ready.step,
        node_key=node.id,
        node_position=node.position,
        block_id=node.block.id,
        index=ready.index,
        wave=ready.wave,
        is_output=node.block.kind is BlockKind.OUTPUT,
        caller_id=UUID(ready.caller) if ready.caller else None,
        input=values,
        outputs=[],
    )


def refused(error: str, error_code: str) -> Firing:
    """The outcome of a firing that was not made, because what it would have taken cannot be."""
    return Firing(input={}, outputs=[("error", error)], error=error, error_code=error_code)


def too_large_to_take(values: dict[str, Any]) -> Firing | None:
    """A refusal if the values are beyond the bound of one firing, else None."""
    size = len(orjson.dumps(values))
    if size <= LIMITS.max_input_bytes:
        return None
    return refused(
        f"The inputs are {size:,} bytes of JSON; at most {LIMITS.max_input_bytes:,} may enter a block.",
        Reason.VALUE_TOO_LARGE,
    )


def outcome_fields(firing: Firing) -> dict[str, Any]:
    """The columns of a firing that ended, from what the block did. Bounds the size of its outputs."""
    firing = _bounded(firing)
    return {
        "status": NodeStatus.FAILED.value if firing.error is not None else NodeStatus.COMPLETED.value,
        "input": firing.input,
        "outputs": [[pin, value] for pin, value in firing.outputs],
        "error": firing.error or "",
        "error_code": firing.error_code or "",
    }


def settle_inside(
    row: NodeExecution, firing: Firing, began: datetime, ended: datetime, origin: Origin = Origin.RUN
) -> None:
    """Fill the row of a firing that ended within the expansion."""
    for name, value in outcome_fields(firing).items():
        setattr(row, name, value)
    row.queued_at, row.started_at, row.ended_at = began, began, ended
    row.origin = origin.value
    row.attempts = 1 if origin is Origin.RUN else 0


def commit(execution: Execution, run: RunState, batch: Batch) -> bool:
    """Write one slice. False, and nothing may stay written, if the execution has ended or is paused.

    The last slice of an execution that goes well is counted by `finish`, and needs no snapshot.
    """
    batch.is_last = is_over(run) and not batch.unhandled_error_count
    if batch.is_last:
        insert_rows(batch.rows)
        mark_delivered(execution.pk, batch.delivered)
    elif not write_slice(execution.pk, batch.counts, batch.rows, batch.delivered, run.to_json()):
        return False
    if batch.reviews:
        Review.objects.bulk_create(batch.reviews)
    if batch.unpaid:
        UnpaidFiring.objects.bulk_create(batch.unpaid)
    if batch.children:
        family.save_children(batch.children)
    batch.values.record_uses(execution.pk)
    execution.unhandled_error_count += batch.unhandled_error_count
    return True


def finish(execution: Execution, run: RunState, batch: Batch) -> bool:
    """End an execution in which nothing is left to fire: COMPLETED, or FAILED by an unhandled error.

    False, and nothing of its last slice may stay written, if it has ended or is paused.
    """
    size = _outputs_bytes(execution)
    if execution.unhandled_error_count:
        status, error = ExecutionStatus.FAILED, first_unhandled(execution, run.plan)
    elif size > LIMITS.max_outputs_bytes:
        limit = f"at most {LIMITS.max_outputs_bytes:,} may leave an execution; the steps still hold theirs."
        status, error = (
            ExecutionStatus.FAILED,
            (f"The outputs are {size:,} bytes; {limit}", Reason.VALUE_TOO_LARGE),
        )
    else:
        status, error = ExecutionStatus.COMPLETED, ("", "")
    return end(execution, status, *error, run.unconsumed(), batch.counts if batch.is_last else None)


def end(
    execution: Execution,
    status: ExecutionStatus,
    error: str,
    error_code: str,
    unconsumed: dict[str, Any],
    counts: Counts | None = None,
) -> bool:
    """Move an execution to a terminal status with the outputs it has, and say so. False if it had ended.

    counts: what its last slice adds, if that is not counted yet.
    """
    if error and status is ExecutionStatus.FAILED and not execution.is_whole:
        error = CLOSED_FAILED  # the step's own words may hold what its author wrote
    fields = {"error": error, "error_code": error_code, "unconsumed": unconsumed}
    fields["outputs"] = outputs_of(execution)
    if counts is None:
        moved = Execution.objects.end(execution.pk, status, **fields)
    else:
        moved = count_and_end(execution.pk, counts, status, **fields)
    if not moved:
        return False
    prices.count(execution, status)
    admission.release(execution)
    events.publish(execution, [events.execution_ended(status, error)])
    if execution.parent_firing_id is not None:
        _tell_parent(execution, status, error)
    prices.settle(execution, status)
    return True


def _tell_parent(child: Execution, status: ExecutionStatus, error: str) -> None:
    """Settle the firing that waited for this execution, in the transaction that ended it."""
    child.refresh_from_db(fields=["cost", "node_count"])
    outputs = [(name, value) for name, value in _outputs_in_order(child)]
    outcome = Firing(input={}, outputs=outputs)
    if status is not ExecutionStatus.COMPLETED:
        told = error or "The agent was stopped."
        outcome = replace(
            outcome, outputs=[*outputs, ("error", told)], error=told, error_code=Reason.SUB_AGENT_FAILED
        )
    fields = outcome_fields(outcome) | {"cost": child.cost, "inner_count": child.node_count}
    fields |= spending.tokens_of(child)
    del fields["input"]
    firing_id: Any = child.parent_firing_id
    parent_id: Any = child.parent_id
    if NodeExecution.objects.settle_waiting(firing_id, parent_id, **fields):
        rows = NodeExecution.objects.select_related("execution__version")
        row = rows.get(pk=firing_id, execution_id=parent_id)
        values = ValueStore(child.workspace_id)
        values.note_uses(row.outputs)
        values.record_uses(row.execution_id)
        events.publish(row.execution, [events.node_ended(row)])
        family.wake(row.execution)
        queue_expansion(row.execution)


def outputs_of(execution: Execution) -> dict[str, list[Any]]:
    """What the agent gave so far: output name → values, in the order of (wave, node, firing).

    Empty if it is beyond the bound of one execution.
    """
    found: dict[str, list[Any]] = {}
    for name, value in _outputs_in_order(execution):
        found.setdefault(name, []).append(value)
    return found


def _outputs_in_order(execution: Execution) -> Iterable[tuple[str, Any]]:
    if not 0 < _outputs_bytes(execution) <= LIMITS.max_outputs_bytes:
        return
    rows = (
        execution.node_executions.filter(is_output=True, status=NodeStatus.COMPLETED)
        .order_by("wave", "node_position", "index")
        .values_list("input", "outputs")
    )
    for given, outputs in rows:
        name = given.get("name")
        if isinstance(name, str):  # what was pinned or taken over may have none
            yield from ((name, value) for pin, value in outputs if pin == "output")


def _outputs_bytes(execution: Execution) -> int:
    if not _may_give_outputs(execution):
        return 0
    given = execution.node_executions.filter(is_output=True, status=NodeStatus.COMPLETED)
    return given.aggregate(sum=Sum(json_bytes("outputs")))["sum"] or 0


def _may_give_outputs(execution: Execution) -> bool:
    try:
        return plan_for(execution).gives_outputs
    except BlockGone:
        return True


def first_unhandled(execution: Execution, plan: Plan) -> tuple[str, str]:
    """Message and code of the first error that no link takes up."""
    unhandled = [node.position for node in plan.nodes if not node.handles_errors]
    row = (
        execution.node_executions.filter(
            status=NodeStatus.FAILED, node_position__in=unhandled, caller_id=None
        )
        .order_by("wave", "node_position", "index")
        .first()
    )
    return (f"{row.node_key}: {row.error}", row.error_code) if row else ("", "")


def _bounded(firing: Firing) -> Firing:
    size = len(orjson.dumps(firing.outputs))
    if size <= LIMITS.max_value_bytes:
        return firing
    error = f"The outputs are {size:,} bytes of JSON; at most {LIMITS.max_value_bytes:,} may leave a block."
    return replace(refused(error, Reason.VALUE_TOO_LARGE), input=firing.input, usage=firing.usage)
