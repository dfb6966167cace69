"""Questions to people, with their answers. They are answered over the API, by members of the workspace."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from agents.admin.shown import LookedAt, link_to, pretty
from agents.models import Review
from agents.secrecy import Mask
from platform_project.kit.admin_pages import Page


@admin.register(Review)
class ReviewPage(LookedAt, Page):
    list_display = ("question", "kind", "status", "node_key", "decided_by", "created_at", "decided_at")
    list_select_related = ("decided_by",)
    list_filter = ("status", "kind", "created_at")
    search_fields = ("id", "name", "execution__id")
    ordering = ("-created_at", "-id")
    fields = (
        "id", "execution_link", "node_key", "kind", "status", "question", "shown", "editable", "answered",
        "was_edited", "said", "decided_by", "created_at", "decided_at", "expires_at", "workspace",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        found: QuerySet[Review] = super().get_queryset(request)
        return found.select_related("execution__version", "workspace")

    @admin.display(description="execution")
    def execution_link(self, review: Review) -> SafeString:
        return link_to(review.execution, str(review.execution))

    @admin.display(description="name", ordering="name")
    def question(self, review: Review) -> str:
        return Mask.of(review.execution).hide(review.name)

    @admin.display(description="message")
    def said(self, review: Review) -> str:
        return Mask.of(review.execution).hide(review.message)

    @admin.display(description="data")
    def shown(self, review: Review) -> SafeString:
        return pretty(Mask.of(review.execution).hide(review.data))

    @admin.display(description="data as it was approved")
    def answered(self, review: Review) -> SafeString:
        return pretty(Mask.of(review.execution).hide(review.decided_data))
