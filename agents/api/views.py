"""Graphs and executions over REST."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.agent_files import read_agent
from agents.api.exchange import ImportRead, export_answer, import_answer
from agents.api.serializers import (
    ExecutionRead,
    ExecutionRetry,
    ExecutionStart,
    ExecutionSummary,
    GraphRead,
    GraphReport,
    GraphSummary,
    GraphWrite,
    NodeExecutionRead,
    ReviewAnswer,
    ReviewRead,
    VersionSummary,
)
from agents.api.values import value_answer
from agents.engine.plan import make_plan
from agents.engine.state import ExecutionStatus
from agents.engine.validation import check_run
from agents.exchange.imports import import_agent
from agents.models import Execution, Graph, GraphVersion, Link, Review
from agents.models.execution import json_bytes
from agents.models.review import ReviewStatus
from agents.services import graphs, reruns, reviews, runs
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput, NotFound
from platform_project.kit.idempotency import idempotent
from platform_project.kit.pagination import NewestFirst

MAX_PAGE_BYTES = 8 * 1024 * 1024  # of what the firings of a page hold


class HighestVersionFirst(NewestFirst):
    ordering: ClassVar[list[str]] = ["-number"]


class InOrderOfSteps(NewestFirst):
    """Firings hold what they took and gave, so a page is also bounded by its bytes."""

    ordering: ClassVar[list[str]] = ["step"]
    page_size = 100
    max_page_size = 500

    def fit(self, beyond: QuerySet[Any], size: int) -> int:
        total = 0
        sizes = beyond.values_list(json_bytes("input", "outputs"), flat=True)[:size]
        for place, row_bytes in enumerate(sizes):
            total += row_bytes
            if total > MAX_PAGE_BYTES:
                return max(1, place)
        return size


_ID = OpenApiParameter("id", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)
_SHA256 = OpenApiParameter(
    "sha256", str, OpenApiParameter.PATH, description="`$value` of where the value is shown by its beginning."
)
_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH, description="Number of a version.")


@extend_schema_view(
    list=extend_schema(responses=GraphSummary(many=True)), destroy=extend_schema(responses={204: None})
)
class GraphViewSet(WorkspaceView, mixins.ListModelMixin, viewsets.GenericViewSet[Graph]):
    """Agents' workflows. A save makes a new version; the active one runs."""

    serializer_class = GraphSummary
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"check": Role.VIEWER}

    def get_queryset(self) -> QuerySet[Graph]:
        return Graph.objects.for_user(self.user, workspace=self.workspace)

    @extend_schema(request=GraphWrite, responses={201: GraphRead})
    def create(self, request: Request) -> Response:
        given = _valid(GraphWrite(data=request.data))
        version = graphs.create_graph(workspace=self.workspace, user=self.user, given=given.document())
        return Response(_shown(version), status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("version", int, description="The active one if left out.")],
        responses=GraphRead,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        graph = self.get_object()
        return Response(_shown(_version(graph, request.query_params.get("version"))))

    @extend_schema(request=GraphWrite, responses=GraphRead)
    def update(self, request: Request, pk: str) -> Response:
        graph = self.get_object()
        given = _valid(GraphWrite(data=request.data))
        return Response(
            _shown(graphs.save_version(graph_id=graph.pk, user=self.user, given=given.document()))
        )

    def destroy(self, request: Request, pk: str) -> Response:
        graphs.delete_graph(graph_id=self.get_object().pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=GraphWrite, responses=GraphReport)
    @action(detail=False, methods=["post"], url_path="validate", url_name="validate")
    def check(self, request: Request) -> Response:
        """Every problem of a graph that need not be saved: may it be saved, may it run?"""
        given = _valid(GraphWrite(data=request.data)).document()
        graph, report = graphs.check_graph(given.graph, self.workspace)
        if report.is_clean:
            report = check_run(make_plan(graph), {}, {})
        return Response(GraphReport({"valid": report.is_clean, **report.as_details()}).data)

    @extend_schema(
        operation_id="graphs_import",
        request={"application/json": OpenApiTypes.OBJECT},
        responses={201: ImportRead},
    )
    @action(detail=False, methods=["post"], url_path="import", url_name="import")
    def import_file(self, request: Request) -> Response:
        """Save an agent's file, of this or another installation, as new graphs: `report` says the rest."""
        imported = import_agent(workspace=self.workspace, user=self.user, file=read_agent(request.data))
        answer = import_answer(_shown(imported[0].version), imported)
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="graphs_export",
        parameters=[_ID, OpenApiParameter("version", int, description="The active one if left out.")],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        filters=False,
    )
    @action(detail=True, url_path="export", url_name="export", pagination_class=None)
    def export_file(self, request: Request, pk: str) -> HttpResponseBase:
        """The agent and those it runs as one file without secrets."""
        return export_answer(_version(self.get_object(), request.query_params.get("version")))

    @extend_schema(responses=VersionSummary(many=True), parameters=[_ID])
    @action(detail=True, pagination_class=HighestVersionFirst, serializer_class=VersionSummary)
    def versions(self, request: Request, pk: str) -> Response:
        return _page(self, self.get_object().versions.select_related("graph"), VersionSummary)

    @extend_schema(responses=GraphRead, parameters=[_ID, _NUMBER])
    @action(detail=True, url_path=r"versions/(?P<number>[0-9]{1,9})", url_name="version")
    def version(self, request: Request, pk: str, number: str) -> Response:
        return Response(_shown(_version(self.get_object(), number)))

    @extend_schema(request=None, responses=GraphRead, parameters=[_ID, _NUMBER])
    @action(
        detail=True,
        methods=["post"],
        url_path=r"versions/(?P<number>[0-9]{1,9})/activate",
        url_name="activate",
    )
    def activate(self, request: Request, pk: str, number: str) -> Response:
        """Make this version the one that runs unless a run names another."""
        version = graphs.activate_version(graph_id=self.get_object().pk, number=int(number))
        return Response(_shown(version))


