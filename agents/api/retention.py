"""What is kept of executions that ended: the rule of the workspace and those of single graphs."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Graph, Keep
from agents.models.retention import MAX_DAYS
from agents.services import retention
from agents.services.retention import DecidedBy
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role

_DAYS = "Days after the end of an execution, then nothing is kept of it; null is for ever."


class RetentionRead(serializers.Serializer[Any]):
    """What holds, and whose rule it is."""

    keep = serializers.ChoiceField(choices=Keep.choices, read_only=True)
    days = serializers.IntegerField(read_only=True, allow_null=True, help_text=_DAYS)
    decided_by = serializers.ChoiceField(choices=[str(place) for place in DecidedBy], read_only=True)


class RetentionWrite(serializers.Serializer[Any]):
    """What is left out stays as it holds now."""

    keep = serializers.ChoiceField(choices=Keep.choices, required=False)
    days = serializers.IntegerField(
        min_value=1, max_value=MAX_DAYS, required=False, allow_null=True, help_text=_DAYS
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError({"keep": ["Give keep, days or both."]})
        return attrs


class Retention(WorkspaceView):
    """The rule of a workspace, for graphs that have none of their own."""

    roles: ClassVar[dict[str, Role]] = {"patch": Role.ADMIN, "delete": Role.ADMIN}

    @extend_schema(operation_id="get_retention", responses=RetentionRead, tags=["retention"])
    def get(self, request: Request) -> Response:
        """What is kept of executions of the workspace."""
        return _shown(retention.rule_of_workspace(self.workspace))

    @extend_schema(
        operation_id="change_retention", request=RetentionWrite, responses=RetentionRead, tags=["retention"]
    )
    def patch(self, request: Request) -> Response:
        """Change what is kept, of executions that ended before as well (admins)."""
        return _shown(retention.change_rule_of_workspace(self.workspace, **_given(request)))

    @extend_schema(
        operation_id="end_retention", request=None, responses={200: RetentionRead}, tags=["retention"]
    )
    def delete(self, request: Request) -> Response:
        """Go back to what the platform keeps (admins)."""
        return _shown(retention.end_rule_of_workspace(self.workspace))


class GraphRetention(WorkspaceView):
    """The rule of one graph, which goes before the workspace's."""

    def graph(self) -> Graph:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace).select_related("workspace")
        graph: Graph = get_object_or_404(mine, pk=self.kwargs["graph_id"])
        return graph

    @extend_schema(operation_id="get_graph_retention", responses=RetentionRead, tags=["retention"])
    def get(self, request: Request, graph_id: UUID) -> Response:
        """What is kept of executions of the graph."""
        return _shown(retention.rule_of_graph(self.graph()))

    @extend_schema(
        operation_id="change_graph_retention",
        request=RetentionWrite,
        responses=RetentionRead,
        tags=["retention"],
    )
    def patch(self, request: Request, graph_id: UUID) -> Response:
        """Change what is kept, of executions that ended before as well."""
        return _shown(retention.change_rule_of_graph(self.graph(), **_given(request)))

    @extend_schema(
        operation_id="end_graph_retention", request=None, responses={200: RetentionRead}, tags=["retention"]
    )
    def delete(self, request: Request, graph_id: UUID) -> Response:
        """Go back to the rule of the workspace."""
        return _shown(retention.end_rule_of_graph(self.graph()))


def _given(request: Request) -> dict[str, Any]:
    checked = RetentionWrite(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def _shown(rule: retention.Rule) -> Response:
    return Response(RetentionRead(rule).data)
