"""What a run will cost, asked before it is started."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api.serializers.executions import ExecutionStart
from agents.api.serializers.graphs import GraphWrite, document_of
from agents.api.views.shared import valid
from agents.models import Graph
from agents.services.estimates import Estimate, NodeEstimate, estimate_draft, estimate_run
from credits.services.ledger import balance_of
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.known_fields import KnownFields
from platform_project.kit.money import credits_text


def _credits(help_text: str) -> serializers.CharField:
    return serializers.CharField(help_text=help_text)


class NodeEstimateRead(serializers.Serializer[Any]):
    node_id = serializers.CharField()
    block_id = serializers.UUIDField()
    typical = _credits("Credits in one run: by its last firings, or `most` where there are none.")
    most = _credits("Credits that have to be free before it fires once.")
    samples = serializers.IntegerField(help_text="Firings of the past that `typical` rests on.")
    firings = serializers.FloatField(help_text="In one run.")


class EstimateRead(serializers.Serializer[Any]):
    enabled = serializers.BooleanField(help_text="False: nothing is charged here.")
    typical = _credits("Credits that a run is likely to cost.")
    most = _credits("Credits of a run whose steps all take the most that they may.")
    price = _credits("Credits for the agent itself, of the marketplace; part of both.")
    available = _credits("Credits that are free now.")
    runs = serializers.IntegerField(help_text="Runs of the past that it rests on.")
    nodes = NodeEstimateRead(many=True, help_text="Steps that may cost something.")


class DraftEstimateWrite(KnownFields):
    graph = GraphWrite(help_text="As it would be saved.")
    graph_id = serializers.UUIDField(
        default=None,
        allow_null=True,
        help_text="The agent that it is a draft of: what its steps cost in past runs counts.",
    )
    credentials = serializers.DictField(child=serializers.UUIDField(), default=dict, help_text="As of a run.")


class DraftEstimate(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"post": Role.VIEWER}

    @extend_schema(operation_id="graphs_draft_estimate", request=DraftEstimateWrite, responses=EstimateRead)
    def post(self, request: Request) -> Response:
        """What a run of a graph would cost that need not be saved. Nothing is saved or started."""
        given = valid(DraftEstimateWrite(data=request.data)).validated_data
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph = None if given["graph_id"] is None else get_object_or_404(mine, pk=given["graph_id"])
        estimate = estimate_draft(
            drawn=document_of(given["graph"]).graph,
            graph=graph,
            user=self.user,
            workspace=self.workspace,
            credentials={provider: str(pk) for provider, pk in given["credentials"].items()},
        )
        return Response(_shown(estimate, self.workspace.pk))


class RunEstimate(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"post": Role.VIEWER}

    @extend_schema(request=ExecutionStart, responses=EstimateRead)
    def post(self, request: Request, graph_id: UUID) -> Response:
        """What a run that is started with this body would cost. Nothing is started."""
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph: Graph = get_object_or_404(mine, pk=graph_id)
        given = ExecutionStart(data=request.data)
        given.is_valid(raise_exception=True)
        estimate = estimate_run(graph=graph, user=self.user, request=given.request())
        return Response(_shown(estimate, graph.workspace_id))


def _shown(estimate: Estimate, workspace_id: UUID) -> dict[str, Any]:
    return {
        "enabled": bool(settings.CREDITS),
        "typical": credits_text(estimate.typical),
        "most": credits_text(estimate.most),
        "price": credits_text(estimate.price),
        "available": credits_text(balance_of(workspace_id).available),
        "runs": estimate.runs,
        "nodes": [_node(node) for node in estimate.nodes],
    }


def _node(node: NodeEstimate) -> dict[str, Any]:
    return {
        "node_id": node.node_id,
        "block_id": node.block_id,
        "typical": credits_text(node.typical),
        "most": credits_text(node.most),
        "samples": node.samples,
        "firings": node.firings,
    }
