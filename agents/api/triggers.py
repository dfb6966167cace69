"""Triggers over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.serializers.triggers import (
    DeliveryRead,
    SecretWrite,
    TriggerChangeWrite,
    TriggerRead,
    TriggerWithSecret,
    TriggerWrite,
)
from agents.api.views.shared import ID, page_of, valid
from agents.models import Graph, Preset, Trigger
from agents.services import triggers
from integrations.models import WebhookDelivery
from integrations.services import deliveries, registration, webhooks
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.errors import BadInput
from platform_project.kit.pagination import NewestFirst
from platform_project.kit.query_params import id_of

_DELIVERY = OpenApiParameter("delivery_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class NewestDeliveries(NewestFirst):
    ordering: ClassVar[list[str]] = ["-received_at", "-id"]
    page_size = 20
    max_page_size = 50  # each with its payload


class TriggerViewSet(WorkspaceView, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Trigger]):
    """What starts the workspace's agents on events outside."""

    serializer_class = TriggerRead
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"replay": Role.RUNNER}

    def get_queryset(self) -> QuerySet[Trigger]:
        mine = Trigger.objects.for_user(self.user, workspace=self.workspace)
        return triggers.with_last_delivery(mine)

    @extend_schema(parameters=[OpenApiParameter("graph", OpenApiTypes.UUID)])
    def list(self, request: Request) -> Response:
        """The triggers of this workspace, the newest first."""
        graph_id = id_of(request, "graph")
        found = self.get_queryset()
        page = self.paginate_queryset(found.filter(graph_id=graph_id) if graph_id else found)
        return self.get_paginated_response(TriggerRead(page, many=True).data)

    @extend_schema(request=TriggerWrite, responses={201: TriggerWithSecret})
    def create(self, request: Request) -> Response:
        """Make one, and enter its address at the sender's where that can be done for you."""
        given = valid(TriggerWrite(data=request.data))
        mine = Graph.objects.for_user(self.user, workspace=self.workspace).select_related("workspace")
        graph: Graph = get_object_or_404(mine, pk=given.validated_data["graph_id"])
        trigger, secret = triggers.create(
            graph=graph, user=self.user, request=given.request(self._preset(graph, given))
        )
        registration.register(trigger.webhook_id)
        return self._with_secret(trigger, secret, status=201)

    @extend_schema(request=TriggerChangeWrite, responses=TriggerRead)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Pause it, or change what it starts on."""
        trigger = self.get_object()
        given = valid(TriggerChangeWrite(data=request.data))
        if triggers.change(trigger, given.change(self._preset(trigger.graph, given))):
            registration.register(trigger.webhook_id)
        return Response(TriggerRead(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete it. Its address takes no more calls, and is taken out at the sender's."""
        triggers.remove(self.get_object())
        return Response(status=204)

    @extend_schema(request=SecretWrite, responses=TriggerWithSecret, parameters=[ID])
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: Request, pk: str) -> Response:
        """Give it a new secret, or the sender's. The old one holds no longer."""
        trigger = self.get_object()
        given = valid(SecretWrite(data=request.data)).validated_data
        secret = webhooks.change_secret(trigger.webhook, given.get("secret", ""))
        registration.register(trigger.webhook_id)
        return self._with_secret(trigger, secret)

    @extend_schema(request=None, responses=TriggerRead, parameters=[ID])
    @action(detail=True, methods=["post"])
    def register(self, request: Request, pk: str) -> Response:
        """Enter its address at the sender's once more, after that had failed."""
        registration.register(self.get_object().webhook_id)
        return Response(TriggerRead(self.get_object()).data)

    @extend_schema(responses=DeliveryRead(many=True), parameters=[ID], filters=False)
    @action(detail=True, pagination_class=NewestDeliveries)
    def deliveries(self, request: Request, pk: str) -> Response:
        """What came, the newest first."""
        return page_of(self, self._deliveries(self.get_object()), DeliveryRead)

    @extend_schema(request=None, responses={201: DeliveryRead}, parameters=[ID, _DELIVERY], filters=False)
    @action(detail=True, methods=["post"], url_path=r"deliveries/(?P<delivery_id>[0-9a-fA-F-]{36})/replay")
    def replay(self, request: Request, pk: str, delivery_id: str) -> Response:
        """Start the agent again with what was sent then, whatever the filters say."""
        delivery = get_object_or_404(self._deliveries(self.get_object()), pk=delivery_id)
        return Response(DeliveryRead(deliveries.replay(delivery)).data, status=201)

    def _preset(self, graph: Graph, given: Any) -> Preset | None:
        """The preset that is asked for. Raises BadInput if it is not one of this agent."""
        wanted = given.validated_data.get("preset_id")
        mine = Preset.objects.for_user(self.user, workspace=self.workspace)
        preset: Preset | None = mine.filter(pk=wanted, graph=graph).first() if wanted else None
        if wanted and preset is None:
            raise BadInput("This agent has no such preset.", preset_id=["This agent has no such preset."])
        return preset

    def _deliveries(self, trigger: Trigger) -> QuerySet[WebhookDelivery]:
        mine = WebhookDelivery.objects.for_user(self.user, workspace=self.workspace)
        found: QuerySet[WebhookDelivery] = mine.filter(webhook_id=trigger.webhook_id)
        return found

    def _with_secret(self, trigger: Trigger, secret: str, status: int = 200) -> Response:
        shown: dict[str, Any] = TriggerRead(self.get_queryset().get(pk=trigger.pk)).data
        return Response({**shown, "secret": secret}, status=status)
