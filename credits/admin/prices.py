"""What things cost: rows that take the place of others from a time on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from credits.models import PriceRow
from credits.services import price_book
from platform_project.kit.admin_pages import Page
from platform_project.kit.ids import uuid7


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
