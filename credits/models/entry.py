"""The lines of the ledger. They are added and never changed: a trigger of the database sees to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from credits.models.account import Account
from credits.models.hold import Hold
from credits.models.sound import sound
from platform_project.kit.ids import uuid7


class EntryKind(models.TextChoices):
    GRANT = "grant"
    TOPUP = "topup"
    CAPTURE = "capture"
    TRANSFER = "transfer"
    REFUND = "refund"
    ADJUST = "adjust"
    EXPIRY = "expiry"
    PAYOUT = "payout"


class Entry(models.Model):
    """One side of a movement of credits; the other side has the same `movement` and the opposite amount.

    What is known of the reason stands on the side that was asked for: the one of the workspace.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    movement = models.UUIDField()  # the same on both sides
    # Without constraints of the database, which would look each of them up anew: accounts are never removed.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    counter_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount = models.BigIntegerField()  # micro-credits, signed: what the account got
    balance_after = models.BigIntegerField()
    unpaid = models.BigIntegerField(default=0)  # what should have been taken as well and was not there
    key = models.CharField(max_length=200)  # the caller's; on the other side `of:<movement>`
    hold = models.ForeignKey(
        Hold,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    refund_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refunds",
        db_index=False,
        db_constraint=False,
    )
    execution_id = models.UUIDField(null=True, blank=True)
    node_id = models.CharField(max_length=200, blank=True)
    graph_id = models.UUIDField(null=True, blank=True)
    block_id = models.CharField(max_length=100, blank=True)
    provider = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,  # the line stays as it is, also when they are gone
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="entry_of_an_account"),
            models.Index(
                fields=["execution_id"], condition=Q(execution_id__isnull=False), name="entry_of_an_execution"
            ),
            models.Index(
                fields=["refund_of"], condition=Q(refund_of__isnull=False), name="entry_that_gives_back"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key", "account"], name="entry_is_one_a_key_and_account"),
            sound("entry", "kind", "unpaid"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
