"""By which accounts a run of an agent may act."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api.exchange import NeededAccountRead
from agents.api.views.versions import version_of
from agents.models import Graph
from agents.needed_accounts import needed_accounts
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role


class NeededAccountsRead(serializers.Serializer[Any]):
    accounts = NeededAccountRead(many=True)


class NeededAccounts(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.RUNNER}

    @extend_schema(
        operation_id="graphs_credentials",
        parameters=[OpenApiParameter("version", int, description="The active one if left out.")],
        responses=NeededAccountsRead,
        tags=["graphs"],
    )
    def get(self, request: Request, graph_id: UUID) -> Response:
        """The accounts that a run of the agent needs, and that `credentials` of its start may choose.

        Also those of the agents that it runs. Steps that name an account of yours are left out.
        """
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        version = version_of(get_object_or_404(mine, pk=graph_id), request.query_params.get("version"))
        found = needed_accounts(version, self.user, self.workspace)
        return Response(NeededAccountsRead({"accounts": found}).data)
