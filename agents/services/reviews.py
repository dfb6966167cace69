"""Answering the questions of executions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from agents import events
from agents.errors import ReviewIsDecided
from agents.locks import lock_family
from agents.models import Execution, Review
from agents.models.review import ReviewKind, ReviewStatus
from agents.runner import answers
from agents.runner.family import unfinished_below
from agents.runner.plans import plan_for
from agents.secrecy import Mask
from blocks.sdk.coercion import coerce
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


@transaction.atomic
def decide(*, review: Review, user: User, answer: Answer) -> Review:
    """Answer a question, once. Raises ReviewIsDecided or BadInput and changes nothing."""
    lock_family(review.execution)
    data = _data(review, answer)
    status = ReviewStatus.APPROVED if answer.verdict is Verdict.APPROVE else ReviewStatus.REJECTED
    moved = Review.objects.answer(
        review.pk,
        status,
        decided_by=user,
        decided_data=data,
        was_edited=data != review.data and status is ReviewStatus.APPROVED,
        message=answer.message,
    )
    review.refresh_from_db()
    if not moved:
        raise ReviewIsDecided("This question was answered already.", status=review.status)
    if answer.auto_approve:
        _approve_the_rest(review.execution)
    if status is ReviewStatus.APPROVED:
        answers.go_on(review, data if review.kind == ReviewKind.DATA else _changes(review, data))
    else:
        answers.turn_down(review)
    events.publish(review.execution, [events.review_decided(review)])
    return review


def _approve_the_rest(execution: Execution) -> None:
    """Of the execution and those below it; what runs it is somebody else's to approve."""
    below = [child.pk for child in unfinished_below(execution.pk)]
    Execution.objects.filter(pk__in=[execution.pk, *below]).update(is_auto_approved=True)


def _data(review: Review, answer: Answer) -> Any:
    """The data as the person left it. Raises BadInput for a change that may not be, or does not fit."""
    if answer.verdict is Verdict.REJECT:
        return review.data
    given = review.data
    if answer.data is not Answer.NOTHING:
        given = _restored(answer.data, Mask.of(review.execution).hide(review.data), review.data)
    if given != review.data and not review.editable:
        raise BadInput("This data may be approved or rejected, not changed.", data=["May not be changed."])
    return given if review.kind == ReviewKind.DATA else _fitting(review, given)


def _fitting(review: Review, given: Any) -> dict[str, Any]:
    """Values of all pins that were asked for. Raises BadInput if one is unknown, missing or does not fit."""
    known = review.answer_schema["properties"]
    if not isinstance(given, dict):
        raise BadInput("The answer must be an object: pin → value.", data=["Must be an object."])
    if unknown := [name for name in given if name not in known]:
        raise BadInput(f"Nobody asked for {unknown[0]!r}.", data=[f"Known: {', '.join(known)}."])
    values = {**review.data, **given}
    if missing := [name for name in review.answer_schema.get("required", []) if values.get(name) is None]:
        raise BadInput(f"{missing[0]!r} is needed.", data=[f"{name!r} is needed." for name in missing])
    plan = plan_for(review.execution)
    try:
        coerce(_changes(review, values), plan.nodes[plan.position_of[review.node_key]].block)
    except InvalidInput as refusal:
        raise BadInput(refusal.message, data=[refusal.message]) from refusal
    return values


def _changes(review: Review, values: dict[str, Any]) -> dict[str, Any]:
    """What differs from what the firing has; what is shown hidden and was left alone does not."""
    return {name: value for name, value in values.items() if value != review.data.get(name)}


def _restored(given: Any, shown: Any, original: Any) -> Any:
    """`given`, with what was shown hidden and left alone put back."""
    if given == shown:
        return original
    if isinstance(given, dict) and isinstance(shown, dict) and isinstance(original, dict):
        return {
            key: _restored(value, shown[key], original[key]) if key in shown and key in original else value
            for key, value in given.items()
        }
    return given
