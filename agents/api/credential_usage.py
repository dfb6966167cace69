"""What acts with a credential."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.credential_usage import agents_with
from integrations.models import Credential
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role


class RunOfAgentRead(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class AgentUseRead(serializers.Serializer[Any]):
    graph_id = serializers.UUIDField()
    graph_name = serializers.CharField()
    names_it = serializers.BooleanField(help_text="A node names it; else nodes need its provider.")
    node_ids = serializers.ListField(child=serializers.CharField())
    last_execution = RunOfAgentRead(allow_null=True)


class CredentialUsageRead(serializers.Serializer[Any]):
    agents = AgentUseRead(many=True)


class CredentialUsage(WorkspaceView, APIView):
    roles: ClassVar[dict[str, Role]] = {"get": Role.RUNNER}

    @extend_schema(operation_id="credentials_usage", responses=CredentialUsageRead, tags=["credentials"])
    def get(self, request: Request, credential_id: UUID) -> Response:
        """The workspace's agents that name the credential or need its provider, with how each last ran."""
        mine = Credential.objects.for_user(self.user, workspace=self.workspace)
        credential = get_object_or_404(mine, pk=credential_id)
        found = agents_with(credential, self.user)
        return Response(CredentialUsageRead({"agents": found}).data)
