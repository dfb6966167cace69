"""What an answer does to the firing that waited for it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from agents import events
from agents.engine.plan import PlannedNode
from agents.engine.reasons import Reason
from agents.engine.state import NodeStatus
from agents.locks import lock_family
from agents.models import Execution, NodeExecution, Review
from agents.models.review import ReviewKind, ReviewStatus
from agents.runner import family
from agents.runner.calling import run_agent, settle
from agents.runner.gates import next_gate, passed_kinds, question
from agents.runner.plans import plan_for
from agents.runner.prior import approved
from agents.runner.queueing import place_of, queue_firings
from agents.runner.record import refused
from blocks.sdk import BlockKind, Firing
from blocks.sdk.errors import InvalidInput


def go_on(review: Review, data: Any) -> None:
    """The question was answered with yes: on to the next question, or on with the firing.

    To be called in the transaction of the answer, as `turn_down`.
    data: what the person approved; of INPUT and ACTION, what they changed: pin → value.
    """
    execution, row, node = _waiting(review)
    if review.kind == ReviewKind.DATA:
        settle(execution, row, _reviewed("approved_data", data, review.message))
        return
    values = {**row.input, **data}
    try:
        gate = next_gate(execution, plan_for(execution), node, values, passed_kinds(row.pk))
    except InvalidInput as failure:
        settle(execution, row, refused(failure.message, failure.code))
        return
    row.input = values
    row.save(update_fields=["input"])
    if gate is not None:
        asked = question(execution, row, node, gate)
        asked.save()
        events.publish(execution, [events.review_requested(asked)])
    elif node.block.kind is BlockKind.AGENT:
        run_agent(execution, row, node)
    elif node.block.kind is BlockKind.REVIEW and execution.is_auto_approved:
        settle(execution, row, approved(values))
    else:
        _run(execution, row)


def turn_down(review: Review) -> None:
    """The question was answered with no."""
    execution, row, _ = _waiting(review)
    if review.kind == ReviewKind.DATA:
        settle(execution, row, _reviewed("rejected_data", review.data, review.message))
        return
    told = f"Rejected: {review.message}" if review.message else "Rejected by a person."
    settle(execution, row, refused(told, Reason.REVIEW_REJECTED))


@transaction.atomic
def expire(review: Review) -> bool:
    """End a question that nobody answered in time. False if somebody did."""
    lock_family(review.execution)
    if not Review.objects.answer(review.pk, ReviewStatus.TIMED_OUT):
        return False
    review.refresh_from_db()
    execution, row, _ = _waiting(review)
    settle(execution, row, refused("Nobody answered in time.", Reason.REVIEW_TIMED_OUT))
    events.publish(execution, [events.review_decided(review)])
    return True


def _waiting(review: Review) -> tuple[Execution, NodeExecution, PlannedNode]:
    rows = NodeExecution.objects.select_related("execution__version")
    row = rows.get(pk=review.firing_id, execution_id=review.execution_id)
    return row.execution, row, plan_for(row.execution).nodes[row.node_position]


def _reviewed(pin: str, data: Any, message: str) -> Firing:
    return Firing(input={}, outputs=[(pin, data), ("review_message", message)])


def _run(execution: Execution, row: NodeExecution) -> None:
    siblings = NodeExecution.objects.filter(execution=execution)
    moved = siblings.filter(pk=row.pk, status=NodeStatus.AWAITING_INPUT)
    if moved.update(status=NodeStatus.QUEUED, queued_at=Now()):
        family.wake(execution)
        queue_firings(execution.pk, [row.pk], place=place_of(execution))
