"""Money that came by Stripe, what was wished for, and who pays for a workspace.

TopUp (a wish)      BEGUN → PAID | NEEDS_PERSON | FAILED | EXPIRED; what failed may still be paid
Payment (money)     its row says what Stripe said last; the ledger follows it (services/payments.py)
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Workspace
from platform_project.kit.ids import uuid7

MAX_STRIPE_ID = 255


class BillingProfile(OwnedModel):
    """Who pays for a workspace, and whether a card is charged when credits run low."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.CharField(max_length=MAX_STRIPE_ID, null=True, blank=True, unique=True)  # cus_…
    payment_method = models.CharField(
        max_length=MAX_STRIPE_ID, blank=True
    )  # pm_… of the last payment by hand
    auto_threshold = models.BigIntegerField(
        null=True, blank=True
    )  # micro-credits; null: nothing is automatic
    auto_credits = models.BigIntegerField(default=0)  # micro-credits that are bought then
    auto_tried_at = models.DateTimeField(null=True, blank=True)
    auto_failures = models.PositiveSmallIntegerField(default=0)  # one after the other; too many end it
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="billing_profile_is_one_per_workspace"),
            models.CheckConstraint(
                condition=Q(auto_threshold=None) | Q(auto_threshold__gte=0, auto_credits__gt=0),
                name="automatic_top_up_buys_something",
            ),
        ]

    def __str__(self) -> str:
        return f"billing of {self.workspace_id}"


class TopUpKind(models.TextChoices):
    CHECKOUT = "checkout"  # a person pays on a page of Stripe's
    AUTOMATIC = "automatic"  # a kept card is charged


class TopUpState(models.TextChoices):
    BEGUN = "begun"
    PAID = "paid"
    NEEDS_PERSON = "needs_person"  # the bank wants the card's owner asked
    FAILED = "failed"
    EXPIRED = "expired"  # nobody paid


class TopUp(OwnedModel):
    """A wish for credits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=TopUpKind.choices)
    amount = models.BigIntegerField()  # micro-credits; whole credits, as a credit is the smallest coin
    state = models.CharField(max_length=20, choices=TopUpState.choices, default=TopUpState.BEGUN.value)
    session_id = models.CharField(max_length=MAX_STRIPE_ID, blank=True)  # cs_…
    payment_id = models.CharField(max_length=MAX_STRIPE_ID, blank=True)  # pi_…
    reason = models.CharField(max_length=300, blank=True)  # why it failed, for people
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="top_up_of_a_workspace"),
            models.Index(fields=["created_at"], name="top_up_that_is_open", condition=Q(state="begun")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TopUpState.values), name="top_up_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=TopUpKind.values), name="top_up_kind_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="top_up_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} top-up {self.id}"


class PaymentKind(models.TextChoices):
    TOP_UP = "top_up"  # its credits are in the ledger
    SUBSCRIPTION = "subscription"  # for a tier: what it gives is granted by the month


class Dispute(models.TextChoices):
    NONE = "none"
    OPEN = "open"  # the bank took the money, for now
    WON = "won"
    LOST = "lost"


class Payment(OwnedModel):
    """One payment as Stripe last told of it, and what the ledger did about it so far."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # it outlives its workspace: the books have to close
        Workspace, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=PaymentKind.choices)
    stripe_id = models.CharField(max_length=MAX_STRIPE_ID, unique=True)  # pi_…, of a subscription in_…
    cents = models.PositiveBigIntegerField()
    is_paid = models.BooleanField(default=False)
    refunded_cents = models.PositiveBigIntegerField(default=0)  # of all refunds together
    refunded_as_of = models.PositiveBigIntegerField(default=0)  # seconds since 1970, by Stripe's clock
    dispute = models.CharField(max_length=10, choices=Dispute.choices, default=Dispute.NONE.value)
    disputed_cents = models.PositiveBigIntegerField(default=0)
    granted = models.BigIntegerField(default=0)  # micro-credits, in the ledger
    taken_back = models.BigIntegerField(default=0)  # micro-credits, in the ledger
    owed = models.BigIntegerField(default=0)  # micro-credits to be taken back that were spent
    moves = models.PositiveIntegerField(default=0)  # how often something was taken back or given again
    created_at = models.DateTimeField(db_default=Now())
    paid_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="payment_of_a_workspace"),
            models.Index(fields=["workspace"], name="payment_with_a_debt", condition=Q(owed__gt=0)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(dispute__in=Dispute.values), name="payment_dispute_is_known"),
            models.CheckConstraint(condition=Q(kind__in=PaymentKind.values), name="payment_kind_is_known"),
            models.CheckConstraint(
                condition=Q(granted__gte=0, owed__gte=0, taken_back__gte=0), name="payment_counts_upwards"
            ),
            models.CheckConstraint(
                condition=Q(taken_back__lte=models.F("granted")), name="payment_gives_back_what_it_gave"
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id
