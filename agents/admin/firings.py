"""Firings: a page for each, and the table of those of one execution."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Case, F, Func, IntegerField, QuerySet, When
from django.db.models.lookups import LessThanOrEqual
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from agents.admin.shown import (
    MAX_CELL_CHARACTERS,
    STATUS_LABELS,
    LookedAt,
    block_name,
    cell,
    link_to,
    list_link,
    once,
    pretty,
    seconds,
    shown_tokens,
)
from agents.models import Execution, NodeExecution
from agents.secrecy import Mask, shown_input
from platform_project.kit.admin_pages import Page
from platform_project.kit.json_field import ExactJSONField
from platform_project.kit.money import credits_text

MAX_FIRINGS = 200  # on the page of an execution; the list has them all
MAX_CELL_BYTES = 4_096  # as stored; a larger value is fetched for the firing's own page alone
LARGE = "(large: open the step)"
HEADERS = ["Step", "Node", "Block", "Wave", "Status", "Input", "Outputs", "Error", "Took", "Cost"]


@admin.register(NodeExecution)
class NodeExecutionPage(LookedAt, Page):
    list_display = (
        "step", "node_key", "block", "index", "wave", "status_label", "error_code", "attempts", "took",
        "short_execution",
    )  # fmt: skip
    list_display_links = ("step", "node_key")
    list_filter = ("status",)
    search_fields = ("execution__id__exact", "node_key")
    paginator = InfinitePaginator  # the table is the largest there is: nobody waits for its count
    show_full_result_count = False
    fields = (
        "execution_link", "step", "node_key", "block", "index", "wave", "status_label", "error_text",
        "error_code", "given", "gave", "credits", "tokens", "attempts", "queued_at", "started_at",
        "ended_at", "took",
    )  # fmt: skip
    readonly_fields = fields

    def get_ordering(self, request: HttpRequest) -> Sequence[str]:
        return ("step",) if "execution" in request.GET else ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[NodeExecution]:
        found: QuerySet[NodeExecution] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "agents_nodeexecution_changelist":
            return found.defer("input", "outputs", "error")
        return found.select_related("execution__version")

    @display(description="status", ordering="status", label=STATUS_LABELS)  # type: ignore[untyped-decorator]  # unfold has no types
    def status_label(self, row: NodeExecution) -> str:
        return str(row.status)

    @admin.display(description="block")
    def block(self, row: NodeExecution) -> str:
        return block_name(row.block_id)

    @admin.display(description="took")
    def took(self, row: NodeExecution) -> str:
        return seconds(row.took())

    @admin.display(description="execution")
    def execution_link(self, row: NodeExecution) -> SafeString:
        return link_to(row.execution, str(row.execution))

    @admin.display(description="execution")
    def short_execution(self, row: NodeExecution) -> str:
        return str(row.execution_id)[-12:]

    @admin.display(description="cost in credits")
    def credits(self, row: NodeExecution) -> str:
        return credits_text(row.cost)

    @admin.display(description="tokens of models")
    def tokens(self, row: NodeExecution) -> SafeString:
        return shown_tokens(row.tokens_in, row.tokens_out, row.tokens_cached)

    @admin.display(description="error")
    def error_text(self, row: NodeExecution) -> str:
        return Mask.of(row.execution).hide(row.error) or "–"

    @admin.display(description="input")
    def given(self, row: NodeExecution) -> SafeString:
        return once(row, "input", lambda: pretty(Mask.of(row.execution).hide(shown_input(row))))

    @admin.display(description="outputs")
    def gave(self, row: NodeExecution) -> SafeString:
        return once(row, "outputs", lambda: pretty(Mask.of(row.execution).hide(row.outputs)))


def firings_table(execution: Execution) -> SafeString:
    """The first firings of an execution in order, with a link to the list that has them all."""
    found = _with_small_values(NodeExecution.objects.filter(execution=execution).in_order())
    rows = list(found[: MAX_FIRINGS + 1])
    table = {"headers": HEADERS, "rows": [_table_row(execution, row) for row in rows[:MAX_FIRINGS]]}
    html = render_to_string("unfold/components/table.html", {"table": table, "striped": 1})
    shown = f"The first {MAX_FIRINGS} are shown. " if len(rows) > MAX_FIRINGS else ""
    link = list_link(NodeExecution, "All firings of this execution", execution=execution.pk)
    return format_html("{}<p>{}{}</p>", html, shown, link)


def _table_row(execution: Execution, row: NodeExecution) -> list[str]:
    mask = Mask.of(execution)
    row.input, has_input = row.small_input or {}, row.small_input is not None  # type: ignore[attr-defined]
    outputs = row.small_outputs  # type: ignore[attr-defined]  # annotated
    return [
        link_to(row, f"{row.step}"),
        f"{row.node_key} #{row.index}",
        block_name(row.block_id),
        f"{row.wave}",
        row.status,
        cell(mask.hide(shown_input(row))) if has_input else LARGE,
        cell(mask.hide(outputs)) if outputs is not None else LARGE,
        str(mask.hide(row.error))[:MAX_CELL_CHARACTERS],
        seconds(row.took()),
        credits_text(row.cost),
    ]


def _with_small_values(found: QuerySet[NodeExecution]) -> QuerySet[NodeExecution]:
    """Rows without their JSON, but for `small_input` and `small_outputs`: None where those are large."""
    return found.defer("input", "outputs").annotate(
        small_input=_if_small("input"), small_outputs=_if_small("outputs")
    )


def _if_small(column: str) -> Case:
    size = Func(F(column), function="pg_column_size", output_field=IntegerField())
    is_small = When(LessThanOrEqual(size, MAX_CELL_BYTES), then=F(column))
    return Case(is_small, default=None, output_field=ExactJSONField())
