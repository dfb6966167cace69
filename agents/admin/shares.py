"""Links by which anybody may read what an execution gave: who made them, and to what."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from agents.admin.shown import LookedAt, link_to
from agents.models import Share
from platform_project.kit.admin_pages import Page


@admin.register(Share)
class SharePage(LookedAt, Page):
    list_display = ("execution", "workspace", "created_by", "created_at")
    list_select_related = ("execution", "workspace", "created_by")
    search_fields = ("execution__id", "workspace__name", "created_by__email")
    ordering = ("-created_at", "-id")
    fields = ("execution_link", "workspace", "created_by", "created_at")
    readonly_fields = fields

    @admin.display(description="execution")
    def execution_link(self, share: Share) -> SafeString:
        return link_to(share.execution, str(share.execution))
