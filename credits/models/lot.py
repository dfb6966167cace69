"""Granted credits that have an end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from credits.models.account import Account
from credits.models.entry import Entry
from platform_project.kit.ids import uuid7


class Lot(models.Model):
    """What is left of one grant that expires. Credits that never do are the account's rest, without a lot.

    `Account.expiring` counts what is spent of lots at once; `remaining` is put in step with it, oldest end
    first, when somebody needs to know (`credits.services.lots`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots", db_index=False)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="lot")
    amount = models.BigIntegerField()  # micro-credits
    remaining = models.BigIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "expires_at"], condition=Q(remaining__gt=0), name="lot_of_an_account"
            ),
            models.Index(fields=["expires_at"], condition=Q(remaining__gt=0), name="lot_that_ends"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(remaining__gte=0, amount__gte=models.F("remaining")),
                name="lot_has_at_most_what_was_granted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} until {self.expires_at:%Y-%m-%d}"
