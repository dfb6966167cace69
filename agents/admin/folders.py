"""Folders of the library. To look at: people keep them in order themselves."""

from __future__ import annotations

from django.contrib import admin

from agents.admin.shown import LookedAt
from agents.models import Folder
from platform_project.kit.admin_pages import Page


@admin.register(Folder)
class FolderPage(LookedAt, Page):
    list_display = ("name", "parent", "workspace", "created_at")
    list_select_related = ("parent", "workspace")
    search_fields = ("id", "name", "workspace__name")
    ordering = ("-created_at", "-id")
    fields = ("id", "name", "parent", "workspace", "created_at")
    readonly_fields = fields
