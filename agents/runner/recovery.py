"""Brings back what a dead worker, a lost message or a wiped broker left behind.

What is committed in PostgreSQL is the truth, so recovery looks there; the broker is only asked whether it
still holds messages. These can be left behind:

    a firing that RUNs without a worker     its lease ran out, and a last call was not answered either
    a firing that is QUEUED, its message lost
    an execution that waits for nothing but an expansion
    an execution or a firing whose turn has come, and nobody let it in
    a firing that can be paid by now

A message counts as lost once its queue is empty and the work was still not taken up. Bringing something back
once too often is harmless: claims and the planner's lock sort it out.

What took longer than its author allows is ended here too.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from agents import events
from agents.engine.plan import BlockGone
from agents.engine.reasons import Reason
from agents.engine.settings import GraphSettings
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.locks import lock_family
from agents.models import Execution, NodeExecution, Review
from agents.models.firing import LAST_CALL
from agents.runner import admission, handover, unpaid
from agents.runner.answers import expire
from agents.runner.ending import cut_short
from agents.runner.plans import plan_for
from agents.runner.queueing import queue_firings
from blocks.finding import find_any_block
from platform_project.kit.jobs import is_anything_queued, nudge

AT_A_TIME = 500
MAX_LOST_WORKERS = 3  # a step that ends its worker each time must not end all of them
DELIVERED_WITHIN = timedelta(seconds=3)  # from an empty queue to a worker that takes the work up
OVERTAKEN_AFTER = timedelta(seconds=60)  # a message that waits so long may be lost, though others still come
LOST_MESSAGE = "The worker that ran this step was lost. It may have had its effect, so it was not repeated."

log = structlog.get_logger(__name__)


def recover() -> int:
    """Bring back everything that was left behind; how much that was."""
    found = _recover_firings() + _send_firings_again() + _expand_again() + _end_overdue()
    admission.admit_all()
    handover.go_on()
    return found + unpaid.look_again(at_budgets=False)


def _recover_firings() -> int:
    """Two looks: a holder who was cut off from the database, as we were, renews its lease in between."""
    silent = NodeExecution.objects.left_alone()
    silent.filter(last_call_at=None).update(last_call_at=Now())
    gone = silent.filter(last_call_at__lt=Now() - LAST_CALL).select_related("execution__version")
    rows = list(gone[:AT_A_TIME])
    for row in rows:
        _bring_back(row)
    return len(rows)


def _bring_back(row: NodeExecution) -> None:
    block = find_any_block(str(row.block_id))
    if block is None or not block.may_repeat(row.input):
        _fail_as_lost(row, LOST_MESSAGE)
    elif row.lost_workers + 1 >= MAX_LOST_WORKERS:
        _fail_as_lost(row, f"{row.lost_workers + 1} workers were lost while they ran this step.")
    else:
        _queue_again(row)


def _queue_again(row: NodeExecution) -> None:
    back = NodeExecution.objects.filter(
        pk=row.pk,
        execution_id=row.execution_id,
        status=NodeStatus.RUNNING,
        lease=row.lease,
        lease_until__lt=Now(),
    )
    if back.update(
        status=NodeStatus.QUEUED,
        lost_workers=F("lost_workers") + 1,
        lease="",
        lease_until=None,
        last_call_at=None,
        queued_at=Now(),
    ):
        log.warning(
            "firing queued again: its worker was lost",
            execution_id=str(row.execution_id),
            node_id=row.node_key,
        )
        queue_firings(row.execution_id, [row.pk])


def _fail_as_lost(row: NodeExecution, message: str) -> None:
    fields = {
        "status": NodeStatus.FAILED.value,
        "lost_workers": F("lost_workers") + 1,
        "error": message,
        "error_code": Reason.WORKER_LOST,
        "outputs": [["error", message]],
        "continuation": None,
    }
    left_alone = NodeExecution.objects.filter(lease_until__lt=Now())
    if left_alone.settle(row.pk, row.execution_id, row.lease, **fields):
        row.status, row.error = NodeStatus.FAILED.value, message
        events.publish(row.execution, [events.node_ended(row)])
        nudge("agents.tasks.expand", str(row.execution_id))


def _send_firings_again() -> int:
    """Firings whose message is lost. `queued_at` moves on: a long queue is not filled over and over."""
    late = NodeExecution.objects.waiting(since=DELIVERED_WITHIN)
    if not late.exists():
        return 0
    if is_anything_queued("agents.tasks.fire"):
        late = NodeExecution.objects.waiting(since=OVERTAKEN_AFTER)
    found = list(late.order_by("execution_id", "step").values_list("execution_id", "pk")[:AT_A_TIME])
    for execution_id, pairs in groupby(found, key=lambda pair: pair[0]):
        _send_again(execution_id, [firing_id for _, firing_id in pairs])
    return len(found)


def _send_again(execution_id: UUID, firing_ids: list[UUID]) -> None:
    NodeExecution.objects.filter(execution_id=execution_id, pk__in=firing_ids).update(queued_at=Now())
    log.warning("firings sent again: no message of theirs is left", execution_id=str(execution_id))
    queue_firings(execution_id, firing_ids)


def _expand_again() -> int:
    """Expand what is stuck, if no message is on its way, and what nobody has touched for long."""
    stuck = Execution.objects.stuck(since=DELIVERED_WITHIN).values_list("pk", flat=True)
    found = list(stuck[:AT_A_TIME])
    if found and is_anything_queued("agents.tasks.expand"):
        found = []
    silent = list(Execution.objects.silent().values_list("pk", flat=True)[:AT_A_TIME])
    Execution.objects.filter(pk__in=silent).update(touched_at=Now())
    again = {*found, *silent}
    for execution_id in again:
        nudge("agents.tasks.expand", str(execution_id))
    return len(again)


def _end_overdue() -> int:
    """Questions that nobody answered in time, and executions that took longer than their author allows."""
    asked = list(Review.objects.overdue().select_related("execution__version")[:AT_A_TIME])
    for review in asked:
        _expire(review)
    late = list(Execution.objects.overdue().values_list("pk", flat=True)[:AT_A_TIME])
    for execution_id in late:
        _end_as_overdue(execution_id)
    return len(asked) + len(late)


def _expire(review: Review) -> None:
    try:
        expire(review)
    except BlockGone as gone:  # it must not keep the others from their end
        with transaction.atomic():
            lock_family(review.execution)
            cut_short(review.execution, ExecutionStatus.FAILED, str(gone), Reason.BLOCK_GONE)


@transaction.atomic
def _end_as_overdue(execution_id: UUID) -> None:
    execution = Execution.objects.select_related("version").get(pk=execution_id)
    lock_family(execution)
    if not Execution.objects.overdue().filter(pk=execution_id).exists():
        return  # it ended, or paused, since it was found
    message = f"Took longer than {_limit_of(execution):g} s, the most that its author allows."
    cut_short(execution, ExecutionStatus.FAILED, message, Reason.TIMED_OUT)


def _limit_of(execution: Execution) -> float:
    """Seconds that an execution may take, by its own settings or by those of the step that runs it."""
    limits = [GraphSettings.from_json(execution.version.settings).max_seconds]
    parent, firing_id = execution.parent, execution.parent_firing_id
    if parent is not None and firing_id is not None:
        firing = parent.node_executions.get(pk=firing_id)
        limits.append(plan_for(parent).nodes[firing.node_position].settings.timeout_seconds)
    return min(limit for limit in limits if limit is not None)
