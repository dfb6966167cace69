"""Working copies that were not saved: whose, of what and since when. What is in them is their author's."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.admin.shown import LookedAt
from agents.models import Autosave
from platform_project.kit.admin_pages import Page


@admin.register(Autosave)
class AutosavePage(LookedAt, Page):
    list_display = ("name", "user", "workspace", "graph", "base_version", "updated_at")
    list_select_related = ("user", "workspace", "graph")
    search_fields = ("name", "user__email", "workspace__name")
    ordering = ("-updated_at", "-id")
    fields = ("key", "name", "user", "workspace", "graph", "base_version", "created_at", "updated_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Autosave]:
        found: QuerySet[Autosave] = super().get_queryset(request)
        return found.defer("document")
