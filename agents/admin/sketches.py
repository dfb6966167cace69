"""Agents that models drew: who asked, and what it used. Neither wishes nor answers are kept."""

from __future__ import annotations

from django.contrib import admin

from agents.admin.shown import LookedAt
from agents.models import Sketch
from platform_project.kit.admin_pages import Page
from platform_project.kit.money import credits_text


@admin.register(Sketch)
class SketchPage(LookedAt, Page):
    list_display = (
        "created_at",
        "workspace",
        "user",
        "model",
        "outcome",
        "tokens_in",
        "tokens_out",
        "credits",
    )
    list_select_related = ("workspace", "user")
    list_filter = ("provider", "outcome")
    search_fields = ("workspace__name", "user__email", "model")
    ordering = ("-created_at", "-id")
    fields = (
        "created_at", "workspace", "user", "model", "provider", "outcome", "tokens_in", "tokens_out",
        "tokens_cached", "credits",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="credits")
    def credits(self, sketch: Sketch) -> str:
        return credits_text(sketch.cost)
