"""Answering the questions of executions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from agents import events
from agents.engine.node_pins import agent_inputs
from agents.engine.plan import BlockGone, PlannedNode
from agents.errors import ReviewIsDecided
from agents.locks import lock_family
from agents.models import Execution, NodeExecution, Review
from agents.models.review import ReviewKind, ReviewStatus
from agents.runner import answers
from agents.runner.family import unfinished_below
from agents.runner.plans import plan_for
from agents.secrecy import Mask, is_same, restored
from agents.services import closed
from blocks.sdk import BlockKind
from blocks.sdk.coercion import coerce, masked
from blocks.sdk.errors import InvalidInput
from platform_project.accounts.models import User
from platform_project.errors import BadInput


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


_NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to a question. data: as they left it; NOTHING if they did not touch it."""

    verdict: Verdict
    data: Any = _NOTHING
    message: str = ""
    auto_approve: bool = False  # whatever else this execution may ask for approval

    NOTHING = _NOTHING


def decide(*, review: Review, user: User, answer: Answer) -> Review:
    """Answer a question, once. Raises ReviewIsDecided, BadInput or GraphInvalid and changes nothing."""
    try:
        return _decided(review, user, answer)
    except BlockGone as gone:
        raise closed.without_block(review.execution.graph_id, gone) from gone


@transaction.atomic
def _decided(review: Review, user: User, answer: Answer) -> Review:
    lock_family(review.execution)
    review.refresh_from_db(fields=["status"])
    if review.status != ReviewStatus.WAITING:
        raise ReviewIsDecided("This question was answered already.", status=review.status)
    asked = _asked(review)
    data = _data(review, asked, answer)
    status = ReviewStatus.APPROVED if answer.verdict is Verdict.APPROVE else ReviewStatus.REJECTED
    moved = Review.objects.answer(
        review.pk,
        status,
        decided_by=user,
        decided_data=_shown(review, data),
        was_edited=status is ReviewStatus.APPROVED and not is_same(data, asked),
        message=answer.message,
    )
    assert moved, "others answer under the same lock"
    if status is ReviewStatus.APPROVED and review.kind == ReviewKind.INPUT:
        _keep_secrets(review, data)
    review.refresh_from_db()
    if answer.auto_approve:
        _approve_the_rest(review.execution)
    if status is ReviewStatus.APPROVED:
        answers.go_on(review, data if review.kind == ReviewKind.DATA else _changes(asked, data))
    else:
        answers.turn_down(review)
    events.publish(review.execution, [events.review_decided(review)])
    return review


def _approve_the_rest(execution: Execution) -> None:
    """Of the execution and those below it; what runs it is somebody else's to approve."""
    below = [child.pk for child in unfinished_below(execution.pk)]
    Execution.objects.filter(pk__in=[execution.pk, *below]).update(is_auto_approved=True)


def _asked(review: Review) -> Any:
    """What the question is about, with what the review itself keeps hidden: the data, or pin → value."""
    if review.kind == ReviewKind.DATA:
        return review.data
    values = NodeExecution.objects.get(pk=review.firing_id).input
    if review.kind == ReviewKind.ACTION:
        values = coerce(values, _node(review).block)
    return {name: values.get(name) for name in review.data}


def _node(review: Review) -> PlannedNode:
    plan = plan_for(review.execution)
    return plan.nodes[plan.position_of[review.node_key]]


def _shown(review: Review, data: Any) -> Any:
    """The data as it is kept: without what the block declares secret."""
    return data if review.kind == ReviewKind.DATA else masked(data, _node(review).block)


def _data(review: Review, asked: Any, answer: Answer) -> Any:
    """The data as the person left it. Raises BadInput for a change that may not be, or does not fit."""
    given = asked
    if answer.verdict is Verdict.APPROVE and answer.data is not Answer.NOTHING:
        given = restored(answer.data, Mask.of(review.execution).hide(review.data), asked)
    if not (review.editable or is_same(given, asked)):
        raise BadInput("This data may be approved or rejected, not changed.", data=["May not be changed."])
    is_fit = review.kind == ReviewKind.DATA or answer.verdict is Verdict.REJECT
    return given if is_fit else _fitting(review, asked, given)


def _fitting(review: Review, asked: dict[str, Any], given: Any) -> dict[str, Any]:
    """Values of all pins that were asked for. Raises BadInput if one is unknown, missing or does not fit."""
    known = review.answer_schema["properties"]
    if not isinstance(given, dict):
        raise BadInput("The answer must be an object: pin → value.", data=["Must be an object."])
    if unknown := [name for name in given if name not in known]:
        raise BadInput(f"Nobody asked for {unknown[0]!r}.", data=[f"Known: {', '.join(known)}."])
    values = {**asked, **given}
    if missing := [name for name in review.answer_schema.get("required", []) if values.get(name) is None]:
        raise BadInput(f"{missing[0]!r} is needed.", data=[f"{name!r} is needed." for name in missing])
    try:
        coerce(_changes(asked, values), _node(review).block)
    except InvalidInput as refusal:
        raise BadInput(refusal.message, data=[refusal.message]) from refusal
    return values


def _changes(asked: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """What differs from what the firing has."""
    return {name: value for name, value in values.items() if not is_same(value, asked.get(name))}


def _keep_secrets(review: Review, values: dict[str, Any]) -> None:
    """Hide what a person supplied for a secret input, in the execution and in what runs it."""
    node = _node(review)
    secret = {name: value for name, value in values.items() if value is not None and _is_secret(node, name)}
    above: Execution | None = review.execution if secret else None
    while above is not None:
        for name, value in secret.items():
            above.known_secrets.setdefault(name, []).append(value)
        Execution.objects.filter(pk=above.pk).update(known_secrets=above.known_secrets)
        above = above.parent


def _is_secret(node: PlannedNode, pin: str) -> bool:
    schema = agent_inputs(node.input_default).get(pin)
    if isinstance(schema, dict) and schema.get("secret"):
        return True
    return node.block.kind is BlockKind.INPUT and pin == "value" and bool(node.input_default.get("secret"))
