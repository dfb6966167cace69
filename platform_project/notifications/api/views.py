"""What the caller was told, and how they want to be told. All of it is their own, in whichever workspace."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.accounts.api.views.base import caller, given
from platform_project.accounts.api.workspace import IsPerson
from platform_project.errors import BadInput
from platform_project.notifications.api import serializers
from platform_project.notifications.kinds import Kind, Wish
from platform_project.notifications.models import Notification, PushSubscription
from platform_project.notifications.services import push, telling, wishes

MAX_COUNTED = 1_000


class Notifications(GenericAPIView[Notification]):
    permission_classes = [IsAuthenticated]
    serializer_class = serializers.NotificationRead
    queryset = Notification.objects.none()

    @extend_schema(
        operation_id="list_notifications",
        parameters=[OpenApiParameter("unread", bool, description="true: only those that are unread.")],
        responses=serializers.NotificationPage,
        tags=["notifications"],
    )
    def get(self, request: Request) -> Response:
        """What the caller was told, the newest first, and how many of all they have not read."""
        unread = request.query_params.get("unread", "false")
        if unread not in ("true", "false"):
            raise BadInput("unread: true or false.", unread=["true or false."])
        mine = Notification.objects.listed().filter(user=caller(request))
        page = self.paginate_queryset(mine.unread() if unread == "true" else mine)
        answer = self.get_paginated_response(serializers.NotificationRead(page, many=True).data)
        answer.data["unread"] = _unread(request)
        return answer


class NotificationsRead(APIView):
    permission_classes = [IsPerson]

    @extend_schema(
        operation_id="read_notifications",
        request=serializers.ReadWrite,
        responses=serializers.UnreadRead,
        tags=["notifications"],
    )
    def post(self, request: Request) -> Response:
        """These, or all, are read; how many are not."""
        values = given(serializers.ReadWrite, request)
        telling.read(caller(request), values.get("ids"))
        return Response({"unread": _unread(request)})


class MyNotificationSettings(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method in SAFE_METHODS else IsPerson()]

    @extend_schema(
        operation_id="get_notification_settings",
        responses=serializers.SettingsJson,
        tags=["notifications"],
    )
    def get(self, request: Request) -> Response:
        """How the caller is told of each kind."""
        return Response(_shown(wishes.wishes_of(caller(request))))

    @extend_schema(
        operation_id="change_notification_settings",
        request=serializers.SettingsJson,
        responses=serializers.SettingsJson,
        tags=["notifications"],
    )
    def put(self, request: Request) -> Response:
        """Change how the caller is told of some kinds."""
        changed = given(serializers.SettingsJson, request)
        return Response(_shown(wishes.change_wishes(user=caller(request), changed=changed)))


class PushSubscriptions(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method in SAFE_METHODS else IsPerson()]

    @extend_schema(
        operation_id="list_push_subscriptions",
        responses=serializers.PushSubscriptionsRead,
        tags=["notifications"],
    )
    def get(self, request: Request) -> Response:
        """The caller's browsers that show notifications, and the key with which one is subscribed."""
        mine = PushSubscription.objects.filter(user=caller(request)).order_by("-created_at", "-pk")
        shown = {"key": push.public_key(), "subscriptions": mine}
        return Response(serializers.PushSubscriptionsRead(shown).data)

    @extend_schema(
        operation_id="create_push_subscription",
        request=serializers.PushSubscriptionWrite,
        responses={201: serializers.PushSubscriptionRead},
        tags=["notifications"],
    )
    def post(self, request: Request) -> Response:
        """Show notifications in a browser."""
        values = given(serializers.PushSubscriptionWrite, request)
        row = push.subscribe(user=caller(request), endpoint=values["endpoint"], **values["keys"])
        return Response(serializers.PushSubscriptionRead(row).data, status=201)


class PushSubscriptionDetail(APIView):
    permission_classes = [IsPerson]

    @extend_schema(operation_id="delete_push_subscription", responses={204: None}, tags=["notifications"])
    def delete(self, request: Request, pk: UUID) -> Response:
        """Show notifications in that browser no more."""
        get_object_or_404(PushSubscription, pk=pk, user=caller(request)).delete()
        return Response(status=204)


def _unread(request: Request) -> int:
    mine = Notification.objects.unread().filter(user=caller(request))
    return len(mine.values_list("pk", flat=True)[:MAX_COUNTED])


def _shown(found: dict[Kind, Wish]) -> dict[str, Any]:
    return {kind.value: asdict(wish) for kind, wish in found.items()}