class GraphExecutionsViewSet(WorkspaceView, mixins.ListModelMixin, viewsets.GenericViewSet[Execution]):
    """The runs of one graph."""

    serializer_class = ExecutionSummary
    roles: ClassVar[dict[str, Role]] = {"create": Role.RUNNER}

    def graph(self) -> Graph:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph: Graph = get_object_or_404(mine, pk=self.kwargs["graph_id"])
        return graph

    def get_queryset(self) -> QuerySet[Execution]:
        return _executions(self).filter(graph=self.graph())

    @extend_schema(
        request=ExecutionStart,
        responses={201: ExecutionRead},
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @idempotent
    def create(self, request: Request, graph_id: str) -> Response:
        """Start a run. The same Idempotency-Key starts it once."""
        graph = self.graph()
        given = _valid(ExecutionStart(data=request.data))
        execution = runs.start_run(graph=graph, user=self.user, request=given.request())
        return Response(ExecutionRead(execution).data, status=status.HTTP_201_CREATED)


class ExecutionViewSet(
    WorkspaceView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Execution]
):
    """Runs of the workspace's graphs."""

    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"stop": Role.RUNNER, "resume": Role.RUNNER, "retry": Role.RUNNER}

    def get_serializer_class(self) -> Any:
        return ExecutionSummary if self.action == "list" else ExecutionRead

    def get_queryset(self) -> QuerySet[Execution]:
        found = _executions(self)
        wanted = self.request.query_params.get("status") if self.action == "list" else None
        if wanted is None:
            return found
        if wanted not in set(ExecutionStatus):
            raise BadInput("Unknown status.", status=[f"One of {', '.join(ExecutionStatus)}."])
        return found.filter(status=wanted)

    @extend_schema(parameters=[OpenApiParameter("status", str, enum=list(ExecutionStatus))])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=NodeExecutionRead(many=True), parameters=[_ID])
    @action(detail=True, pagination_class=InOrderOfSteps)
    def nodes(self, request: Request, pk: str) -> Response:
        """Every firing, in the order in which they were planned."""
        execution = self.get_object()
        return _page(self, execution.node_executions.all(), NodeExecutionRead, execution=execution)

    @extend_schema(
        parameters=[_ID, _SHA256], responses={(200, "application/json"): OpenApiTypes.ANY}, filters=False
    )
    @action(detail=True, url_path=r"values/(?P<sha256>[0-9a-f]{64})", url_name="value")
    def value(self, request: Request, pk: str, sha256: str) -> HttpResponseBase:
        """The whole of a large value that the execution mentions, as JSON."""
        return value_answer(request, self.get_object(), sha256)

    @extend_schema(request=None, responses=ExecutionRead, parameters=[_ID])
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """End the run and everything that it does now."""
        return Response(ExecutionRead(runs.stop_run(execution_id=self.get_object().pk)).data)

    @extend_schema(request=None, responses=ExecutionRead, parameters=[_ID])
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Go on with a run that was paused for want of credits. A review resumes its run by its answer."""
        return Response(ExecutionRead(runs.resume_run(execution_id=self.get_object().pk)).data)

    @extend_schema(
        request=ExecutionRetry,
        responses={201: ExecutionRead},
        parameters=[_ID, OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request: Request, pk: str) -> Response:
        """Run it again, as a new run that takes over what came before the first node to run."""
        execution = self.get_object()
        given = _valid(ExecutionRetry(data=request.data))
        again = reruns.rerun(execution=execution, user=self.user, request=given.request())
        return Response(ExecutionRead(again).data, status=status.HTTP_201_CREATED)


class ReviewViewSet(
    WorkspaceView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Review]
):
    """What executions ask people. An answer is given once."""

    serializer_class = ReviewRead
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"answer": Role.RUNNER}

    def get_queryset(self) -> QuerySet[Review]:
        mine = Review.objects.for_user(self.user, workspace=self.workspace)
        found: QuerySet[Review] = mine.select_related("execution__version", "decided_by")
        return _asked(found, self.request) if self.action == "list" else found

    @extend_schema(
        parameters=[
            OpenApiParameter("status", str, enum=ReviewStatus.values, description="WAITING if left out."),
            OpenApiParameter("execution", str, description="Id of an execution; those below it count too."),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=ReviewAnswer, responses=ReviewRead, parameters=[_ID])
    def answer(self, request: Request, pk: str) -> Response:
        """Approve, perhaps with changed data, or reject."""
        review = self.get_object()
        given = _valid(ReviewAnswer(data=request.data))
        return Response(ReviewRead(reviews.decide(review=review, user=self.user, answer=given.answer())).data)


def _asked(found: QuerySet[Review], request: Request) -> QuerySet[Review]:
    wanted = request.query_params.get("status", ReviewStatus.WAITING)
    if wanted not in ReviewStatus.values:
        raise BadInput("Unknown status.", status=[f"One of {', '.join(ReviewStatus.values)}."])
    execution_id = request.query_params.get("execution")
    if execution_id is None:
        return found.filter(status=wanted)
    try:
        top = UUID(execution_id)
    except ValueError as err:
        raise BadInput("execution must be an id.", execution=["Must be a UUID."]) from err
    return found.filter(Q(execution_id=top) | Q(execution__root_id=top), status=wanted)


def _executions(view: WorkspaceView) -> QuerySet[Execution]:
    return Execution.objects.for_user(view.user, workspace=view.workspace).select_related("version")


def _page(view: Any, rows: QuerySet[Any], serializer: Any, **context: Any) -> Response:
    """One page of rows that are not the view's own model."""
    page = view.paginate_queryset(rows)
    answer: Response = view.get_paginated_response(serializer(page, many=True, context=context).data)
    return answer


def _valid(serializer: Any) -> Any:
    serializer.is_valid(raise_exception=True)
    return serializer


def _version(graph: Graph, number: str | None) -> GraphVersion:
    wanted = graph.active_number if number is None else int(number[:10]) if number.isdecimal() else 0
    version: GraphVersion | None = graph.versions.filter(number=min(wanted, 2**31 - 1)).first()
    if version is None:
        raise NotFound(f"The graph has no version {number or wanted}.")
    version.graph = graph
    return version


def _shown(version: GraphVersion) -> dict[str, Any]:
    ends = Prefetch("links", queryset=Link.objects.select_related("source", "sink"))
    whole = GraphVersion.objects.select_related("graph").prefetch_related("nodes", ends).get(pk=version.pk)
    return dict(GraphRead(whole).data)
