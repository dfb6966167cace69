"""Presets, schedules, and what became of planned times. The inputs in them are their owners' to read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from agents.admin.shown import LookedAt, link_to
from agents.models import Preset, Schedule, ScheduledStart
from platform_project.kit.admin_pages import Page


@admin.register(Preset)
class PresetPage(LookedAt, Page):
    list_display = ("name", "graph", "version", "workspace", "is_enabled", "created_at")
    list_select_related = ("graph", "workspace")
    list_filter = ("is_enabled",)
    search_fields = ("name", "graph__name", "workspace__name")
    ordering = ("-created_at", "-id")
    fields = ("name", "graph", "version", "workspace", "is_enabled", "created_by", "created_at", "updated_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preset]:
        found: QuerySet[Preset] = super().get_queryset(request)
        return found.defer("inputs")


@admin.register(Schedule)
class SchedulePage(LookedAt, Page):
    list_display = ("__str__", "graph", "workspace", "timezone", "is_enabled", "next_at")
    list_select_related = ("graph", "workspace")
    list_filter = ("is_enabled", "missed")
    search_fields = ("name", "graph__name", "workspace__name", "runs_as__email")
    ordering = ("-created_at", "-id")
    fields = (
        *(
            "name",
            "graph",
            "preset",
            "workspace",
            "cron",
            "every_seconds",
            "timezone",
            "missed",
            "is_enabled",
        ),
        *("next_at", "runs_as", "created_at", "updated_at"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        found: QuerySet[Schedule] = super().get_queryset(request)
        return found.defer("inputs")


@admin.register(ScheduledStart)
class ScheduledStartPage(LookedAt, Page):
    list_display = ("planned_at", "schedule", "outcome", "started_at", "error_code")
    list_select_related = ("schedule",)
    list_filter = ("outcome", "error_code")
    search_fields = ("=schedule__id", "=execution__id", "schedule__name")
    ordering = ("-planned_at", "-id")
    fields = ("schedule", "planned_at", "started_at", "outcome", "execution_link", "error_code", "error")
    readonly_fields = fields

    @admin.display(description="execution")
    def execution_link(self, start: ScheduledStart) -> SafeString | str:
        return "–" if start.execution is None else link_to(start.execution, str(start.execution))
