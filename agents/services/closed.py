"""What people see of closed agents: what a run took, gave and asked, how it ended and what it cost.

`Execution.sight` says at the start what is shown of a run, so that no door has to look at where its agent
came from, and a run stays as it was when its agent is brought up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from agents.engine.plan import BlockGone
from agents.engine.validation import Report
from agents.errors import AgentIsClosed, GraphInvalid
from agents.models import Execution, Graph, GraphVersion, NodeExecution, Review
from agents.models.execution import Sight
from agents.runner.record import outputs_of
from agents.services import origins
from agents.values.reference import references
from blocks.sdk import BlockKind, all_blocks, find_block

if TYPE_CHECKING:
    from agents.services.runs import RunRequest

SHOWN_KINDS = (BlockKind.INPUT, BlockKind.OUTPUT, BlockKind.REVIEW)
SHOWN_PINS = {BlockKind.INPUT: ("name", "value"), BlockKind.OUTPUT: ("name",)}  # of questions all
STARTS_ON_EVENTS = "The agent starts on events outside: make a trigger for it."
CANNOT_RUN = "The agent cannot run as it is. Only its creator can put that right."


def sight_of(graph_id: UUID) -> Sight:
    """What is to be shown of a run that a person starts."""
    return Sight.ENDS if origins.is_closed(graph_id) else Sight.WHOLE


def shown_firings(execution: Execution) -> QuerySet[NodeExecution]:
    """The firings that people see; of a closed agent its inputs, outputs and questions."""
    every: QuerySet[NodeExecution] = execution.node_executions.all()
    if execution.is_whole:
        return every
    return every.filter(block_id__in=[block.id for block in all_blocks() if block.kind in SHOWN_KINDS])


def shown_pins(execution: Execution, row: NodeExecution, values: dict[str, Any]) -> dict[str, Any]:
    """Of what a firing took, what people see."""
    block = find_block(str(row.block_id))
    if execution.is_whole or (block is not None and block.kind is BlockKind.REVIEW):
        return values
    shown = SHOWN_PINS.get(block.kind, ()) if block is not None else ()
    return {name: values[name] for name in shown if name in values}


def shows_value(execution: Execution, sha256: str) -> bool:
    """Whether what people see of an execution mentions this stored value."""
    if execution.is_whole:
        return True
    asked = Review.objects.filter(execution=execution).values_list("data", "decided_data")
    seen = [execution.inputs, execution.outputs or outputs_of(execution), *(list(pair) for pair in asked)]
    return any(found.sha256 == sha256 for found in references(seen))


def refuse_inside(graph: Graph, request: RunRequest) -> None:
    """Raises AgentIsClosed for a run of a part of a closed agent, or one that changes its inside."""
    if request.delivery_id is not None:  # a trigger hands its event to the node that it is for
        return
    inside = (request.nodes_input_masks, request.pinned_outputs, request.only_node, request.until)
    if any(inside) and origins.is_closed(graph.pk):
        raise AgentIsClosed("This agent is closed: it runs as a whole, with its inputs alone.")


def without_block(graph_id: UUID, gone: BlockGone) -> GraphInvalid:
    """The refusal of an agent that needs a block which is not here, as far as people may know it."""
    told = origins.told_of_gone(graph_id, gone)
    return GraphInvalid(told, Report(graph=[told]))


def shown_report(version: GraphVersion, report: Report) -> Report:
    """What speaks against a run, as far as people may know it."""
    if report.is_clean or not origins.is_closed(version.graph_id):
        return report
    nodes = {node.key: find_block(node.block_id) for node in version.nodes.all()}
    kinds = {key: block.kind for key, block in nodes.items() if block is not None}
    shown = {key: problems for key, problems in report.nodes.items() if kinds.get(key) is BlockKind.INPUT}
    waiting = [
        key
        for key, problems in report.nodes.items()
        if kinds.get(key) is BlockKind.TRIGGER and problems.keys() == {"payload"}
    ]
    told = [STARTS_ON_EVENTS] if waiting else []
    if len(shown) + len(waiting) < len(report.nodes) or report.graph or report.links:
        told.append(CANNOT_RUN)
    return Report(nodes=shown, graph=told)
