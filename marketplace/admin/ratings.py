"""What people say of agents they ran; hidden where it has to be."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agents.admin.shown import LookedAt
from marketplace.admin.bulk import each, user_of
from marketplace.models import Rating
from marketplace.services import report_decisions
from marketplace.services.moderators import HIDE_RATINGS
from platform_project.kit.admin_pages import Page


@admin.register(Rating)
class RatingPage(LookedAt, Page):
    list_display = ("listing", "stars", "beginning", "user", "is_hidden", "created_at")
    list_select_related = ("listing", "user")
    list_filter = ("is_hidden", "stars", "created_at")
    search_fields = ("listing__slug", "user__email", "text")
    ordering = ("-created_at", "-id")
    actions = ("hide", "show")

    @admin.display(description="text")
    def beginning(self, rating: Rating) -> str:
        return rating.text[:120]

    def has_hide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(HIDE_RATINGS))

    @admin.action(description="Hide", permissions=["hide"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Rating]) -> None:
        self._hide(request, chosen, "hidden", is_hidden=True)

    @admin.action(description="Show again", permissions=["hide"])
    def show(self, request: HttpRequest, chosen: QuerySet[Rating]) -> None:
        self._hide(request, chosen, "shown again", is_hidden=False)

    def _hide(self, request: HttpRequest, chosen: QuerySet[Rating], word: str, *, is_hidden: bool) -> None:
        def do(row: Rating) -> None:
            report_decisions.hide_rating(rating=row, moderator=user_of(request), is_hidden=is_hidden)

        each(self, request, chosen, word, do)
