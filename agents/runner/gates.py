"""What a person has to answer before a firing goes on.

    INPUT   the author left the values of pins to a person
    ACTION  the block is sensitive, and the graph wants to be asked
    DATA    a review block in safe mode

A firing passes its gates in this order, one question at a time. A dry run asks nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from agents.engine.node_pins import agent_inputs, input_pins
from agents.engine.plan import Plan, PlannedNode
from agents.models import Execution, NodeExecution, Review
from agents.models.review import ReviewKind
from agents.values.carriage import CannotOpen, opened
from agents.values.reference import may_hold_references
from agents.values.store import ValueStore
from blocks.sdk import BlockKind
from blocks.sdk.coercion import as_model, coerce, masked
from blocks.sdk.errors import InvalidInput

APPROVED_FOR_THE_REST = "Auto-approved for the rest of this execution"


@dataclass(frozen=True, slots=True)
class Gate:
    """A question. schema: JSON Schema of the answer; None if anything may be answered."""

    kind: ReviewKind
    name: str
    data: Any
    schema: dict[str, Any] | None
    is_editable: bool


def next_gate(
    execution: Execution, plan: Plan, node: PlannedNode, values: dict[str, Any], passed: Collection[str] = ()
) -> Gate | None:
    """The first question that a firing with these values still has to pass. Raises InvalidInput.

    passed: kinds of the questions that were answered.
    """
    if not node.may_wait or execution.is_dry_run:
        return None
    if node.human_pins and ReviewKind.INPUT not in passed:
        return _input_gate(node, values)
    if execution.is_auto_approved:
        return None
    if node.block.is_sensitive and plan.settings.review_sensitive and ReviewKind.ACTION not in passed:
        return _action_gate(node, values)
    if node.block.kind is BlockKind.REVIEW and execution.is_safe_mode and ReviewKind.DATA not in passed:
        return _data_gate(execution, node, values)
    return None


def question(execution: Execution, row: NodeExecution, node: PlannedNode, gate: Gate) -> Review:
    """The row that asks; to be saved by the caller."""
    limit = node.settings.review_timeout_seconds
    return Review(
        workspace_id=execution.workspace_id,
        execution=execution,
        firing_id=row.pk,
        node_key=row.node_key,
        kind=gate.kind,
        name=gate.name,
        data=gate.data,
        answer_schema=gate.schema,
        editable=gate.is_editable,
        expires_at=None if limit is None else datetime.now(UTC) + timedelta(seconds=limit),
    )


def passed_kinds(firing_id: UUID) -> set[str]:
    """Kinds of the questions about a firing that were asked so far."""
    return set(Review.objects.filter(firing_id=firing_id).values_list("kind", flat=True))


def _input_gate(node: PlannedNode, values: dict[str, Any]) -> Gate:
    own, of_agent = node.block.input_pins(), agent_inputs(node.input_default)
    is_required = input_pins(node.block, node.input_default)
    asked = [name for name in node.human_pins if name in is_required]
    schema = {
        "type": "object",
        "properties": {name: own[name].schema if name in own else of_agent[name] for name in asked},
        "required": [name for name in asked if is_required[name]],
    }
    shown = masked({name: values.get(name) for name in asked}, node.block)
    return Gate(ReviewKind.INPUT, f"{node.block.name} needs your input", shown, schema, True)


def _action_gate(node: PlannedNode, values: dict[str, Any]) -> Gate:
    # Stored values are shown as such; whether they fit is seen when the block reads them.
    stored = {name: value for name, value in values.items() if may_hold_references(value)}
    given = coerce({name: value for name, value in values.items() if name not in stored}, node.block)
    if stored:
        given |= {name: value for name, value in stored.items() if name in node.block.input_pins()}
    else:
        as_model(given, node.block)
    schema = {"type": "object", "properties": {n: p.schema for n, p in node.block.input_pins().items()}}
    return Gate(ReviewKind.ACTION, f"May {node.block.name} run?", masked(given, node.block), schema, True)


def _data_gate(execution: Execution, node: PlannedNode, values: dict[str, Any]) -> Gate:
    try:
        read = opened(ValueStore(execution.workspace_id), node.block, values)
    except CannotOpen as err:
        raise InvalidInput(str(err)) from err
    given: Any = as_model(coerce(read, node.block), node.block)
    return Gate(ReviewKind.DATA, given.name, given.data, None, given.editable)
