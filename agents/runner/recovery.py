"""Brings back what a dead worker, a lost message or a wiped broker left behind.

What is committed in PostgreSQL is the truth, so recovery only looks there: firings whose lease ran out are
queued again (or failed, if they must not repeat), and executions that nobody touched for a while are
expanded. Doing either once too often is harmless: claims and the planner's lock sort it out.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now

from agents import events
from agents.engine.reasons import Reason
from agents.engine.settings import GraphSettings
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.locks import lock_family
from agents.models import Execution, NodeExecution, Review
from agents.models.execution import LEASE
from agents.runner.answers import expire
from agents.runner.ending import cut_short
from agents.runner.queueing import queue_firings
from blocks.sdk import find_block
from platform_project.kit.jobs import enqueue

AT_A_TIME = 500
GRACE = timedelta(
    seconds=2
)  # the worker that waits for the time of a next try is given this long to be first
MAX_ATTEMPTS = 3  # a step that ends its worker each time must not end all of them
LOST_MESSAGE = "The worker that ran this step was lost. It may have had its effect, so it was not repeated."

log = structlog.get_logger(__name__)


def recover() -> int:
    """Bring back everything that has been silent for longer than a lease; how much that was."""
    return _recover_firings() + _queue_due() + _recover_executions() + _end_overdue()


def _recover_firings() -> int:
    expired = NodeExecution.objects.filter(status=NodeStatus.RUNNING, lease_until__lt=Now())
    rows = list(expired.select_related("execution__version")[:AT_A_TIME])
    for row in rows:
        block = find_block(str(row.block_id))
        if block is None or block.at_most_once:
            _fail_as_lost(row, LOST_MESSAGE)
        elif row.attempts >= MAX_ATTEMPTS:
            _fail_as_lost(row, f"{row.attempts} workers were lost while they ran this step.")
        else:
            _queue_again(row)
    return len(rows)


def _queue_again(row: NodeExecution) -> None:
    back = NodeExecution.objects.filter(
        pk=row.pk, status=NodeStatus.RUNNING, lease=row.lease, lease_until__lt=Now()
    )
    if back.update(status=NodeStatus.QUEUED, lease="", lease_until=None, queued_at=Now()):
        log.warning(
            "firing queued again: its worker was lost",
            execution_id=str(row.execution_id),
            node_id=row.node_key,
        )
        queue_firings(row.execution_id, [row.pk])


def _fail_as_lost(row: NodeExecution, message: str) -> None:
    fields = {
        "status": NodeStatus.FAILED.value,
        "error": message,
        "error_code": Reason.WORKER_LOST,
        "outputs": [["error", message]],
    }
    if NodeExecution.objects.settle(row.pk, row.lease, **fields):
        row.status, row.error = NodeStatus.FAILED.value, message
        events.publish(row.execution, [events.node_ended(row)])
        enqueue("agents.tasks.expand", str(row.execution_id))


def _queue_due() -> int:
    """Firings whose next try has come, and nobody queued them: the worker that waited for it is gone."""
    due = NodeExecution.objects.is_due()
    late = due.filter(not_before__lt=Now() - GRACE, execution__status=ExecutionStatus.RUNNING)
    rows = list(late.values_list("execution_id", "pk")[:AT_A_TIME])
    for execution_id, firing_id in rows:
        # Once: what waits in a long queue is not put there again each time.
        if due.filter(pk=firing_id).update(not_before=None, queued_at=Now()):
            queue_firings(execution_id, [firing_id])
    return len(rows)


def _end_overdue() -> int:
    """Questions that nobody answered in time, and executions that took longer than their author allows."""
    asked = list(Review.objects.overdue().select_related("execution__version")[:AT_A_TIME])
    for review in asked:
        expire(review)
    late = list(Execution.objects.overdue().values_list("pk", flat=True)[:AT_A_TIME])
    for execution_id in late:
        _end_as_overdue(execution_id)
    return len(asked) + len(late)


@transaction.atomic
def _end_as_overdue(execution_id: UUID) -> None:
    execution = Execution.objects.select_related("version").get(pk=execution_id)
    lock_family(execution)
    if not Execution.objects.overdue().filter(pk=execution_id).exists():
        return  # it ended, or paused, since it was found
    limit = GraphSettings.from_json(execution.version.settings).max_seconds
    message = f"Took longer than {limit:g} s, the most that its author allows."
    cut_short(execution, ExecutionStatus.FAILED, message, Reason.TIMED_OUT)


def _recover_executions() -> int:
    """Expand what is silent, and queue again its firings that have waited for longer than a lease."""
    silent = list(Execution.objects.silent().values_list("pk", flat=True)[:AT_A_TIME])
    Execution.objects.filter(pk__in=silent).update(touched_at=Now())
    for execution_id in silent:
        enqueue("agents.tasks.expand", str(execution_id))
        _queue_waiting(execution_id)
    return len(silent)


def _queue_waiting(execution_id: UUID) -> None:
    """Firings whose message may be lost. `queued_at` moves on: a long queue is not filled over and over."""
    waiting = NodeExecution.objects.filter(
        execution_id=execution_id, status=NodeStatus.QUEUED, queued_at__lt=Now() - 2 * LEASE
    )
    firing_ids = list(waiting.order_by("step").values_list("pk", flat=True)[:AT_A_TIME])
    if firing_ids:
        NodeExecution.objects.filter(pk__in=firing_ids).update(queued_at=Now())
        queue_firings(execution_id, firing_ids)
