"""Whom we told of what, and how. Texts are their readers' own."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from platform_project.kit.admin_pages import Page
from platform_project.notifications.models import Notification


@admin.register(Notification)
class NotificationPage(Page):
    list_display = ("kind", "user", "count", "mail", "mailed_at", "created_at", "read_at")
    list_select_related = ("user",)
    list_filter = ("kind", "mail")
    search_fields = ("user__email", "subject_key")
    ordering = ("-created_at", "-id")
    fields = (
        "kind",
        "user",
        "subject_key",
        "count",
        "mail",
        "mailed_at",
        "created_at",
        "updated_at",
        "read_at",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
