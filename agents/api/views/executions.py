"""Executions over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import (
    ExecutionRead,
    ExecutionRetry,
    ExecutionStart,
    ExecutionSummary,
    NodeExecutionRead,
)
from agents.api.values import value_answer
from agents.api.views.shared import ID, page_of, valid
from agents.engine.state import ExecutionStatus
from agents.models import Execution, Graph
from agents.models.firing import json_bytes
from agents.services import reruns, runs
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.idempotency import idempotent
from platform_project.kit.pagination import NewestFirst

MAX_PAGE_BYTES = 8 * 1024 * 1024  # of what the firings of a page hold
_SHA256 = OpenApiParameter(
    "sha256", str, OpenApiParameter.PATH, description="`$value` of where the value is shown by its beginning."
)


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
        given = valid(ExecutionStart(data=request.data))
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

    @extend_schema(responses=NodeExecutionRead(many=True), parameters=[ID])
    @action(detail=True, pagination_class=InOrderOfSteps)
    def nodes(self, request: Request, pk: str) -> Response:
        """Every firing, in the order in which they were planned."""
        execution = self.get_object()
        return page_of(self, execution.node_executions.all(), NodeExecutionRead, execution=execution)

    @extend_schema(
        parameters=[ID, _SHA256], responses={(200, "application/json"): OpenApiTypes.ANY}, filters=False
    )
    @action(detail=True, url_path=r"values/(?P<sha256>[0-9a-f]{64})", url_name="value")
    def value(self, request: Request, pk: str, sha256: str) -> HttpResponseBase:
        """The whole of a large value that the execution mentions, as JSON."""
        return value_answer(request, self.get_object(), sha256)

    @extend_schema(request=None, responses=ExecutionRead, parameters=[ID])
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """End the run and everything that it does now."""
        return Response(ExecutionRead(runs.stop_run(execution_id=self.get_object().pk)).data)

    @extend_schema(request=None, responses=ExecutionRead, parameters=[ID])
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Go on with a run that was paused for want of credits. A review resumes its run by its answer."""
        return Response(ExecutionRead(runs.resume_run(execution_id=self.get_object().pk)).data)

    @extend_schema(
        request=ExecutionRetry,
        responses={201: ExecutionRead},
        parameters=[ID, OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request: Request, pk: str) -> Response:
        """Run it again, as a new run that takes over what came before the first node to run."""
        execution = self.get_object()
        given = valid(ExecutionRetry(data=request.data))
        again = reruns.rerun(execution=execution, user=self.user, request=given.request())
        return Response(ExecutionRead(again).data, status=status.HTTP_201_CREATED)


def _executions(view: WorkspaceView) -> QuerySet[Execution]:
    return Execution.objects.for_user(view.user, workspace=view.workspace).select_related("version")
