"""What an import would make, and several agents as one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api.exchange import ImportPreviewRead, bundle_answer, preview_answer
from agents.api.import_request import read_import
from agents.exchange.imports import prepare_import
from agents.models import Graph, GraphVersion
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput, NotFound
from platform_project.kit.query_params import MAX_IDS, ids_of


class ImportPreview(WorkspaceView, APIView):
    @extend_schema(
        operation_id="graphs_import_preview",
        request={"application/json": OpenApiTypes.OBJECT},
        responses=ImportPreviewRead,
        tags=["graphs"],
    )
    def post(self, request: Request) -> Response:
        """What importing this would make, and which accounts it needs. Takes what the import takes."""
        asked = read_import(request.data, self.user)
        prepared = prepare_import(
            workspace=self.workspace, user=self.user, file=asked.file, credentials=asked.credentials
        )
        return Response(preview_answer(prepared, len(asked.file.agents), asked.fetched))


class GraphBundle(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.VIEWER}

    @extend_schema(
        operation_id="graphs_export_bundle",
        parameters=[
            OpenApiParameter("ids", OpenApiTypes.UUID, many=True, required=True, description=f"≤ {MAX_IDS}")
        ],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        tags=["graphs"],
    )
    def get(self, request: Request) -> HttpResponse:
        """Several agents, each with those it runs, as one file without secrets: their active versions."""
        ids = list(dict.fromkeys(ids_of(request, "ids") or []))
        if not ids:
            raise BadInput("ids: Which agents?", ids=["Which agents?"])
        return bundle_answer(self._versions(ids))

    def _versions(self, ids: Sequence[UUID]) -> list[GraphVersion]:
        mine = Graph.objects.for_user(self.user, workspace=self.workspace).filter(pk__in=ids)
        active = GraphVersion.objects.filter(graph__in=mine, number=F("graph__active_number"))
        found = {version.graph_id: version for version in active.select_related("graph")}
        if missing := [str(pk) for pk in ids if pk not in found]:
            raise NotFound("Some of these agents are not here.", ids=missing)
        return [found[pk] for pk in ids]
