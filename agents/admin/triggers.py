"""What starts agents on events outside. Secrets and what was sent are no fields of these pages."""

from __future__ import annotations

from django.contrib import admin

from agents.admin.shown import LookedAt
from agents.models import Trigger
from platform_project.kit.admin_pages import Page


@admin.register(Trigger)
class TriggerPage(LookedAt, Page):
    list_display = ("graph", "node_id", "webhook", "workspace", "created_by", "created_at")
    list_select_related = ("graph", "webhook", "workspace", "created_by")
    search_fields = ("graph__name", "workspace__name", "created_by__email", "webhook__id")
    ordering = ("-created_at", "-id")
    fields = (*list_display, "events", "filters")
    readonly_fields = fields
