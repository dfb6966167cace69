"""The books as they are: who has what, and every line of it. Nothing there is changed by hand; prices are,
by rows that take the place of others from a time on.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from credits.models import Account, Budget, Entry, Hold, Lot, PriceRow
from credits.services import price_book
from platform_project.accounts.admin import ReadOnly
from platform_project.kit.admin_pages import Page
from platform_project.kit.ids import uuid7


class Kept(ReadOnly):
    """Mix into pages of rows that nobody deletes either."""

    def has_delete_permission(self, request: object, obj: object | None = None) -> bool:
        return False


@admin.register(Account)
class AccountPage(Kept, Page):
    list_display = ("id", "kind", "workspace", "slot", "balance", "held", "expiring", "created_at")
    list_select_related = ("workspace",)
    list_filter = ("kind",)
    search_fields = ("id", "workspace__id", "workspace__name")
    ordering = ("-balance",)


@admin.register(Entry)
class EntryPage(Kept, Page):
    list_display = (
        "created_at", "kind", "amount", "balance_after", "unpaid", "account", "counter_account", "provider",
        "model", "block_id", "note",
    )  # fmt: skip
    list_select_related = ("account", "counter_account")
    list_filter = ("kind", "account__kind", "created_at", "provider")
    search_fields = ("id", "key", "movement", "execution_id", "account__workspace__name")
    ordering = ("-created_at", "-id")
    show_full_result_count = False


@admin.register(Hold)
class HoldPage(Kept, Page):
    list_display = (
        "key",
        "state",
        "amount",
        "remaining",
        "account",
        "execution_id",
        "created_at",
        "expires_at",
    )
    list_select_related = ("account",)
    list_filter = ("state", "created_at")
    search_fields = ("id", "key", "execution_id", "account__workspace__name")
    ordering = ("-created_at",)
    show_full_result_count = False


@admin.register(Lot)
class LotPage(Kept, Page):
    list_display = ("account", "amount", "remaining", "expires_at", "entry")
    list_select_related = ("account", "entry")
    list_filter = ("expires_at",)
    search_fields = ("id", "account__workspace__name")
    ordering = ("expires_at",)


class InForce(admin.SimpleListFilter):
    """The prices that count now, without those that they took the place of."""

    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "now")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PriceRow]) -> QuerySet[PriceRow]:
        if self.value() != "now":
            return queryset
        return queryset.filter(pk__in=PriceRow.objects.current().values("pk"))


@admin.register(PriceRow)
class PriceRowPage(Page):
    """Prices are never changed: what is saved over one is a new row, from then on. The old one stays."""

    fields = (
        "part", "block_id", "provider", "model", "basis", "credits", "per", "when", "is_withdrawn",
        "valid_from", "note", "created_by",
    )  # fmt: skip
    list_display = (
        "subject", "part", "basis", "credits", "per", "when", "is_withdrawn", "valid_from",
        "created_by", "note",
    )  # fmt: skip
    list_select_related = ("created_by",)
    list_filter = (InForce, "part", "basis", "provider")
    search_fields = ("provider", "model", "block_id", "note")
    ordering = ("-valid_from", "-id")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("created_by", *PriceRow.SUBJECT) if obj is not None else ("created_by",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"valid_from": timezone.now(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: PriceRow, form: Any, change: bool) -> None:
        """A new row; one that was to be changed gives way to it now, or when it says."""
        if change:
            obj.pk = uuid7()
            obj.valid_from = max(obj.valid_from, timezone.now())  # what was charged so far was right
        obj.created_by_id = request.user.pk
        obj.created_at = timezone.now()
        obj.save(force_insert=True)
        transaction.on_commit(price_book.forget)


@admin.register(Budget)
class BudgetPage(Kept, Page):
    list_display = ("workspace", "scope", "graph_id", "user", "limit", "updated_at")
    list_select_related = ("workspace", "user")
    list_filter = ("scope",)
    search_fields = ("workspace__name", "workspace__id", "graph_id", "user__email")
    ordering = ("-updated_at", "-id")
