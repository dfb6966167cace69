"""Credits that are set aside for work in progress."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from credits.models.account import Account
from credits.models.sound import sound
from platform_project.kit.ids import uuid7


class HoldState(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"  # captured or released: nothing is set aside any more


class Hold(models.Model):
    """One amount set aside, by one key. Amounts are micro-credits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="holds", db_index=False, db_constraint=False
    )  # as of an entry
    key = models.CharField(max_length=200)
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()  # what of it is still set aside
    state = models.CharField(max_length=6, choices=HoldState.choices, default=HoldState.OPEN.value)
    execution_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()  # when it is given back if nobody works with it any more

    class Meta:
        indexes = [
            models.Index(
                fields=["execution_id"],
                condition=Q(state="open", execution_id__isnull=False),
                name="hold_of_an_execution",
            ),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="hold_that_ends"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="hold_is_one_a_key"),
            sound("hold", "state", "amount", "remaining"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.amount}"
