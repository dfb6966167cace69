"""Running an execution again from one of its nodes, with what the nodes before it gave then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from agents.engine.plan import BlockGone, Plan
from agents.engine.settings import GraphSettings
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.engine.until import inputs_within
from agents.engine.validation import check_run
from agents.errors import ExecutionNotEnded, GraphInvalid
from agents.history import refuse_if_pruned
from agents.models import Execution, Graph, GraphVersion, NodeExecution
from agents.runner.plans import plan_for, plan_of, plan_until, problems_of
from agents.secrecy import Mask
from agents.services import closed, origins
from agents.services.labels import labels_of, put_labels
from agents.services.runs import check_pinned_reviews, queue_run, version_of
from blocks.sdk.tools import TOOL_PREFIX
from platform_project.accounts.models import User
from platform_project.errors import BadInput


class Newest(StrEnum):
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class RerunRequest:
    """from_node: id of the first node to run again; if empty, what failed or did not end, else everything.

    version: a number, the newest, or the execution's own if None.
    until: id of the last node to run, which runs in any case; empty: to the end; None: as the execution did.
    pinned_outputs: the execution's own if None. What they change runs again.
    """

    from_node: str = ""
    version: int | Newest | None = None
    until: str | None = None
    pinned_outputs: dict[str, list[Any]] | None = None


@transaction.atomic
def rerun(*, execution: Execution, user: User, request: RerunRequest) -> Execution:
    """Queue a new execution that takes over what came before the given node.

    Raises ExecutionNotEnded, HistoryGone, BadInput or GraphInvalid, NotFound for the version, AgentIsClosed
    for a part of a closed agent, and as `queue_run`; then nothing exists.
    """
    if not execution.has_ended:
        raise ExecutionNotEnded("Only an execution that has ended can be run again.", status=execution.status)
    graph = Graph.objects.select_for_update(no_key=True).get(pk=execution.graph_id)
    until = _until(execution, request.until)
    pinned = execution.pinned_outputs if request.pinned_outputs is None else request.pinned_outputs
    if any((request.from_node, until, pinned, execution.only_node)) or _has_chosen_masks(execution):
        origins.refuse_closed(graph.pk)
    refuse_if_pruned(execution)
    version = _version(execution, graph, request.version)
    plan = _plan(version, execution, until, pinned)
    first = _first_positions(execution, plan, request.from_node)
    if until:
        first.add(plan.position_of[until])
    redo = _with_callers(execution, plan, first)
    asks_for_more = (until, pinned) != (execution.until, execution.pinned_outputs)
    takes_over = bool(redo) or asks_for_more or execution.status != ExecutionStatus.COMPLETED
    reused = _unchanged(execution, plan, pinned) - redo if takes_over else set()
    again = queue_run(
        Execution(
            workspace_id=execution.workspace_id,
            graph=graph,
            version=version,
            started_by=user,
            inputs=execution.inputs,
            nodes_input_masks=execution.nodes_input_masks,
            credentials=execution.credentials,
            pinned_outputs=pinned,
            is_dry_run=execution.is_dry_run,
            is_safe_mode=execution.is_safe_mode or _asks_now(execution, version),
            only_node=execution.only_node,
            until=until,
            source=execution,
            known_secrets=dict(Mask.of(execution).named),
            reused_nodes=sorted(plan.nodes[position].id for position in reused),
        )
    )
    labels = labels_of(execution)
    put_labels(again, labels.tags if labels else (), labels.data if labels else {})
    return again


def _has_chosen_masks(execution: Execution) -> bool:
    """Whether somebody laid values over inputs of its nodes; what a trigger hands over, nobody chose."""
    first = execution
    while first.nodes_input_masks and first.source is not None:
        first = first.source
    return bool(execution.nodes_input_masks) and first.delivery_id is None


def _version(execution: Execution, graph: Graph, wanted: int | Newest | None) -> GraphVersion:
    if wanted is None:
        own: GraphVersion = execution.version
        return version_of(graph, own.number)
    if wanted is Newest.NEWEST:
        newest: GraphVersion = graph.versions.order_by("-number")[0]
        return newest
    return version_of(graph, int(wanted))


def _until(execution: Execution, wanted: str | None) -> str:
    if wanted and execution.only_node:
        message = "An execution of one node alone cannot be run again up to a node."
        raise BadInput(message, until=["Only one node ran, without what feeds it."])
    until: str = execution.until if wanted is None else wanted
    return until


def _plan(version: GraphVersion, execution: Execution, until: str, pinned: dict[str, list[Any]]) -> Plan:
    """The plan of all that may be taken over or run. What is asked for can run."""
    inputs = execution.inputs
    try:
        plan = whole = plan_of(version.pk, execution.only_node)
        if until:
            _refuse_unknown(whole, until, "until", "end")
            plan = plan_until(version.pk, until, pinned)
            inputs = inputs_within(plan, whole, inputs)
            whole = plan_until(version.pk, until, pinned, whole.position_of)
    except BlockGone as gone:
        raise closed.without_block(version.graph_id, gone) from gone
    report = problems_of(version.pk)
    if report.is_clean:
        report = check_run(plan, execution.nodes_input_masks, inputs, pinned)
        if execution.is_safe_mode or _asks_now(execution, version):
            check_pinned_reviews(plan, pinned, report)
    if not report.is_clean:
        shown = closed.shown_report(version, report)
        raise GraphInvalid("That version cannot run with what the execution was given.", shown)
    return whole


def _first_positions(execution: Execution, plan: Plan, from_node: str) -> set[int]:
    if from_node:
        _refuse_unknown(plan, from_node, "from_node", "begin")
        return {plan.position_of[from_node]}
    rows = NodeExecution.objects.filter(execution=execution).exclude(status=NodeStatus.COMPLETED)
    rows = rows.exclude(status=NodeStatus.FAILED, caller_id__isnull=False)  # its caller was told
    found = set()
    for node_key, status in rows.values_list("node_key", "status").distinct():
        position = plan.position_of.get(node_key)
        if position is not None and (status != NodeStatus.FAILED or not plan.nodes[position].handles_errors):
            found.add(position)
    return found


def _refuse_unknown(plan: Plan, node_id: str, field: str, what: str) -> None:
    if node_id in plan.left_out.nodes:
        message = f"The node {node_id!r} is disabled or left out: nothing can {what} there."
        raise BadInput(message, **{field: ["That node takes no part."]})
    if node_id not in plan.position_of:
        raise BadInput(f"No node has the id {node_id!r}.", **{field: ["There is no such node."]})


def _with_callers(execution: Execution, plan: Plan, first: set[int]) -> set[int]:
    """These nodes and all behind them; and whoever called tools that are among them or that feed others.

    Taken over, a caller calls nobody, so nothing would come from its tools.
    """
    redo = plan.downstream_of(first)
    if not redo or not plan.calls_tools:
        return redo
    ids = NodeExecution.objects.filter(execution=execution, caller_id__isnull=False).values("caller_id")
    rows = NodeExecution.objects.filter(execution=execution, pk__in=ids)
    callers = {plan.position_of.get(key) for key in rows.values_list("node_key", flat=True).distinct()}
    left = {caller for caller in callers if caller is not None}
    while more := {caller for caller in left - redo if _is_needed(plan, caller, redo)}:
        redo |= plan.downstream_of(more)
    return redo


def _is_needed(plan: Plan, caller: int, redo: set[int]) -> bool:
    tools = {wire.sink for wire in plan.nodes[caller].wires if wire.source_pin.startswith(TOOL_PREFIX)}
    behind = plan.downstream_of(tools)
    return bool(behind & redo or behind - tools)


def _unchanged(execution: Execution, plan: Plan, pinned: dict[str, list[Any]]) -> set[int]:
    """Nodes that are what they were when the execution ran; all of them on the same version."""
    try:
        before = _kinds(plan_for(execution), execution.pinned_outputs)
    except BlockGone:
        return set()
    now = _kinds(plan, pinned)
    same = {node.position for node in plan.nodes if before.get(node.id) == now[node.id]}
    return same - plan.downstream_of(node.position for node in plan.nodes if node.position not in same)


def _kinds(plan: Plan, pinned: dict[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    """Node id → all that decides what its firings give: block, values, links into it, and who is asked.

    Of a pinned node, what is pinned.
    """
    links: dict[int, list[tuple[Any, ...]]] = {node.position: [] for node in plan.nodes}
    for source in plan.nodes:
        for wire in source.wires:
            links[wire.sink].append((source.id, wire.source_pin, wire.path, wire.sink_pin))
    return {
        node.id: ("pinned", json.dumps(pinned[node.id]))
        if node.id in pinned
        else (
            node.block,
            node.input_default,
            links[node.position],
            {queue.name: queue.is_static for queue in node.queues.values()},
            node.human_pins,
        )
        for node in plan.nodes
    }


def _asks_now(execution: Execution, version: GraphVersion) -> bool:
    """Whether the author wants reviews of a version on which the execution did not run."""
    return version.pk != execution.version_id and GraphSettings.from_json(version.settings).safe_mode
