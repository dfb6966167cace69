"""What the operator sets up, and rows to look at."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from agents.admin.shown import LookedAt
from marketplace.models import Category, Image, ListingDay, ModerationEvent, ReasonTemplate
from platform_project.kit.admin_pages import Page


@admin.register(Category)
class CategoryPage(Page):
    list_display = ("name", "slug", "position")
    list_editable = ("position",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Submissions name it by its slug."""
        return ("slug",) if obj is not None else ()


@admin.register(ReasonTemplate)
class ReasonTemplatePage(Page):
    list_display = ("title", "text", "position")
    list_editable = ("position",)
    search_fields = ("title", "text")


@admin.register(ModerationEvent)
class ModerationEventPage(LookedAt, Page):
    list_display = ("created_at", "listing", "submission", "act", "by", "note")
    list_select_related = ("listing", "submission", "by")
    list_filter = ("act", "created_at")
    search_fields = ("listing__slug", "by__email", "note")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Image)
class ImagePage(LookedAt, Page):
    list_display = ("id", "use", "workspace", "width", "height", "size_bytes", "created_by", "created_at")
    list_select_related = ("workspace", "created_by")
    list_filter = ("use", "created_at")
    search_fields = ("id", "digest", "workspace__name")
    ordering = ("-created_at", "-id")


@admin.register(ListingDay)
class ListingDayPage(LookedAt, Page):
    list_display = ("listing", "day", "views", "installs", "runs", "earned")
    list_select_related = ("listing",)
    list_filter = ("day",)
    search_fields = ("listing__slug",)
    ordering = ("-day", "listing")
    show_full_result_count = False
