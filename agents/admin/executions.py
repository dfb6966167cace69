"""Executions, each with every firing in order."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from agents.admin.firings import firings_table
from agents.admin.shown import STATUS_LABELS, LookedAt, link_to, once, pretty, seconds, shown_tokens
from agents.errors import ExecutionHasEnded
from agents.models import Execution
from agents.runner.record import outputs_of
from agents.runner.spending import tokens_of
from agents.secrecy import Mask, shown_masks
from agents.services import runs
from platform_project.kit.admin_pages import Page
from platform_project.kit.money import credits_text


@admin.register(Execution)
class ExecutionPage(LookedAt, Page):
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
        "tokens", "given", "masks", "gave", "left_over", "firings",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Execution]:
        found: QuerySet[Execution] = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "agents_execution_changelist":
            return found.defer("inputs", "nodes_input_masks", "outputs", "unconsumed", "error")
        return found.select_related("version", "graph", "workspace", "started_by")

    def has_stop_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("agents.change_execution"))

    @admin.action(description="Stop selected executions", permissions=["stop"])
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

    @admin.display(description="id", ordering="id")
    def short_id(self, execution: Execution) -> str:
        return str(execution.pk)[-12:]

    @display(description="status", ordering="status", label=STATUS_LABELS)  # type: ignore[untyped-decorator]  # unfold has no types
    def status_label(self, execution: Execution) -> str:
        return str(execution.status)

    @admin.display(description="took")
    def took(self, execution: Execution) -> str:
        began, ended = execution.started_at, execution.ended_at
        return seconds(ended - began if began and ended else None)

    @admin.display(description="graph")
    def graph_link(self, execution: Execution) -> SafeString:
        return link_to(execution.graph, str(execution.graph))

    @admin.display(description="cost in credits")
    def credits(self, execution: Execution) -> str:
        return credits_text(execution.cost)

    @admin.display(description="tokens of models")
    def tokens(self, execution: Execution) -> SafeString:
        return once(execution, "tokens", lambda: shown_tokens(**tokens_of(execution)))

    @admin.display(description="error")
    def error_text(self, execution: Execution) -> str:
        return Mask.of(execution).hide(execution.error) or "–"

    @admin.display(description="inputs")
    def given(self, execution: Execution) -> SafeString:
        return once(execution, "inputs", lambda: pretty(Mask.of(execution).hide(execution.inputs)))

    @admin.display(description="inputs of single nodes")
    def masks(self, execution: Execution) -> SafeString:
        return once(execution, "masks", lambda: pretty(shown_masks(execution)))

    @admin.display(description="outputs")
    def gave(self, execution: Execution) -> SafeString:
        return once(execution, "outputs", lambda: _outputs(execution))

    @admin.display(description="tokens that no firing took")
    def left_over(self, execution: Execution) -> SafeString:
        return pretty(execution.unconsumed)

    @admin.display(description="firings")
    def firings(self, execution: Execution) -> SafeString:
        return once(execution, "firings", lambda: firings_table(execution))


def _outputs(execution: Execution) -> SafeString:
    outputs = execution.outputs if execution.has_ended else outputs_of(execution)
    return pretty(Mask.of(execution).hide(outputs))
