"""Creators: who is verified, and who stands on the first page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from marketplace.admin.bulk import user_of
from marketplace.models import Creator
from marketplace.services.moderators import CHANGE_CREATORS, is_member
from platform_project.kit.admin_pages import Page, is_own_page

_SAID = ("id", "slug", "name", "bio", "links", "workspace", "created_at", "updated_at")


@admin.register(Creator)
class CreatorPage(Page):
    """What they say of themselves is theirs; the two marks are given here."""

    list_display = ("name", "slug", "workspace", "is_verified", "is_featured", "created_at")
    list_select_related = ("workspace",)
    list_filter = ("is_verified", "is_featured", "created_at")
    search_fields = ("name", "slug", "workspace__name", "id")
    ordering = ("-created_at", "-id")
    fields = ("is_verified", "is_featured", *_SAID)
    readonly_fields = _SAID
    actions = ("verify", "unverify", "feature", "unfeature")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """They go with their workspace."""
        return not is_own_page(request, self.opts)

    def has_mark_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(CHANGE_CREATORS))

    @admin.action(description="Verify", permissions=["mark"])
    def verify(self, request: HttpRequest, chosen: QuerySet[Creator]) -> None:
        self._mark(request, chosen, is_verified=True)

    @admin.action(description="Take the verified mark away", permissions=["mark"])
    def unverify(self, request: HttpRequest, chosen: QuerySet[Creator]) -> None:
        self._mark(request, chosen, is_verified=False)

    @admin.action(description="Put on the first page", permissions=["mark"])
    def feature(self, request: HttpRequest, chosen: QuerySet[Creator]) -> None:
        self._mark(request, chosen, is_featured=True)

    @admin.action(description="Take off the first page", permissions=["mark"])
    def unfeature(self, request: HttpRequest, chosen: QuerySet[Creator]) -> None:
        self._mark(request, chosen, is_featured=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Creator | None = None) -> tuple[str, ...]:
        """Nobody marks a workspace of their own."""
        is_own = obj is not None and is_member(user_of(request), obj.workspace_id)
        return self.fields if is_own else self.readonly_fields

    def _mark(self, request: HttpRequest, chosen: QuerySet[Creator], **marks: Any) -> None:
        by = user_of(request)
        rows = [row for row in chosen if not is_member(by, row.workspace_id)]
        Creator.objects.filter(pk__in=[row.pk for row in rows]).update(**marks)
        for row in rows:
            self.log_change(request, row, ", ".join(f"{name}: {value}" for name, value in marks.items()))
        self.message_user(request, f"{len(rows)} changed.", messages.SUCCESS)
