"""Graphs with their versions, a version with its nodes and links."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import TabularInline

from agents.admin.shown import LookedAt, block_name, link_to, list_link, pretty, shown_default
from agents.models import Execution, Graph, GraphVersion, Link, Node, Origin
from platform_project.kit.admin_pages import Page

ROWS_PER_PAGE = 50


class _Inline(LookedAt, TabularInline):
    extra = 0
    can_delete = False
    per_page = ROWS_PER_PAGE

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class VersionInline(_Inline):
    model = GraphVersion
    fields = ("number", "name", "label", "created_by", "created_at")
    readonly_fields = fields
    ordering = ("-number",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[GraphVersion]:
        found: QuerySet[GraphVersion] = super().get_queryset(request).select_related("created_by")
        return found.defer("input_schema", "output_schema")


class NodeInline(_Inline):
    model = Node
    fields = ("position", "key", "block", "defaults", "metadata")
    readonly_fields = fields
    ordering = ("position",)

    @admin.display(description="block")
    def block(self, node: Node) -> str:
        return f"{block_name(node.block_id)} ({node.block_id})"

    @admin.display(description="defaults")
    def defaults(self, node: Node) -> SafeString:
        return pretty(shown_default(node))


class LinkInline(_Inline):
    model = Link
    fields = ("position", "source", "source_name", "sink", "sink_name", "is_static")
    readonly_fields = fields
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Link]:
        found: QuerySet[Link] = super().get_queryset(request)
        return found.select_related("source", "sink")


@admin.register(Graph)
class GraphPage(LookedAt, Page):
    list_display = ("name", "workspace", "active_number", "created_by", "created_at", "updated_at")
    list_select_related = ("workspace", "created_by")
    list_filter = ("created_at", "archived_at")
    search_fields = ("id", "name", "workspace__name", "created_by__email")
    ordering = ("-created_at", "-id")
    fields = (
        "id", "name", "description", "workspace", "active_number", "executions",
        "folder", "tags", "archived_at", "created_by", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = fields
    inlines: ClassVar[list[Any]] = [VersionInline]

    @admin.display(description="executions")
    def executions(self, graph: Graph) -> SafeString:
        return list_link(Execution, f"{graph.executions.count():,} executions", graph=graph.pk)


@admin.register(Origin)
class OriginPage(LookedAt, Page):
    """Agents that were added from the marketplace."""

    list_display = ("graph", "listing_id", "number", "price", "is_closed", "is_step", "added_at")
    list_select_related = ("graph",)
    list_filter = ("is_closed", "is_step", "added_at")
    search_fields = ("listing_id", "graph__id", "graph__name", "creator_workspace_id")
    ordering = ("-added_at", "-graph_id")


@admin.register(GraphVersion)
class GraphVersionPage(LookedAt, Page):
    list_display = ("name", "number", "graph", "created_by", "created_at")
    list_select_related = ("graph", "created_by")
    search_fields = ("id", "name", "graph__id")
    ordering = ("-created_at", "-id")
    fields = (
        "graph_link", "number", "name", "label", "notes", "description", "instructions",
        "recommended_schedule_cron", "input_form", "output_form", "created_by", "created_at",
    )  # fmt: skip
    readonly_fields = fields
    inlines: ClassVar[list[Any]] = [NodeInline, LinkInline]

    @admin.display(description="graph")
    def graph_link(self, version: GraphVersion) -> SafeString:
        return link_to(version.graph, str(version.graph))

    @admin.display(description="input schema")
    def input_form(self, version: GraphVersion) -> SafeString:
        return pretty(version.input_schema)

    @admin.display(description="output schema")
    def output_form(self, version: GraphVersion) -> SafeString:
        return pretty(version.output_schema)
