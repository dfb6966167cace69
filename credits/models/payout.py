"""Earnings that creators want to have paid out.

REQUESTED → APPROVED → PAID
REQUESTED | APPROVED → REJECTED     the credits go back to the earnings
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Workspace
from platform_project.kit.ids import uuid7

MAX_DESTINATION_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 300


class PayoutState(models.TextChoices):
    REQUESTED = "requested"
    APPROVED = "approved"
    PAID = "paid"
    REJECTED = "rejected"


class Payout(OwnedModel):
    """One wish to be paid. Its credits left the earnings when it was made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # it outlives its workspace: the books have to close
        Workspace, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    amount = models.BigIntegerField()  # micro-credits
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.REQUESTED.value)
    destination = models.CharField(
        max_length=MAX_DESTINATION_CHARACTERS
    )  # an account, in the creator's words
    note = models.CharField(max_length=MAX_NOTE_CHARACTERS, blank=True)  # of who decided
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="payout_of_a_workspace")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PayoutState.values), name="payout_state_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"payout {self.id}"
