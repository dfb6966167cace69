"""Links by which anybody may read what an execution gave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api.values import answer_of
from agents.models import Execution, Share
from agents.services import shares
from platform_project.accounts.api.people import PersonName
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.kit.query_params import id_of
from platform_project.kit.throttling import client_address, rate_limit

_TOKEN = OpenApiParameter("token", str, OpenApiParameter.PATH)


class ShareRead(serializers.ModelSerializer[Share]):
    execution_id = serializers.UUIDField(read_only=True)
    graph_name = serializers.CharField(source="execution.version.name", read_only=True)
    created_by = PersonName()

    class Meta:
        model = Share
        fields = ["execution_id", "graph_name", "created_by", "created_at"]
        read_only_fields = fields


class ShareCreated(ShareRead):
    """A new link: the one answer that shows it."""

    token = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True, help_text="The page; what it shows is at /shared/{token}.")

    class Meta(ShareRead.Meta):
        fields = [*ShareRead.Meta.fields, "token", "url"]


class SharedRead(serializers.Serializer[Any]):
    """What anybody sees who has the link."""

    name = serializers.CharField(help_text="Of the agent.")
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outputs = serializers.DictField(child=serializers.ListField())


class Shares(WorkspaceView, GenericAPIView[Share]):
    serializer_class = ShareRead

    def get_queryset(self) -> QuerySet[Share]:
        found: QuerySet[Share] = Share.objects.for_user(self.user, workspace=self.workspace)
        execution = id_of(self.request, "execution")
        found = found if execution is None else found.filter(execution=execution)
        return found.select_related("execution__version", "created_by")

    @extend_schema(
        operation_id="list_shares",
        parameters=[OpenApiParameter("execution", OpenApiTypes.UUID)],
        responses=ShareRead(many=True),
        tags=["shares"],
    )
    def get(self, request: Request) -> Response:
        """The links of this workspace that work, or the one of an `execution`, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(ShareRead(page, many=True).data)


class ExecutionShare(WorkspaceView):
    """The link of one execution."""

    def execution(self) -> Execution:
        mine = Execution.objects.for_user(self.user, workspace=self.workspace)
        found: Execution = get_object_or_404(mine.select_related("version"), pk=self.kwargs["execution_id"])
        return found

    @extend_schema(operation_id="get_share", responses=ShareRead, tags=["shares"])
    def get(self, request: Request, execution_id: UUID) -> Response:
        """Who made the link and when. The link itself is not shown again."""
        found = Share.objects.select_related("execution__version", "created_by")
        return Response(ShareRead(get_object_or_404(found, execution=self.execution())).data)

    @extend_schema(operation_id="create_share", request=None, responses={201: ShareCreated}, tags=["shares"])
    def post(self, request: Request, execution_id: UUID) -> Response:
        """Make a link by which anybody reads the outputs. One that was made before works no longer."""
        share, token = shares.share_execution(execution=self.execution(), user=self.user)
        url = f"{settings.PUBLIC_URL}/shared/{token}"
        return Response({**ShareRead(share).data, "token": token, "url": url}, status=201)

    @extend_schema(operation_id="end_share", responses={204: None}, tags=["shares"])
    def delete(self, request: Request, execution_id: UUID) -> Response:
        """Take the link back."""
        shares.end_share(execution=self.execution())
        return Response(status=204)


class OpenLink(APIView):
    """For anybody who has the link. Nothing keeps or lists what it shows."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        rate_limit("shared").take(client_address(request))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer


class Shared(OpenLink):
    @extend_schema(operation_id="get_shared", parameters=[_TOKEN], responses=SharedRead, tags=["shares"])
    def get(self, request: Request, token: str) -> Response:
        """What the execution behind a link gave."""
        execution = shares.shared_execution(token)

        def url_of(sha256: str) -> str:
            return reverse("shared-value", kwargs={"token": token, "sha256": sha256})

        shown = {
            "name": execution.version.name,
            "status": execution.status,
            "created_at": execution.created_at,
            "started_at": execution.started_at,
            "ended_at": execution.ended_at,
            "outputs": shares.shared_outputs(execution, url_of),
        }
        return Response(SharedRead(shown).data)


class SharedValue(OpenLink):
    @extend_schema(
        operation_id="get_shared_value",
        parameters=[_TOKEN],
        responses={(200, "application/json"): OpenApiTypes.ANY},
        tags=["shares"],
    )
    def get(self, request: Request, token: str, sha256: str) -> HttpResponseBase:
        """The whole of a large value that the outputs mention, as JSON."""
        execution = shares.shared_execution(token)
        return answer_of(request, execution, shares.shared_value(execution, sha256))
