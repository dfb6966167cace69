"""Stored values: what lies in file storage, for whom and since when. Executions show what is in them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from agents.admin.shown import LookedAt
from agents.models import StoredValue
from platform_project.kit.admin_pages import Page


@admin.register(StoredValue)
class StoredValuePage(LookedAt, Page):
    list_display = ("short_hash", "workspace", "size_bytes", "use_count", "created_at", "last_used_at")
    list_select_related = ("workspace",)
    list_filter = ("created_at",)
    search_fields = ("sha256__startswith", "workspace__name")
    ordering = ("-created_at", "-id")
    fields = (
        "sha256", "workspace", "size_bytes", "content_type", "use_count", "created_at", "last_used_at",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredValue]:
        found: QuerySet[StoredValue] = super().get_queryset(request)
        return found.annotate(use_count=Count("uses"))

    @admin.display(description="SHA-256", ordering="sha256")
    def short_hash(self, row: StoredValue) -> str:
        return row.sha256[:12]

    @admin.display(description="executions", ordering="use_count")
    def use_count(self, row: StoredValue) -> int:
        return int(row.use_count)  # type: ignore[attr-defined]  # annotated
