"""Starting and stopping executions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from agents import events
from agents.engine.plan import BlockGone
from agents.engine.state import ExecutionStatus
from agents.engine.validation import Report, check_run
from agents.errors import ExecutionHasEnded, GraphInvalid
from agents.models import Execution, ExecutionState, Graph, GraphVersion, NodeExecution
from agents.runner.plans import plan_of
from agents.runner.record import outputs_of
from platform_project.accounts.models import User
from platform_project.errors import NotFound
from platform_project.kit.jobs import enqueue


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a run is asked for. version: a number; the active one if None."""

    inputs: dict[str, Any] = field(default_factory=dict)
    nodes_input_masks: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int | None = None


@transaction.atomic
def start_run(*, graph: Graph, user: User, request: RunRequest) -> Execution:
    """Queue an execution. Raises GraphInvalid, or NotFound for the version; then nothing exists."""
    # Locked against a deletion that would pull the version away between here and the commit.
    locked = Graph.objects.select_for_update(no_key=True).get(pk=graph.pk)
    version = _version_of(locked, request.version)
    report = _report(version, request)
    if not report.is_clean:
        raise GraphInvalid("The graph cannot run as it is; details name every problem.", report)
    execution = Execution.objects.create(
        workspace_id=graph.workspace_id,
        graph=graph,
        version=version,
        started_by=user,
        inputs=request.inputs,
        nodes_input_masks=request.nodes_input_masks,
    )
    ExecutionState.objects.create(execution=execution, snapshot=None)
    enqueue("agents.tasks.expand", str(execution.pk))
    return execution


@transaction.atomic
def stop_run(*, execution_id: UUID) -> Execution:
    """End an execution and every firing of it. What runs is cancelled within a second or two.

    Raises ExecutionHasEnded and changes nothing.
    """
    # The planner's lock first: no slice can queue new firings between the two updates.
    state = (
        ExecutionState.objects.select_for_update(of=("self",))
        .select_related("execution__version")
        .get(pk=execution_id)
    )
    execution: Execution = state.execution
    moved = Execution.objects.end(
        execution.pk, ExecutionStatus.TERMINATED, outputs=outputs_of(execution), error="Stopped."
    )
    if not moved:
        raise ExecutionHasEnded("This execution has already ended.", status=execution.status)
    NodeExecution.objects.stop(execution.pk)
    events.publish(execution, [events.execution_ended(ExecutionStatus.TERMINATED, "Stopped.")])
    execution.refresh_from_db()
    return execution


def _version_of(graph: Graph, number: int | None) -> GraphVersion:
    wanted = graph.active_number if number is None else number
    version = graph.versions.filter(number=wanted).first()
    if version is None:
        raise NotFound(f"The graph has no version {wanted}.")
    return version


def _report(version: GraphVersion, request: RunRequest) -> Report:
    try:
        plan = plan_of(version.pk)
    except BlockGone as gone:
        return Report(graph=[str(gone)])
    return check_run(plan, request.nodes_input_masks, request.inputs)
