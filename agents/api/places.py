"""Where one agent stands in the library, and what depends on it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.labels import tags_field
from agents.api.serializers.graphs import GraphSummary, rows_of
from agents.api.views.shared import valid
from agents.models import Graph
from agents.services.dependants import dependants_of, details_of
from agents.services.library import Paused, Place, place_graph
from platform_project.accounts.api.workspace import WorkspaceView, refuse_below
from platform_project.accounts.models import Role

ONES_OWN = {"is_favourite"}  # which whoever sees the agent may change


class PlaceWrite(serializers.Serializer[Any]):
    folder = serializers.UUIDField(required=False, allow_null=True, help_text="null: out of all folders.")
    tags = tags_field(required=False)
    is_favourite = serializers.BooleanField(required=False, help_text="The caller's own mark.")
    is_archived = serializers.BooleanField(
        required=False, help_text="true: out of sight; its schedules and triggers are switched off."
    )

    def place(self) -> Place:
        given = self.validated_data
        return Place(
            folder=given.get("folder"),
            has_folder="folder" in given,
            tags=given.get("tags"),
            is_archived=given.get("is_archived"),
            is_favourite=given.get("is_favourite"),
        )


class PausedRead(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class PausedKinds(serializers.Serializer[Any]):
    schedules = PausedRead(many=True)
    triggers = PausedRead(many=True)


class GraphPlaced(GraphSummary):
    """The row as it is now, and what was switched off because the agent was archived."""

    paused = PausedKinds(read_only=True)

    class Meta(GraphSummary.Meta):
        fields = [*GraphSummary.Meta.fields, "paused"]
        read_only_fields = fields


class DependantRead(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class StarterRead(DependantRead):
    is_enabled = serializers.BooleanField()


class OfferedAsRead(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.CharField()


class DependantsRead(serializers.Serializer[Any]):
    schedules = StarterRead(many=True)
    triggers = StarterRead(many=True)
    presets = DependantRead(many=True)
    sub_agents = DependantRead(many=True, help_text="Agents that run it as a step.")
    listing = OfferedAsRead(allow_null=True)


class GraphPlace(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {"patch": Role.VIEWER}  # all but the mark of one's own: BUILDER

    @extend_schema(operation_id="place_graph", request=PlaceWrite, responses=GraphPlaced, tags=["library"])
    def patch(self, request: Request, graph_id: UUID) -> Response:
        """Change folder, tags, one's own mark, or whether the agent is archived; what is left out stays."""
        given = valid(PlaceWrite(data=request.data, partial=True))
        if given.validated_data.keys() - ONES_OWN:
            refuse_below(Role.BUILDER, self.membership, request.auth)
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph = get_object_or_404(mine.listed(), pk=graph_id)
        paused = place_graph(graph=graph, user=self.user, place=given.place())
        return Response(
            {**rows_of([mine.with_place(self.user).get(pk=graph.pk)])[0], "paused": _told(paused)}
        )


class GraphDependants(WorkspaceView):
    @extend_schema(operation_id="graph_dependants", responses=DependantsRead, tags=["library"])
    def get(self, request: Request, graph_id: UUID) -> Response:
        """What depends on the agent, which `DELETE` then asks about."""
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        return Response(details_of(dependants_of(get_object_or_404(mine, pk=graph_id))))


def _told(paused: Paused) -> dict[str, Any]:
    return {
        "schedules": [{"id": str(one.pk), "name": str(one)} for one in paused.schedules],
        "triggers": [{"id": str(one.pk), "name": one.node_id} for one in paused.triggers],
    }
