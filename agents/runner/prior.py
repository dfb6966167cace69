"""Outcomes that need no block to run: pinned by whoever builds, taken over from an earlier run, made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from agents.engine.node_pins import agent_outputs
from agents.engine.plan import PlannedNode
from agents.engine.planner import Ready
from agents.engine.state import ENDED_NODE, NodeStatus, Origin
from agents.models import Execution, NodeExecution
from agents.runner.gates import APPROVED_FOR_THE_REST
from blocks.sdk import BlockKind, Firing
from blocks.sdk.coercion import coerce, masked
from blocks.sdk.errors import BlockFailure, InvalidInput
from blocks.sdk.samples import sample_of, sample_of_schema


@dataclass(frozen=True, slots=True)
class Prior:
    """An outcome and where it comes from. It costs nothing again."""

    firing: Firing
    origin: Origin


@dataclass(slots=True)
class Priors:
    """The outcomes that one execution need not make itself."""

    execution: Execution
    _reused: dict[tuple[str, int], Firing] = field(default_factory=dict)

    def look_up(self, ready: Iterable[Ready]) -> None:
        """Read what the firings of a batch may take over, in one query."""
        wanted = [firing for firing in ready if firing.node.id in self.execution.reused_nodes]
        if not wanted or self.execution.source_id is None:
            return
        which = reduce(or_, (Q(node_key=firing.node.id, index=firing.index) for firing in wanted))
        kept = NodeExecution.objects.filter(which, execution_id=self.execution.source_id)
        for row in kept.filter(status__in=[NodeStatus.COMPLETED, NodeStatus.FAILED]):
            self._reused[row.node_key, row.index] = _as_firing(row)

    def of(self, ready: Ready, values: dict[str, Any]) -> Prior | None:
        """The outcome of a firing, if there is one already."""
        node = ready.node
        pinned = self.execution.pinned_outputs.get(node.id)
        if pinned is not None:
            return Prior(_pinned(node, values, pinned), Origin.PINNED)
        reused = self._reused.get((node.id, ready.index))
        if reused is not None:
            return Prior(reused, Origin.REUSED)
        if self.execution.is_dry_run and (_reaches_outside(node) or node.human_pins or self._is_sold(node)):
            return Prior(_simulated(node, values), Origin.SIMULATED)
        is_review = node.block.kind is BlockKind.REVIEW and not node.human_pins
        if is_review and self.execution.is_auto_approved:
            return Prior(approved(values), Origin.RUN)
        return None

    def _is_sold(self, node: PlannedNode) -> bool:
        """What a closed agent gives is what its price is for: nobody is to have it by dry runs."""
        return node.block.kind is BlockKind.OUTPUT and not self.execution.is_whole


def _reaches_outside(node: PlannedNode) -> bool:
    return not (node.block.pure or node.block.runs_dry or node.block.kind is BlockKind.AGENT)


def _pinned(node: PlannedNode, values: dict[str, Any], pinned: list[Any]) -> Firing:
    """What was pinned; a value of `error` ends the firing, as it does when a block yields it."""
    outputs: list[tuple[str, Any]] = []
    for pin, value in pinned:
        outputs.append((pin, value))
        if pin == "error":
            return Firing(_taken(node, values), outputs, str(value), BlockFailure.code)
    return Firing(_taken(node, values), outputs)


def _taken(node: PlannedNode, values: dict[str, Any]) -> dict[str, Any]:
    """What a firing that is not made would have taken, as far as that can be told."""
    try:
        return masked({**values, **coerce(values, node.block)}, node.block)
    except InvalidInput:
        return masked(values, node.block)


def _as_firing(row: NodeExecution) -> Firing:
    assert row.status in ENDED_NODE
    return Firing(
        input=row.input,
        outputs=[(pin, value) for pin, value in row.outputs],
        error=row.error or None,
        error_code=row.error_code or None,
    )


def _simulated(node: PlannedNode, values: dict[str, Any]) -> Firing:
    pins = {name: pin for name, pin in node.block.output_pins().items() if name != "error"}
    made_up = [(name, sample_of(pin)) for name, pin in pins.items()]
    if node.block.kind is BlockKind.AGENT:
        made_up += [(name, sample_of_schema({}, name)) for name in agent_outputs(node.input_default)]
    return Firing(_taken(node, values), made_up)


def approved(values: dict[str, Any]) -> Firing:
    """What a review block gives where a person approved whatever may be asked."""
    outputs = [("approved_data", values.get("data")), ("review_message", APPROVED_FOR_THE_REST)]
    return Firing(values, outputs)
