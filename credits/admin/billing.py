"""Tiers and who has which; payments, and what Stripe told. Money is moved at Stripe and by its events."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from credits.admin.books import Kept
from credits.models import (
    BillingProfile,
    EventState,
    Payment,
    StripeEvent,
    Subscription,
    Tier,
    TopUp,
)
from credits.services import tiers
from platform_project.accounts.admin import ReadOnly
from platform_project.kit.admin_pages import Page
from platform_project.kit.jobs import nudge


@admin.register(Tier)
class TierPage(Page):
    list_display = (
        "name", "position", "monthly_cents", "monthly_grant", "max_running", "has_priority", "storage_bytes",
        "retention_days", "stripe_price", "is_offered",
    )  # fmt: skip
    ordering = ("position",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("slug",) if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A tier that nobody is to have any more is not offered; `free` has to be there."""
        return False


@admin.register(Subscription)
class SubscriptionPage(Page):
    """One without an id of Stripe's is the operator's gift, and may be changed here."""

    list_display = ("workspace", "tier", "status", "stripe_id", "period_ends_at", "ends_at", "updated_at")
    list_select_related = ("workspace", "tier")
    list_filter = ("tier", "status")
    search_fields = ("workspace__name", "workspace__id", "stripe_id")
    ordering = ("-updated_at",)
    autocomplete_fields = ("workspace",)
    fields = ("workspace", "tier", "status")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and (obj.stripe_id or obj.workspace_id is None):
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It ends by its status."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("workspace",) if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any) -> Any:
        """Nobody gives a tier to no workspace."""
        form = super().get_form(request, obj, change, **more)
        if "workspace" in form.base_fields:
            form.base_fields["workspace"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: Any) -> None:
        workspace_id = form.cleaned_data.get("workspace", obj.workspace).pk
        was = tiers.tier_of(workspace_id)
        super().save_model(request, obj, form, change)
        tiers.apply(workspace_id, was=was)


@admin.register(BillingProfile)
class BillingProfilePage(Kept, Page):
    list_display = (
        "workspace", "customer", "auto_threshold", "auto_credits", "auto_failures", "auto_tried_at",
        "created_at",
    )  # fmt: skip
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__id", "customer")
    ordering = ("-created_at",)


@admin.register(TopUp)
class TopUpPage(Kept, Page):
    list_display = (
        "created_at",
        "workspace",
        "kind",
        "amount",
        "state",
        "reason",
        "payment_id",
        "created_by",
    )
    list_select_related = ("workspace", "created_by")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("id", "workspace__name", "session_id", "payment_id")
    ordering = ("-created_at",)


@admin.register(Payment)
class PaymentPage(Kept, Page):
    list_display = (
        "created_at", "workspace", "kind", "stripe_id", "cents", "is_paid", "refunded_cents", "dispute",
        "granted", "taken_back", "owed",
    )  # fmt: skip
    list_select_related = ("workspace",)
    list_filter = ("kind", "is_paid", "dispute", "created_at")
    search_fields = ("stripe_id", "workspace__name", "workspace__id")
    ordering = ("-created_at",)


@admin.register(StripeEvent)
class StripeEventPage(ReadOnly, Page):
    """What Stripe told and what became of it. What stands in it is its customers': no field of this page."""

    list_display = ("id", "type", "state", "happened_at", "received_at", "tries", "error")
    list_filter = ("state", "type", "received_at")
    search_fields = ("id",)
    ordering = ("-received_at",)
    fields = (*list_display, "settled_at")
    actions = ("work_on_again",)
    show_full_result_count = False

    @admin.action(description="Work on them again")
    def work_on_again(self, request: HttpRequest, queryset: QuerySet[StripeEvent]) -> None:
        ids = list(queryset.values_list("pk", flat=True)[:1_000])
        StripeEvent.objects.filter(pk__in=ids).update(
            state=EventState.STORED, tries=0, error="", settled_at=None, handed_at=Now()
        )
        for event_id in ids:
            nudge("credits.tasks.take_stripe_event", event_id)
