"""Executions over REST."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.labels import FILTERS, TagsWrite, labelled
from agents.api.serializers import (
    BulkAction,
    ExecutionBulk,
    ExecutionBulkRead,
    ExecutionRead,
    ExecutionRetry,
    ExecutionStart,
    ExecutionSummary,
    NodeExecutionRead,
)
from agents.api.values import value_answer
from agents.api.views.shared import ID, valid
from agents.engine.state import ExecutionStatus
from agents.models import Execution, Graph, NodeExecution
from agents.models.firing import json_bytes
from agents.models.kinds import ExecutionKind, Trigger, of_kinds
from agents.queries import children_of
from agents.secrecy import prepare_masks
from agents.services import closed, removal, reruns, runs
from agents.services.labels import set_tags
from platform_project.accounts.api.workspace import WorkspaceView, refuse_below
from platform_project.accounts.models import Role
from platform_project.kit.idempotency import idempotent
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.query_params import choices_of, id_of, ids_of, moment_of, number_of, truth_of

MAX_PAGE_BYTES = 8 * 1024 * 1024  # of what the firings of a page hold
_SHA256 = OpenApiParameter(
    "sha256", str, OpenApiParameter.PATH, description="`$value` of where the value is shown by its beginning."
)
_FILTERS = [
    OpenApiParameter("status", str, enum=list(ExecutionStatus), many=True, description="One of these."),
    OpenApiParameter("kind", str, enum=ExecutionKind.values, many=True, description="One of these."),
    OpenApiParameter("trigger", str, enum=Trigger.values, many=True, description="One of these."),
    OpenApiParameter("version", int, description="Number of a version."),
    OpenApiParameter("started_after", OpenApiTypes.DATETIME, description="By `created_at`, inclusive."),
    OpenApiParameter("started_before", OpenApiTypes.DATETIME, description="By `created_at`."),
    OpenApiParameter(
        "parent",
        OpenApiTypes.UUID,
        description="What this execution runs. Left out, what no other runs, unless `kind` is child.",
    ),
    *FILTERS,
]
_LEFT_OUT = (
    "inputs", "nodes_input_masks", "pinned_outputs", "outputs", "unconsumed", "reused_nodes",
    "version__output_schema", "version__description", "version__instructions",
)  # fmt: skip


class InOrderOfSteps(NewestFirst):
    """Firings hold what they took and gave, so a page is also bounded by its bytes."""

    ordering: ClassVar[list[str]] = ["step"]
    page_size = 100
    max_page_size = 500
    has_values = True

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.has_values = truth_of(request, "values", default=True)
        wanted = queryset if self.has_values else queryset.defer("input", "outputs")
        return super().paginate_queryset(wanted, request, view)

    def fit(self, beyond: QuerySet[Any], size: int) -> int:
        if not self.has_values:
            return size
        total = 0
        sizes = beyond.values_list(json_bytes("input", "outputs"), flat=True)[:size]
        for place, row_bytes in enumerate(sizes):
            total += row_bytes
            if total > MAX_PAGE_BYTES:
                return max(1, place)
        return size


class GraphExecutionsViewSet(WorkspaceView, viewsets.GenericViewSet[Execution]):
    """The runs of one graph."""

    serializer_class = ExecutionSummary
    roles: ClassVar[dict[str, Role]] = {"create": Role.RUNNER}

    def graph(self) -> Graph:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph: Graph = get_object_or_404(mine, pk=self.kwargs["graph_id"])
        return graph

    def get_queryset(self) -> QuerySet[Execution]:
        return _asked(_executions(self).filter(graph=self.graph()), self.request)

    @extend_schema(parameters=_FILTERS)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _listed(self)

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


class ExecutionViewSet(WorkspaceView, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Execution]):
    """Runs of the workspace's graphs."""

    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {
        "stop": Role.RUNNER,
        "resume": Role.RUNNER,
        "retry": Role.RUNNER,
        "partial_update": Role.RUNNER,
        "bulk": Role.RUNNER,  # to delete needs BUILDER
    }

    def get_serializer_class(self) -> Any:
        return ExecutionSummary if self.action == "list" else ExecutionRead

    def get_queryset(self) -> QuerySet[Execution]:
        return _asked(_executions(self), self.request) if self.action == "list" else _executions(self)

    @extend_schema(parameters=[*_FILTERS, OpenApiParameter("graph", OpenApiTypes.UUID)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _listed(self)

    @extend_schema(request=TagsWrite, responses=ExecutionRead)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Put other tags in the place of those it has."""
        execution = self.get_object()
        tags = valid(TagsWrite(data=request.data)).validated_data["tags"]
        set_tags(execution=execution, tags=tags)
        return Response(ExecutionRead(execution).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete an execution that has ended, with those below it and all of their steps."""
        removal.delete_run(execution=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ExecutionBulk, responses=ExecutionBulkRead)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Stop, delete or tag several. Each is done or refused by itself."""
        given = valid(ExecutionBulk(data=request.data)).validated_data
        if given["action"] == BulkAction.DELETE:
            refuse_below(Role.BUILDER, self.membership, request.auth)
            outcome = removal.delete_runs(found=self.get_queryset(), ids=given["ids"])
        elif given["action"] == BulkAction.TAG:
            outcome = removal.tag_runs(found=self.get_queryset(), ids=given["ids"], tags=given["tags"])
        else:
            outcome = removal.stop_runs(found=self.get_queryset(), ids=given["ids"])
        refused = [
            {"id": execution_id, "code": why.code, "message": str(why)}
            for execution_id, why in outcome.refused.items()
        ]
        return Response(ExecutionBulkRead({"done": outcome.done, "refused": refused}).data)

    @extend_schema(
        responses=NodeExecutionRead(many=True),
        parameters=[
            ID,
            OpenApiParameter("values", bool, default=True, description="false leaves out input and outputs."),
            OpenApiParameter("ids", UUID, many=True, description="These firings alone; at most 100."),
        ],
    )
    @action(detail=True, pagination_class=InOrderOfSteps)
    def nodes(self, request: Request, pk: str) -> Response:
        """Every firing, in the order in which they were planned; of a closed agent those at its ends."""
        execution = self.get_object()
        steps: Any = closed.shown_firings(execution)
        if (ids := ids_of(request, "ids")) is not None:
            steps = steps.filter(pk__in=ids)
        rows = cast("list[NodeExecution]", self.paginate_queryset(steps))
        context = {
            "execution": execution,
            "children": children_of(execution, rows),
            "has_values": truth_of(request, "values", default=True),
        }
        return self.get_paginated_response(NodeExecutionRead(rows, many=True, context=context).data)

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
    mine = Execution.objects.for_user(view.user, workspace=view.workspace)
    found: QuerySet[Execution] = mine.select_related("version", "started_by", "labels")
    return found


def _asked(found: QuerySet[Execution], request: Request) -> QuerySet[Execution]:
    """Executions as a list is asked for; those of sub-agents only if they are named."""
    parent_id = id_of(request, "parent")
    statuses = choices_of(request, "status", [str(known) for known in ExecutionStatus])
    kinds = [ExecutionKind(kind) for kind in choices_of(request, "kind", ExecutionKind.values)]
    if parent_id is not None:
        found = found.filter(parent_id=parent_id)
    elif ExecutionKind.CHILD not in kinds:
        found = found.filter(parent=None)
    asked = {
        "graph_id": id_of(request, "graph"),
        "version__number": number_of(request, "version"),
        "created_at__gte": moment_of(request, "started_after"),
        "created_at__lt": moment_of(request, "started_before"),
        "status__in": statuses or None,
        "trigger__in": choices_of(request, "trigger", Trigger.values) or None,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value is not None})
    found = labelled(found, request)
    return found.filter(of_kinds(kinds)) if kinds else found


def _listed(view: Any) -> Response:
    """A page without what the rows hold in values, which may be megabytes."""
    rows = view.get_queryset().defer(*_LEFT_OUT)
    page = view.paginate_queryset(rows)
    prepare_masks(page)
    answer: Response = view.get_paginated_response(ExecutionSummary(page, many=True).data)
    return answer
