"""Agents that run agents: executions below executions.

The firing that runs an agent holds no worker. Its row waits (RUNNING without a lease, or AWAITING_INPUT while
the child waits for a person) until the child ends, which settles it in the child's own transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from agents import events
from agents.engine.limits import Limits
from agents.engine.node_pins import agent_inputs
from agents.engine.plan import BlockGone, PlannedNode
from agents.engine.reasons import Reason
from agents.engine.settings import GraphSettings
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.engine.validation import check_run
from agents.models import Execution, ExecutionState, GraphVersion, NodeExecution
from agents.models.execution import Sight
from agents.queries import agent_named_by
from agents.runner import admission
from agents.runner.plans import plan_of, problems_of
from agents.runner.queueing import place_of
from agents.secrecy import Mask
from agents.services import origins
from agents.values.store import record_mentions
from blocks.sdk.coercion import as_model, coerce
from blocks.sdk.errors import InvalidInput
from platform_project.kit.jobs import Place, nudge

LIMITS = Limits()
MAX_PROBLEMS = 3  # of a child that may not run, in the message
_OWN_PINS = ("graph_id", "graph_version", "agent_name", "inputs", "nodes_input_masks")


class CannotStart(Exception):
    """The agent of a firing cannot be started."""

    def __init__(self, message: str, code: Reason) -> None:
        super().__init__(message)
        self.code = code


def shown_values(node: PlannedNode, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a firing that runs an agent keeps as its input: which agent, and what it is given.

    Raises CannotStart if a value does not fit its pin.
    """
    try:
        kept = coerce({name: values[name] for name in _OWN_PINS if name in values}, node.block)
        as_model(kept, node.block)
    except InvalidInput as failure:
        raise CannotStart(failure.message, Reason.INVALID_INPUT) from failure
    masks = kept.get("nodes_input_masks") or {}
    if not all(isinstance(mask, dict) for mask in masks.values()):
        needs = "Input 'nodes_input_masks' needs an object for each node: pin → value."
        raise CannotStart(needs, Reason.INVALID_INPUT)
    laid_over = {name: values[name] for name in agent_inputs(values) if name in values}
    return kept | {"inputs": (kept.get("inputs") or {}) | laid_over}


def child_of(parent: Execution, row: NodeExecution, node: PlannedNode) -> Execution:
    """The execution that a firing asks for; to be saved by `save_children`. Raises CannotStart."""
    if parent.depth + 1 > LIMITS.max_depth:
        raise CannotStart(f"Agents run agents more than {LIMITS.max_depth} levels deep.", Reason.TOO_DEEP)
    version = _version(parent, row.input)
    inputs, masks = row.input["inputs"], row.input.get("nodes_input_masks") or {}
    inputs = {name: inputs[name] for name in version.input_schema["properties"] if name in inputs}
    try:
        plan = plan_of(version.pk)
    except BlockGone as gone:
        told = origins.told_of_gone(version.graph_id, gone)
        raise CannotStart(told, Reason.BLOCK_GONE) from gone
    sight = _sight(parent, version.graph_id)
    if masks and sight != Sight.WHOLE:
        raise CannotStart(f"The agent '{version.name}' is closed: no masks reach in.", Reason.INVALID_INPUT)
    report = problems_of(version.pk)
    if report.is_clean:
        report = check_run(plan, masks, inputs)
    if not report.is_clean and sight != Sight.WHOLE:
        raise CannotStart(f"The agent '{version.name}' cannot run.", Reason.INVALID_INPUT)
    if not report.is_clean:
        problems = [
            f"{node_id}.{pin}: {text}" for node_id, pins in report.nodes.items() for pin, text in pins.items()
        ]
        told = "; ".join([*report.graph, *problems][:MAX_PROBLEMS])
        raise CannotStart(f"The agent '{version.name}' cannot run: {told}", Reason.INVALID_INPUT)
    settings = GraphSettings.from_json(version.settings)
    return Execution(
        workspace_id=parent.workspace_id,
        graph_id=version.graph_id,
        version=version,
        started_by_id=parent.started_by_id,
        inputs=inputs,
        nodes_input_masks=masks,
        credentials=parent.credentials,
        parent=parent,
        parent_firing_id=row.pk,
        root_id=parent.top_id,
        depth=parent.depth + 1,
        is_dry_run=parent.is_dry_run,
        is_safe_mode=parent.is_safe_mode or settings.safe_mode,
        is_auto_approved=parent.is_auto_approved,
        known_secrets=dict(Mask.of(parent).named),
        has_priority=parent.has_priority,
        admitted_at=datetime.now(UTC),
        deadline_at=_deadline(node.settings.timeout_seconds),
        sight=sight.value,
    )


