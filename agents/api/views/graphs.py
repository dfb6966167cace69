"""Graphs and their versions over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.exchange import ImportRead, export_answer, import_answer
from agents.api.graph_filters import FILTERS, asked
from agents.api.import_request import read_import
from agents.api.serializers import (
    GraphPublished,
    GraphRead,
    GraphReport,
    GraphSummary,
    GraphWrite,
    MisfitsRead,
)
from agents.api.serializers.graphs import rows_of
from agents.api.views.shared import ID, valid
from agents.api.views.versions import misfits_shown, published, shown, version_of, version_that_ran
from agents.engine.plan import make_plan
from agents.engine.validation import check_run
from agents.exchange.imports import import_agent
from agents.models import Execution, Graph
from agents.services import graphs
from blocks.finding import blocks_here
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.query_params import choice_of, truth_of

CONFIRMED = OpenApiParameter(
    "confirmed", bool, default=False, description="true: delete it whatever depends on it."
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class GraphsInOrder(NewestFirst):
    """Graphs in the order that `?ordering=` names."""

    orders: ClassVar[dict[str, list[str]]] = {
        "created_at": ["created_at", "id"],
        "updated_at": ["updated_at", "id"],
        "name": ["name_in_order", "id"],
        "last_execution": ["last_started_at", "id"],
    }
    names: ClassVar[list[str]] = [sign + name for name in orders for sign in ("", "-")]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        wanted = choice_of(request, "ordering", self.names, "-created_at")
        sign = "-" if wanted.startswith("-") else ""
        self.ordering = [f"{sign}{field}" for field in self.orders[wanted.lstrip("-")]]  # type: ignore[misc]  # of this page
        return super().paginate_queryset(_with_order(queryset, self.ordering[0].lstrip("-")), request, view)


def _with_order(found: QuerySet[Graph], field: str) -> QuerySet[Graph]:
    """With what the rows do not hold themselves. Graphs that never ran come as if they had run at first."""
    if field == "name_in_order":
        return found.annotate(name_in_order=Lower("name"))
    if field == "last_started_at":
        runs = Execution.objects.filter(graph=OuterRef("pk"), parent=None).order_by("-created_at", "-pk")
        last = Subquery(runs.values("created_at")[:1])
        return found.annotate(last_started_at=Coalesce(last, Value(NEVER), output_field=DateTimeField()))
    return found


class GraphViewSet(WorkspaceView, viewsets.GenericViewSet[Graph]):
    """Agents' workflows. A save makes a new version; the active one runs."""

    serializer_class = GraphSummary
    pagination_class = GraphsInOrder
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"check": Role.VIEWER}

    def get_queryset(self) -> QuerySet[Graph]:
        found = Graph.objects.for_user(self.user, workspace=self.workspace)
        if self.action != "list":
            return cast("QuerySet[Graph]", found)
        return asked(found.listed().with_place(self.user), self.request, self.user, self.workspace)

    @extend_schema(
        parameters=[
            *FILTERS,
            OpenApiParameter("ordering", str, enum=GraphsInOrder.names, default="-created_at"),
        ],
        responses=GraphSummary(many=True),
    )
    def list(self, request: Request) -> Response:
        page = cast("list[Graph]", self.paginate_queryset(self.get_queryset()))
        return self.get_paginated_response(rows_of(page))

    @extend_schema(request=GraphWrite, responses={201: GraphRead})
    def create(self, request: Request) -> Response:
        given = valid(GraphWrite(data=request.data))
        version = graphs.create_graph(workspace=self.workspace, user=self.user, given=given.document())
        return Response(shown(version), status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("version", int, description="The active one if left out.")],
        responses=GraphRead,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        graph = self.get_object()
        return Response(shown(version_that_ran(graph, request.query_params.get("version"))))

    @extend_schema(request=GraphWrite, responses=GraphPublished)
    def update(self, request: Request, pk: str) -> Response:
        graph = self.get_object()
        given = valid(GraphWrite(data=request.data))
        version = graphs.save_version(graph_id=graph.pk, user=self.user, given=given.document())
        return Response(published(version))

    @extend_schema(parameters=[CONFIRMED], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete an agent with its versions and runs; 409 `graph_in_use` names what depends on it."""
        is_confirmed = truth_of(request, "confirmed", default=False)
        graphs.delete_graph(graph_id=self.get_object().pk, is_confirmed=is_confirmed)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=GraphWrite, responses=GraphReport)
    @action(detail=False, methods=["post"], url_path="validate", url_name="validate")
    def check(self, request: Request) -> Response:
        """Every problem of a graph that need not be saved: may it be saved, may it run?"""
        given = valid(GraphWrite(data=request.data)).document()
        graph, report = graphs.check_graph(given.graph, self.workspace)
        if report.is_clean:
            report = check_run(make_plan(graph, blocks_here(self.workspace.pk)), {}, {})
        return Response(GraphReport({"valid": report.is_clean, **report.as_details()}).data)

    @extend_schema(operation_id="graphs_misfits", parameters=[ID], responses=MisfitsRead, filters=False)
    @action(detail=True, url_path="misfits", url_name="misfits", pagination_class=None)
    def misfits(self, request: Request, pk: str) -> Response:
        """Presets, schedules and triggers that cannot start the active version as they are, and why."""
        return Response({"misfits": misfits_shown(self.get_object())})

    @extend_schema(
        operation_id="graphs_import",
        request={"application/json": OpenApiTypes.OBJECT},
        responses={201: ImportRead},
    )
    @action(detail=False, methods=["post"], url_path="import", url_name="import")
    def import_file(self, request: Request) -> Response:
        """Save an agent's file, of this or another installation, as new graphs: `report` says the rest.

        The body is the file, one of several agents, or `{"graph": file}` or `{"url": "https://…"}` with
        `"credentials": {provider: id}` that steps which need an account get.
        """
        asked = read_import(request.data, self.user)
        imported = import_agent(
            workspace=self.workspace, user=self.user, file=asked.file, credentials=asked.credentials
        )
        answer = import_answer(shown(imported[0].version), imported, len(asked.file.agents))
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="graphs_export",
        parameters=[ID, OpenApiParameter("version", int, description="The active one if left out.")],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        filters=False,
    )
    @action(detail=True, url_path="export", url_name="export", pagination_class=None)
    def export_file(self, request: Request, pk: str) -> HttpResponseBase:
        """The agent and those it runs as one file without secrets."""
        return export_answer(version_of(self.get_object(), request.query_params.get("version")))
