"""What a firing that waited does next: it ends, or the agent that it runs begins; or it waits for credits."""

from __future__ import annotations

from dataclasses import replace

from agents import events
from agents.engine.plan import PlannedNode
from agents.engine.state import NodeStatus
from agents.models import Execution, NodeExecution, UnpaidFiring
from agents.runner import family, prices
from agents.runner.plans import plan_for
from agents.runner.queueing import queue_expansion
from agents.runner.record import outcome_fields, refused
from agents.values.carriage import kept
from agents.values.store import ValueStore
from blocks.sdk import Firing
from credits.errors import InsufficientCredits, OverBudget


def settle(execution: Execution, row: NodeExecution, outcome: Firing) -> None:
    """End a firing that waited, and let its execution go on."""
    values, block = ValueStore(execution.workspace_id), plan_for(execution).nodes[row.node_position].block
    fields = outcome_fields(kept(values, block, row.input, replace(outcome, input=row.input)))
    if NodeExecution.objects.settle_waiting(row.pk, execution.pk, **fields):
        values.record_uses(execution.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        events.publish(execution, [events.node_ended(row)])
        family.wake(execution)
        queue_expansion(execution)


def run_agent(execution: Execution, row: NodeExecution, node: PlannedNode) -> None:
    """Start the agent that a firing which waited is to run; it waits on if that cannot be paid."""
    try:
        row.input = family.shown_values(node, row.input)
        family.check_room(family.room(execution), 0)
        child = family.child_of(execution, row, node)
        prices.set_aside(child)
    except family.CannotStart as refusal:
        settle(execution, row, refused(str(refusal), refusal.code))
        return
    except (InsufficientCredits, OverBudget) as why:
        unpaid(execution, row, why).save(force_insert=True)
        row.save(update_fields=["input", "status", "error", "error_code"])
        queue_expansion(execution)  # which pauses it, if nothing else moves
    else:
        family.started(row)
        row.error = row.error_code = ""
        row.save(update_fields=["input", "status", "attempts", "started_at", "error", "error_code"])
        family.save_children([child])
        events.publish(execution, [events.node_started(row)])
    family.wake(execution)


def unpaid(execution: Execution, row: NodeExecution, why: InsufficientCredits | OverBudget) -> UnpaidFiring:
    """Let a firing wait for credits, or for room in a budget; what notes it is to be saved with it."""
    row.status, row.error, row.error_code = NodeStatus.AWAITING_INPUT.value, why.message, why.code
    return UnpaidFiring(
        firing_id=row.pk,
        workspace_id=execution.workspace_id,
        execution=execution,
        needed=why.needed,
        budget_id=why.budget if isinstance(why, OverBudget) else None,
    )
