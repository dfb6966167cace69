"""Versions of a graph over REST."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers import (
    GraphPublished,
    GraphRead,
    MisfitRead,
    VersionDescribe,
    VersionDiffRead,
    VersionRestore,
    VersionSummary,
    diff_answer,
)
from agents.api.views.shared import valid
from agents.models import Execution, Graph, GraphVersion, Link
from agents.services import graphs, version_removal, versions
from agents.services.misfits import misfits_of
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.errors import NotFound
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.query_params import truth_of


class HighestVersionFirst(NewestFirst):
    ordering: ClassVar[list[str]] = ["-number"]


class VersionViewSet(WorkspaceView, viewsets.GenericViewSet[GraphVersion]):
    """The saved states of one graph. What they hold never changes."""

    serializer_class = VersionSummary
    pagination_class = HighestVersionFirst

    def graph(self) -> Graph:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph: Graph = get_object_or_404(mine, pk=self.kwargs["graph_id"])
        return graph

    def get_queryset(self) -> QuerySet[GraphVersion]:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph: Graph = get_object_or_404(mine, pk=self.kwargs["graph_id"])
        return graph.versions.select_related("graph", "created_by").defer("input_schema", "output_schema")

    @extend_schema(
        parameters=[
            OpenApiParameter("named", bool, default=False, description="true: those with a label."),
            OpenApiParameter("mine", bool, default=False, description="true: those that the caller saved."),
        ],
        responses=VersionSummary(many=True),
    )
    def list(self, request: Request, graph_id: UUID) -> Response:
        found = self.get_queryset()
        if truth_of(request, "named", default=False):
            found = found.exclude(label="")
        if truth_of(request, "mine", default=False):
            found = found.filter(created_by=self.user)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(VersionSummary(page, many=True).data)

    @extend_schema(responses=GraphRead)
    def retrieve(self, request: Request, graph_id: UUID, number: int) -> Response:
        return Response(shown(version_that_ran(self.graph(), str(number))))

    @extend_schema(request=VersionDescribe, responses=GraphRead)
    def partial_update(self, request: Request, graph_id: UUID, number: int) -> Response:
        """Say something else of a version. What it holds stays."""
        given = valid(VersionDescribe(data=request.data)).validated_data
        version = versions.describe_version(
            version=self._version(number), label=given.get("label"), notes=given.get("notes")
        )
        return Response(shown(version))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, graph_id: UUID, number: int) -> Response:
        """Delete a version that nothing runs by: 409 `version_in_use` names what does.

        It is hidden and runs no more; executions that ran it stay readable, and `retrieve` gives it to them.
        """
        version_removal.delete_version(graph_id=self.graph().pk, number=number)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=GraphPublished)
    def activate(self, request: Request, graph_id: UUID, number: int) -> Response:
        """Make this version the one that runs unless a run names another."""
        return Response(published(graphs.activate_version(graph_id=self.graph().pk, number=number)))

    @extend_schema(request=VersionRestore, responses={201: GraphPublished})
    def restore(self, request: Request, graph_id: UUID, number: int) -> Response:
        """Save what this version holds as a new one, which becomes the active one."""
        given = valid(VersionRestore(data=request.data)).validated_data
        version = versions.restore_version(version=self._version(number), user=self.user, **given)
        return Response(published(version), status=status.HTTP_201_CREATED)

    @extend_schema(responses=VersionDiffRead, filters=False)
    def diff(self, request: Request, graph_id: UUID, number: int, other: int) -> Response:
        """What was added, removed and changed from version `number` to version `other`."""
        graph = self.graph()
        old, new = (version_of(graph, str(one)) for one in (number, other))
        return Response(diff_answer(versions.diff_of(old, new)))

    def _version(self, number: int) -> GraphVersion:
        return version_of(self.graph(), str(number))


def version_of(graph: Graph, number: str | None) -> GraphVersion:
    """A version by its number; the active one if None. Raises NotFound."""
    return _found(graph, graph.versions.all(), number)


def version_that_ran(graph: Graph, number: str | None) -> GraphVersion:
    """To look at one: the same, and a deleted one as long as executions of it are there."""
    ran = Exists(Execution.objects.filter(version=OuterRef("pk")))
    found = GraphVersion.everything.filter(Q(deleted_at=None) | ran, graph=graph)
    return _found(graph, found, number)


def _found(graph: Graph, among: QuerySet[GraphVersion], number: str | None) -> GraphVersion:
    wanted = graph.active_number if number is None else int(number[:10]) if number.isdecimal() else 0
    version = among.filter(number=min(wanted, 2**31 - 1)).first()
    if version is None:
        raise NotFound(f"The graph has no version {number or wanted}.")
    version.graph = graph
    return version


def shown(version: GraphVersion) -> dict[str, Any]:
    """A version whole, as `GraphRead`."""
    ends = Prefetch("links", queryset=Link.objects.select_related("source", "sink"))
    whole = (
        GraphVersion.everything.select_related("graph__origin", "created_by")
        .prefetch_related("nodes", ends)
        .get(pk=version.pk)
    )
    return dict(GraphRead(whole).data)


def published(version: GraphVersion) -> dict[str, Any]:
    """The active version, as `GraphPublished`."""
    return {**shown(version), "misfits": misfits_shown(version.graph)}


def misfits_shown(graph: Graph) -> list[dict[str, Any]]:
    """As `MisfitRead`."""
    return [dict(MisfitRead(one).data) for one in misfits_of(graph)]
