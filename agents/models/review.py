"""Questions to people. A firing waits for the answer; no worker does.

    WAITING → APPROVED | REJECTED | TIMED_OUT | CANCELLED

Every move is one conditional UPDATE. What was asked, who answered, when, and what they changed stays.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.execution import Execution
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField


class ReviewKind(models.TextChoices):
    """What the person is asked for."""

    DATA = "data"  # a review block: go on with this data, with other data, or with its rejection
    ACTION = "action"  # a sensitive block: may it run with these inputs?
    INPUT = "input"  # the values of pins that the author left to a person


class ReviewStatus(models.TextChoices):
    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    TIMED_OUT = "TIMED_OUT"
    CANCELLED = "CANCELLED"  # the execution ended before anybody answered


class ReviewQuerySet(OwnedQuerySet):
    def answer(self, review_id: UUID | str, status: ReviewStatus, **fields: Any) -> bool:
        """WAITING → another status. False if somebody was quicker."""
        waiting = self.filter(pk=review_id, status=ReviewStatus.WAITING)
        return bool(waiting.update(status=status, decided_at=Now(), **fields))

    def cancel(self, execution_ids: list[UUID]) -> int:
        """Nobody needs to answer what executions asked that have ended."""
        asked = self.filter(execution_id__in=execution_ids, status=ReviewStatus.WAITING)
        return int(asked.update(status=ReviewStatus.CANCELLED, decided_at=Now()))

    def overdue(self) -> Self:
        return self.filter(status=ReviewStatus.WAITING, expires_at__lt=Now())


class Review(OwnedModel):
    """One question about one firing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="reviews")
    firing_id = models.UUIDField()  # the node execution that waits
    node_key = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=ReviewKind.choices)
    status = models.CharField(max_length=10, choices=ReviewStatus.choices, default=ReviewStatus.WAITING)
    name = models.TextField()  # the question
    data = ExactJSONField(null=True)  # what is shown: the data, or pin → value
    answer_schema = ExactJSONField(null=True)  # JSON Schema of what may be answered; null: anything
    editable = models.BooleanField(default=True)  # whether the data may be changed
    decided_data = ExactJSONField(null=True)  # the data as the person left it
    was_edited = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # unanswered until then, it times out

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="review_by_workspace"),
            models.Index(fields=["execution"], name="review_by_execution"),
            models.Index(fields=["workspace"], name="review_that_waits", condition=Q(status="WAITING")),
            models.Index(
                fields=["expires_at"],
                name="review_that_may_time_out",
                condition=Q(status="WAITING", expires_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["firing_id"],
                name="firing_waits_for_one_answer",
                condition=Q(status="WAITING"),
            ),
            models.UniqueConstraint(fields=["firing_id", "kind"], name="firing_asks_each_kind_once"),
            models.CheckConstraint(
                condition=Q(status__in=ReviewStatus.values), name="review_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_key} {self.status}"
