"""What becomes of a firing that is ready: made at once, put aside for a worker, or left waiting.

refused    what it would take cannot be
prior      its outcome is there already (pinned, taken over, made up)
asking     a person has to answer first, or an agent that it runs cannot be paid now
calling    it runs another agent
light      its block is pure and reads no stored value: made here
heavy      everything else
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from agents.engine.pins import PartsDoNotFit
from agents.engine.planner import Ready
from agents.engine.reasons import Reason
from agents.engine.state import NodeStatus, Origin, RunState
from agents.models import Execution, NodeExecution
from agents.runner import family, prices, record
from agents.runner.calling import unpaid
from agents.runner.gates import next_gate, question
from agents.runner.plans import firing_values
from agents.runner.prior import Priors
from agents.runner.record import Batch
from agents.values.carriage import called_with, kept, must_open
from blocks.sdk import BlockKind, Context, Firing, fire_pure
from blocks.sdk.errors import InvalidInput
from credits.errors import InsufficientCredits, OverBudget


@dataclass
class Slice:
    """What one slice of an expansion works on."""

    execution: Execution
    run: RunState
    batch: Batch
    priors: Priors
    context: Context  # of light firings

    @cached_property
    def room(self) -> int:
        """How many agents this slice may start; counted once, as it gets long in a loop."""
        return family.room(self.execution)


def take_up(work: Slice, firing: Ready, *, is_late: bool) -> None:
    """Bring one ready firing as far as it goes now. is_late: there is no time left for light work."""
    began = datetime.now(UTC)
    execution, node, store = work.execution, firing.node, work.batch.values
    try:
        inputs, masks = execution.inputs, execution.nodes_input_masks
        values = firing_values(node, firing.tokens, inputs, masks, store.whole)
        outcome = record.too_large_to_take(values)
    except PartsDoNotFit as err:
        values, outcome = {}, record.refused(str(err), Reason.INVALID_INPUT)
    origin = Origin.RUN
    if outcome is None and (prior := work.priors.of(firing, values)) is not None:
        outcome, origin = prior.firing, prior.origin
    row = record.new_row(execution, firing, {} if outcome else values)
    if outcome is None and node.may_wait:
        outcome = _waited_for(work, row, firing, values)
        if outcome is None and row.status != NodeStatus.QUEUED:
            return
    if outcome is None and node.block.pure and not is_late and not must_open(store, node.block, values):
        outcome = fire_pure(node.block, values, work.context)
    if outcome is None:
        work.batch.heavy.append((firing, row))
        return
    outcome = kept(store, node.block, values, outcome)
    record.settle_inside(row, outcome, began, datetime.now(UTC), origin)
    _keep(work, row)


def _keep(work: Slice, row: NodeExecution) -> None:
    work.batch.add_light(row)
    if row.index == work.run.next_delivery(row.node_position):  # else an earlier firing is still out
        work.run.deliver(row.node_position, ((pin, value) for pin, value in row.outputs))
        row.is_delivered = True
        work.batch.count(work.run.plan, row)


def _waited_for(work: Slice, row: NodeExecution, firing: Ready, values: dict[str, Any]) -> Firing | None:
    """Leave a firing waiting for a person or for an agent, if it must; a refusal if it cannot be asked."""
    try:
        gate = next_gate(work.execution, work.run.plan, firing.node, values)
    except InvalidInput as failure:
        return record.refused(failure.message, failure.code)
    if gate is not None:
        row.status = NodeStatus.AWAITING_INPUT.value
        work.batch.asking.append(row)
        work.batch.reviews.append(question(work.execution, row, firing.node, gate))
    elif firing.node.block.kind is BlockKind.AGENT:
        return _call(work, row, firing, values)
    return None


def _call(work: Slice, row: NodeExecution, firing: Ready, values: dict[str, Any]) -> Firing | None:
    try:
        row.input = family.shown_values(firing.node, called_with(work.batch.values, values))
        family.check_room(work.room, len(work.batch.children))
        child = family.child_of(work.execution, row, firing.node)
        prices.set_aside(child, sum(other.price for other in work.batch.children))
    except family.CannotStart as refusal:
        return record.refused(str(refusal), refusal.code)
    except (InsufficientCredits, OverBudget) as why:
        work.batch.unpaid.append(unpaid(work.execution, row, why))
        work.batch.asking.append(row)
        return None
    family.started(row)
    work.batch.calling.append(row)
    work.batch.children.append(child)
    return None
