"""Starting, stopping and resuming executions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from agents.engine.plan import BlockGone, Plan
from agents.engine.settings import GraphSettings
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.engine.until import inputs_within
from agents.engine.validation import Report, check_run
from agents.errors import ExecutionHasEnded, ExecutionNotPaused, GraphInvalid
from agents.locks import lock_family
from agents.models import Execution, Graph, GraphVersion, NodeExecution, Review
from agents.models.kinds import Trigger
from agents.models.review import ReviewStatus
from agents.runner import admission, handover, plans, prices, unpaid
from agents.runner.ending import STOPPED, cut_short
from agents.runner.family import unfinished_below
from agents.runner.plans import plan_of, plan_until
from agents.runner.queueing import place_of, queue_firings
from agents.runner.rows import add_state, keep_version
from agents.services import closed
from agents.services.labels import put_labels
from agents.values.store import record_mentions
from blocks.sdk import BlockKind
from credits.services import limits
from integrations.services.choice import checked_choice
from platform_project.accounts.models import Role, User, Workspace
from platform_project.errors import NotFound


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is asked for."""

    inputs: dict[str, Any] = field(default_factory=dict)
    nodes_input_masks: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int | None = None  # the active one if None
    dry_run: bool = False
    safe_mode: bool = False  # also if the graph does not ask for it; what the graph asks for stays
    only_node: str = ""  # run this node alone, without its links
    until: str = ""  # run this node and what it needs, and nothing behind it
    credentials: dict[str, str] = field(default_factory=dict)  # provider → id of the credential to act with
    pinned_outputs: dict[str, list[Any]] = field(default_factory=dict)  # node id → [[pin, value], …]
    trigger: Trigger = Trigger.PERSON
    delivery_id: UUID | None = None  # the call of a webhook that asks for it
    tags: Sequence[str] = ()
    data: Mapping[str, Any] = field(default_factory=dict)  # custom: name → text, number or truth value
    max_credits: int | None = None  # micro-credits: a budget of this run, beside those that there are


def may_start(user: User | None, workspace_id: UUID) -> bool:
    """May a person in whose name something starts by itself still start agents in this workspace?"""
    if user is None or not user.is_active:
        return False
    return Workspace.objects.for_user(user, Role.RUNNER).filter(pk=workspace_id).exists()


@transaction.atomic
def start_run(*, graph: Graph, user: User, request: RunRequest) -> Execution:
    """Queue an execution. Raises GraphInvalid, NotFound for the version, BadInput for a credential that
    `user` may not use, AgentIsClosed for a part of a closed agent, and for one with a price
    InsufficientCredits or OverBudget; then nothing exists.
    """
    version = kept_version(graph, request.version)
    closed.refuse_inside(graph, request)  # only now: an update of it may have made us wait
    report = closed.shown_report(version, report_of(version, request))
    if not report.is_clean:
        raise GraphInvalid("The graph cannot run as it is; details name every problem.", report)
    execution = Execution(
        workspace_id=graph.workspace_id,
        graph=graph,
        version=version,
        started_by=user,
        inputs=request.inputs,
        nodes_input_masks=request.nodes_input_masks,
        credentials=_usable(request.credentials, user, graph.workspace_id),
        pinned_outputs=request.pinned_outputs,
        is_dry_run=request.dry_run,
        is_safe_mode=_is_safe(version, request),
        only_node=request.only_node,
        until=request.until,
        trigger=request.trigger.value,
        delivery_id=request.delivery_id,
    )
    if request.max_credits is not None and settings.CREDITS and not request.dry_run:
        limits.limit_run(
            workspace_id=graph.workspace_id, execution_id=execution.pk, limit=request.max_credits
        )
    queue_run(execution)
    put_labels(execution, request.tags, request.data)
    return execution


def queue_run(execution: Execution) -> Execution:
    """Save a new execution, and queue it when its turn comes, in the caller's transaction.

    Its price is set aside first. Raises InsufficientCredits or OverBudget, and saves nothing.
    """
    execution.sight = closed.sight_of(execution.graph_id).value
    prices.set_aside(execution)
    admission.line_up(execution)
    add_state(execution.pk)
    record_mentions(execution)
    return execution