def _sight(parent: Execution, graph_id: UUID) -> Sight:
    """What is shown of an agent that another runs: of all within a closed one nothing."""
    if parent.sight != Sight.WHOLE:
        return Sight.NOTHING
    return Sight.ENDS if origins.is_closed(graph_id) else Sight.WHOLE


def _deadline(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)


def save_children(children: list[Execution]) -> None:
    """Write new executions and queue them, in the transaction of the firings that ask for them."""
    Execution.objects.bulk_create(children)
    ExecutionState.objects.bulk_create([ExecutionState(execution=child) for child in children])
    for child in children:
        record_mentions(child)
        # Hundreds may start at once: not before the first step of another user.
        nudge("agents.tasks.expand", str(child.pk), place=Place.OWN if child.has_priority else Place.BACK)


def room(execution: Execution) -> int:
    """How many more executions the one that a person started may have below it."""
    return LIMITS.max_family - Execution.objects.filter(root_id=execution.top_id).count()


def check_room(left: int, started: int) -> None:
    """Raises CannotStart if one more agent would be too many. started: of those that are left."""
    if started >= left:
        message = f"One run may start at most {LIMITS.max_family:,} agents."
        raise CannotStart(message, Reason.TOO_DEEP)


def unfinished_below(execution_id: UUID) -> list[Execution]:
    """Executions below this one that have not ended, parents first."""
    found: list[Execution] = []
    level = [execution_id]
    while level:
        rows = list(Execution.objects.filter(parent_id__in=level).unfinished().select_related("version"))
        found += rows
        level = [row.pk for row in rows]
    return found


def pause(execution: Execution, status: ExecutionStatus) -> bool:
    """An execution in which nothing moves: a pause, which its parent learns of. False if it does not run."""
    if not Execution.objects.pause(execution.pk, status):
        return False
    admission.release(execution)
    events.publish(execution, [events.execution_paused(status)])
    if execution.parent_id is not None:
        _move_firing(execution, NodeStatus.RUNNING, NodeStatus.AWAITING_INPUT)
        nudge("agents.tasks.expand", str(execution.parent_id), place=place_of(execution))
    return True


def wake(execution: Execution) -> None:
    """Let a paused execution run again, and those above it, which waited for it."""
    current: Execution | None = execution
    while current is not None:
        Execution.objects.wake(current.pk, ExecutionStatus.REVIEW, ExecutionStatus.INSUFFICIENT_CREDITS)
        if current.parent_id is None:
            return
        _move_firing(current, NodeStatus.AWAITING_INPUT, NodeStatus.RUNNING)
        current = Execution.objects.filter(children=current).first()


def _move_firing(child: Execution, before: NodeStatus, after: NodeStatus) -> None:
    """Move the parent's firing that waits for this execution."""
    firing_id: Any = child.parent_firing_id
    parent_id: Any = child.parent_id
    waiting = NodeExecution.objects.filter(pk=firing_id, execution_id=parent_id, status=before, lease="")
    waiting.update(status=after)


def _version(parent: Execution, values: Mapping[str, Any]) -> GraphVersion:
    graph, version = agent_named_by(values, parent.workspace_id)
    if graph is None:
        raise CannotStart("There is no such agent in this workspace.", Reason.SUB_AGENT_GONE)
    if version is None:
        number = values.get("graph_version") or graph.active_number
        raise CannotStart(f"'{graph.name}' has no version {number}.", Reason.SUB_AGENT_GONE)
    if origins.is_hidden(graph.pk) and not origins.is_of_same(graph.pk, parent.graph_id):
        raise CannotStart("There is no such agent in this workspace.", Reason.SUB_AGENT_GONE)
    return version


def started(row: NodeExecution) -> None:
    """Mark a firing as waiting for the execution that it asked for."""
    row.status, row.attempts = NodeStatus.RUNNING.value, 1
    row.started_at = datetime.now(UTC)
