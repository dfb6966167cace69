"""Executions with every firing in order, and firings on their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, F, Func, IntegerField, JSONField, QuerySet, Value, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.paginator import InfinitePaginator

from agents.admin.shown import (
    STATUS_LABELS,
    LookedAt,
    block_name,
    cell,
    link_to,
    list_link,
    pretty,
    seconds,
)
from agents.errors import ExecutionHasEnded
from agents.models import Execution, NodeExecution
from agents.runner.record import outputs_of
from agents.secrecy import Mask, shown_input
from agents.services import runs
from platform_project.kit.money import credits_text

MAX_FIRINGS = 200  # on the page of an execution; the list has them all
MAX_CELL_BYTES = 4_096  # as stored; a larger value is fetched on the firing's own page alone
HEADERS = ["Step", "Node", "Block", "Wave", "Status", "Input", "Outputs", "Error", "Took", "Cost"]


@admin.register(Execution)
class ExecutionPage(LookedAt, ModelAdmin):
    list_display = (
        "short_id", "graph", "status_label", "started_by", "node_count", "error_count", "took", "created_at",
    )  # fmt: skip
    list_select_related = ("graph", "started_by")
    list_filter = ("status", "created_at")
    search_fields = ("id", "graph__name")
    ordering = ("-created_at", "-id")
    actions = ("stop_selected",)
    fields = (
        "id", "graph_link", "version", "status_label", "error_text", "error_code", "workspace", "started_by",
        "created_at", "started_at", "ended_at", "took", "node_count", "error_count", "credits",
        "given", "masks", "gave", "unconsumed", "firings",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Execution]:
        found: QuerySet[Execution] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "agents_execution_changelist":
            return found.defer("inputs", "nodes_input_masks", "outputs", "unconsumed", "error")
        return found.select_related("version", "graph", "workspace", "started_by")

    def has_stop_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("agents.change_execution"))  # type: ignore[union-attr]  # staff only

    @action(description="Stop selected executions", permissions=["stop"])
    def stop_selected(self, request: HttpRequest, chosen: QuerySet[Execution]) -> None:
        stopped = 0
        for execution_id in chosen.values_list("pk", flat=True):
            try:
                execution = runs.stop_run(execution_id=execution_id)
            except ExecutionHasEnded:
                continue
            self.log_change(request, execution, "Stopped.")
            stopped += 1
        ended = chosen.count() - stopped
        text = f"{stopped} stopped." + (f" {ended} had ended before." if ended else "")
        self.message_user(request, text, messages.SUCCESS if stopped else messages.WARNING)

    @display(description="id", ordering="id")
    def short_id(self, execution: Execution) -> str:
        return str(execution.pk)[-12:]

    @display(description="status", ordering="status", label=STATUS_LABELS)
    def status_label(self, execution: Execution) -> str:
        return str(execution.status)

    @display(description="took")
    def took(self, execution: Execution) -> str:
        began, ended = execution.started_at, execution.ended_at
        return seconds(ended - began if began and ended else None)

    @display(description="graph")
    def graph_link(self, execution: Execution) -> SafeString:
        return link_to(execution.graph, str(execution.graph))

    @display(description="cost in credits")
    def credits(self, execution: Execution) -> str:
        return credits_text(execution.cost)

    @display(description="error")
    def error_text(self, execution: Execution) -> str:
        return Mask.of(execution).hide(execution.error) or "–"

    @display(description="inputs")
    def given(self, execution: Execution) -> SafeString:
        return pretty(Mask.of(execution).hide(execution.inputs))

    @display(description="inputs of single nodes")
    def masks(self, execution: Execution) -> SafeString:
        return pretty(Mask.of(execution).hide(execution.nodes_input_masks))

    @display(description="outputs")
    def gave(self, execution: Execution) -> SafeString:
        outputs = execution.outputs if execution.has_ended else outputs_of(execution)
        return pretty(Mask.of(execution).hide(outputs))

    @display(description="firings")
    def firings(self, execution: Execution) -> SafeString:
        return firings_table(execution)


@admin.register(NodeExecution)
class NodeExecutionPage(LookedAt, ModelAdmin):
    list_display = (
        "step", "node_key", "block", "index", "wave", "status_label", "error_code", "attempts", "took", "execution",
    )  # fmt: skip
    list_display_links = ("step", "node_key")
    list_select_related = ("execution",)
    list_filter = ("status",)
    search_fields = ("execution__id__exact", "node_key")
    paginator = InfinitePaginator  # the table is the largest there is: nobody waits for its count
    show_full_result_count = False
    fields = (
        "execution_link", "step", "node_key", "block", "index", "wave", "status_label", "error_text", "error_code",
        "given", "gave", "credits", "attempts", "queued_at", "started_at", "ended_at", "took",
    )  # fmt: skip
    readonly_fields = fields

    def get_ordering(self, request: HttpRequest) -> Sequence[str]:
        return ("step",) if "execution" in request.GET else ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[NodeExecution]:
        found: QuerySet[NodeExecution] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "agents_nodeexecution_changelist":
            return found.defer("input", "outputs", "error")
        return found.select_related("execution__version")

    @display(description="status", ordering="status", label=STATUS_LABELS)
    def status_label(self, row: NodeExecution) -> str:
        return str(row.status)

    @display(description="block")
    def block(self, row: NodeExecution) -> str:
        return block_name(row.block_id)

    @display(description="took")
    def took(self, row: NodeExecution) -> str:
        return seconds(row.took())

    @display(description="execution")
    def execution_link(self, row: NodeExecution) -> SafeString:
        return link_to(row.execution, str(row.execution))

    @display(description="cost in credits")
    def credits(self, row: NodeExecution) -> str:
        return credits_text(row.cost)

    @display(description="error")
    def error_text(self, row: NodeExecution) -> str:
        return Mask.of(row.execution).hide(row.error) or "–"

    @display(description="input")
    def given(self, row: NodeExecution) -> SafeString:
        return pretty(Mask.of(row.execution).hide(shown_input(row)))

    @display(description="outputs")
    def gave(self, row: NodeExecution) -> SafeString:
        return pretty(Mask.of(row.execution).hide(row.outputs))


def firings_table(execution: Execution) -> SafeString:
    """The first firings of an execution in order, with a link to the list that has them all."""
    found = _with_small_values(NodeExecution.objects.filter(execution=execution).in_order())
    rows = list(found[: MAX_FIRINGS + 1])
    table = {"headers": HEADERS, "rows": [_table_row(execution, row) for row in rows[:MAX_FIRINGS]]}
    html = render_to_string("unfold/components/table.html", {"table": table, "striped": 1})
    shown = f"The first {MAX_FIRINGS} are shown. " if len(rows) > MAX_FIRINGS else ""
    link = list_link(NodeExecution, "All firings of this execution", execution=execution.pk)
    return format_html("{}<p>{}{}</p>", html, shown, link)


def _with_small_values(found: QuerySet[NodeExecution]) -> QuerySet[NodeExecution]:
    """Rows without their JSON, but for `small_input` and `small_outputs`: None where those are large."""
    return found.defer("input", "outputs").annotate(
        small_input=_if_small("input"), small_outputs=_if_small("outputs")
    )


def _if_small(column: str) -> Case:
    size = Func(F(column), function="pg_column_size", output_field=IntegerField())
    is_small = When(_IsAtMost(size, Value(MAX_CELL_BYTES)), then=F(column))
    return Case(is_small, default=None, output_field=JSONField())