@transaction.atomic
def stop_run(*, execution_id: UUID) -> Execution:
    """End an execution, those below it and every firing. What runs is cancelled within a second or two.

    Raises ExecutionHasEnded and changes nothing.
    """
    execution: Execution = Execution.objects.select_related("version").get(pk=execution_id)
    lock_family(execution)
    if not cut_short(execution, ExecutionStatus.TERMINATED, STOPPED):
        execution.refresh_from_db()
        raise ExecutionHasEnded("This execution has already ended.", status=execution.status)
    execution.refresh_from_db()
    return execution


@transaction.atomic
def resume_run(*, execution_id: UUID) -> Execution:
    """Let an execution go on that was paused for want of credits.

    Raises ExecutionNotPaused, also while questions wait for an answer, and changes nothing.
    """
    execution: Execution = Execution.objects.select_related("version").get(pk=execution_id)
    lock_family(execution)
    execution.refresh_from_db(fields=["status"])
    below = [child.pk for child in unfinished_below(execution_id)]
    asked = Review.objects.filter(execution_id__in=[execution_id, *below], status=ReviewStatus.WAITING)
    open_count = asked.count()
    if execution.status == ExecutionStatus.REVIEW and open_count:
        raise ExecutionNotPaused(
            f"{open_count} questions wait for an answer; the execution goes on by itself then.",
            status=execution.status,
        )
    if not Execution.objects.wake(execution.pk, ExecutionStatus.INSUFFICIENT_CREDITS, ExecutionStatus.REVIEW):
        raise ExecutionNotPaused("This execution is not paused.", status=execution.status)
    told = NodeExecution.objects.under_way().filter(execution=execution, status=NodeStatus.QUEUED)
    firing_ids = list(told.order_by("step").values_list("pk", flat=True))
    queue_firings(execution.pk, firing_ids, place=place_of(execution))
    unpaid.go_on_with_all([execution_id, *below])
    handover.release(execution)
    execution.refresh_from_db()
    return execution


def version_of(graph: Graph, number: int | None) -> GraphVersion:
    """A version by its number; the active one if None. Raises NotFound."""
    wanted = graph.active_number if number is None else number
    version = graph.versions.filter(number=wanted).first()
    if version is None:
        raise NotFound(f"The graph has no version {wanted}.")
    return version


def kept_version(graph: Graph, number: int | None) -> GraphVersion:
    """The version that is to run, kept from being deleted until the transaction ends. Raises NotFound."""
    found = keep_version(graph.pk, number)
    if found is None:
        raise NotFound(f"The graph has no version {graph.active_number if number is None else number}.")
    return plans.version_of(found)


def report_of(version: GraphVersion, request: RunRequest) -> Report:
    """What speaks against running a version as it is asked for."""
    problems = plans.problems_of(version.pk)
    if not problems.is_clean:
        return problems
    try:
        whole = plan_of(version.pk)
        if request.only_node in whole.left_out.nodes:
            problems = plans.problems_of(version.pk, request.only_node)
        elif (wanted := request.only_node or request.until) and wanted not in whole.position_of:
            problems = Report(nodes={wanted: {"id": _not_there(wanted, whole)}})
        if not problems.is_clean:
            return problems
        plan, inputs = plan_of(version.pk, request.only_node), request.inputs
        if request.until:
            plan = plan_until(version.pk, request.until, request.pinned_outputs)
            inputs = inputs_within(plan, whole, inputs)
    except BlockGone as gone:
        return Report(graph=[str(gone)])
    report = check_run(plan, request.nodes_input_masks, inputs, request.pinned_outputs)
    if _is_safe(version, request):
        check_pinned_reviews(plan, request.pinned_outputs, report)
    return report


def check_pinned_reviews(plan: Plan, pinned: Collection[str], report: Report) -> None:
    """Refuse pinned answers where a person is to answer."""
    for node in plan.nodes:
        if node.block.kind is BlockKind.REVIEW and node.id in pinned:
            report.add(node.id, "id", "In safe mode a person answers; this cannot be pinned.")


def _not_there(node_id: str, whole: Plan) -> str:
    if node_id in whole.left_out.nodes:
        return f"The node {node_id!r} is disabled: nothing can run up to it."
    return f"No node has the id {node_id!r}."


def _usable(credentials: dict[str, str], user: User, workspace_id: UUID) -> dict[str, str]:
    if not credentials:
        return {}
    return checked_choice(credentials, user=user, workspace_id=workspace_id)


def _is_safe(version: GraphVersion, request: RunRequest) -> bool:
    return request.safe_mode or GraphSettings.from_json(version.settings).safe_mode
