"""Creators who want to be paid: approved here, paid by hand from the CSV, and said to be paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from credits.admin.books import Kept
from credits.models import Payout
from credits.services import payouts
from platform_project.errors import PlatformError
from platform_project.kit.admin_pages import Page

MOST_IN_A_FILE = 10_000


@admin.register(Payout)
class PayoutPage(Kept, Page):
    list_display = (
        "created_at", "workspace", "amount", "state", "destination", "requested_by", "decided_by", "paid_at",
        "note",
    )  # fmt: skip
    list_select_related = ("workspace", "requested_by", "decided_by")
    list_filter = ("state", "created_at")
    search_fields = ("id", "workspace__name", "destination")
    ordering = ("-created_at",)
    actions = ("approve", "mark_paid", "reject", "export")

    @admin.action(description="Approve", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._each(request, queryset, "approved", payouts.approve)

    @admin.action(description="They are paid", permissions=["decide"])
    def mark_paid(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._each(request, queryset, "paid", payouts.mark_paid)

    @admin.action(description="Reject: the credits are earnings again", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        def rejected(*, payout: Payout, by: Any) -> Payout:
            return payouts.reject(payout=payout, by=by, note="Rejected by the operator.")

        self._each(request, queryset, "rejected", rejected)

    @admin.action(description="Export as CSV")
    def export(self, request: HttpRequest, queryset: QuerySet[Payout]) -> HttpResponse:
        text = payouts.as_csv(queryset.order_by("created_at")[:MOST_IN_A_FILE])
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="payouts.csv"'
        return answer

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("credits.change_payout"))

    def _each(
        self, request: HttpRequest, chosen: QuerySet[Payout], what: str, decide: Callable[..., Payout]
    ) -> None:
        done = 0
        for row in chosen:
            try:
                decide(payout=row, by=request.user)
            except PlatformError as refusal:
                self.message_user(request, f"{row}: {refusal.message}", messages.ERROR)
            else:
                self.log_change(request, row, f"Payout {what}.")
                done += 1
        self.message_user(request, f"{done} {what}.")
