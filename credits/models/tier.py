"""What workspaces may do and are given each month, and which of them pays for more."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Workspace
from platform_project.kit.ids import uuid7

FREE = "free"  # what a workspace without a subscription has


class Tier(models.Model):
    """A row of the price list; the operator's to change."""

    slug = models.SlugField(primary_key=True, max_length=20)
    name = models.CharField(max_length=50)
    position = models.PositiveSmallIntegerField(unique=True)  # in lists; the higher, the more it gives
    monthly_cents = models.PositiveIntegerField(
        default=0, help_text="As shown. Stripe's price is what is paid."
    )
    monthly_grant = models.BigIntegerField(default=0, help_text="Micro-credits, 1,000,000 a credit.")
    max_running = models.PositiveIntegerField(
        null=True, blank=True, help_text="Executions of one member at a time; MAX_RUNNING_PER_USER if empty."
    )
    has_priority = models.BooleanField(default=False)
    storage_bytes = models.BigIntegerField(null=True, blank=True, help_text="No limit if empty.")
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="For which executions are kept; HISTORY_DAYS if empty."
    )
    allowed_models = models.JSONField(
        default=list,
        blank=True,
        help_text='Names or beginnings, as in ["gpt-4o-mini", "claude-*"]. All if empty.',
    )
    stripe_price = models.CharField(
        max_length=100, blank=True, help_text="price_… of Stripe; without one nobody can subscribe."
    )
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_price"], name="tier_has_its_own_price", condition=~Q(stripe_price="")
            ),
            models.CheckConstraint(condition=Q(monthly_grant__gte=0), name="tier_grants_nothing_below_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class SubscriptionStatus(models.TextChoices):
    """Stripe's words."""

    ACTIVE = "active"
    TRIALING = "trialing"
    PAST_DUE = "past_due"  # a payment failed and is tried again: the tier stays, nothing new is granted
    UNPAID = "unpaid"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    CANCELED = "canceled"
    PAUSED = "paused"


PAID = (SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIALING)
HOLDING = (*PAID, SubscriptionStatus.PAST_DUE)  # statuses in which the tier is the workspace's


class Subscription(OwnedModel):
    """The tier that a workspace has, if it is not the free one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # outlives it, until Stripe knows that it ended
        Workspace, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=SubscriptionStatus.choices)
    stripe_id = models.CharField(
        max_length=100, null=True, blank=True, unique=True
    )  # null: given by the operator
    began_at = models.DateTimeField(db_default=Now())  # the tier of a paid one is granted from then on
    period_ends_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)  # it was given up and lasts until then
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="subscription_is_one_per_workspace"),
            models.CheckConstraint(
                condition=Q(status__in=SubscriptionStatus.values), name="subscription_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier_id} ({self.status})"

    @property
    def holds(self) -> bool:
        return self.status in HOLDING

    @property
    def is_paid(self) -> bool:
        return self.status in PAID
