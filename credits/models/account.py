"""Where credits are: with a workspace, with a creator, or on the platform's side of the books."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from credits.models.sound import sound
from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Workspace
from platform_project.kit.ids import uuid7

SLOTS = 256  # accounts that the platform has of each kind, so that few wait for each other


class AccountKind(models.TextChoices):
    WORKSPACE = "workspace"  # what a workspace may spend
    EARNINGS = "earnings"  # what a workspace earned as a creator, until it is paid out
    REVENUE = "revenue"  # what the platform was paid for what it did
    CLEARING = "clearing"  # money that came in or went out: below zero by what was paid in
    PROMOTIONS = "promotions"  # what was given away: below zero by that much


OF_A_WORKSPACE = (AccountKind.WORKSPACE, AccountKind.EARNINGS)


class Account(OwnedModel):
    """One account. Only `credits.services.ledger` changes its numbers; all are micro-credits.

    It outlives its workspace, as what was booked stays booked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # the platform's own have none
        Workspace, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # Which of the platform's accounts of each kind stands on the other side of what happens here; of one of
    # those, its number.
    slot = models.SmallIntegerField()
    balance = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)  # part of balance that is set aside: Σ remaining of open holds
    expiring = models.BigIntegerField(default=0)  # part of balance that has an end; it is spent first
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()  # type: ignore[misc]  # as the base's

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind"], name="account_of_a_workspace_is_one_a_kind"
            ),
            models.UniqueConstraint(
                fields=["kind", "slot"],
                condition=~Q(kind__in=OF_A_WORKSPACE),
                name="account_of_the_platform_is_one_a_slot",
            ),
            sound("account", "kind", "slot", "workspace", "balance", "held", "expiring"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.workspace_id or self.slot}"

    @property
    def available(self) -> int:
        return self.balance - self.held

    @property
    def is_guarded(self) -> bool:
        """True if it may never go below zero."""
        return self.kind in OF_A_WORKSPACE
