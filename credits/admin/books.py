"""The books as they are: who has what, and every line of it. What is added by hand is a correction."""

from __future__ import annotations

from django.contrib import admin

from credits.admin.corrections import Corrections
from credits.admin.costs import CostsPage
from credits.models import Account, Budget, Entry, Hold, Lot
from platform_project.accounts.admin import ReadOnly
from platform_project.kit.admin_pages import Page


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
class EntryPage(CostsPage, Corrections, Kept, Page):
    actions_list = ("costs",)
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


@admin.register(Budget)
class BudgetPage(Kept, Page):
    list_display = ("workspace", "scope", "graph_id", "execution_id", "user", "limit", "updated_at")
    list_select_related = ("workspace", "user")
    list_filter = ("scope",)
    search_fields = ("workspace__name", "workspace__id", "graph_id", "user__email")
    ordering = ("-updated_at", "-id")
