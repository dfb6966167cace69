"""The signed-in user, and their API keys."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.accounts.api import serializers
from platform_project.accounts.api.preferences import DEFAULTS, PreferencesJson, PreferencesRead
from platform_project.accounts.api.views.base import caller, given
from platform_project.accounts.api.workspace import IsMember, IsPerson, WorkspaceView
from platform_project.accounts.models import ApiKey, Role
from platform_project.accounts.services import api_keys, preferences


class Me(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method in SAFE_METHODS else IsPerson()]

    @extend_schema(operation_id="get_me", responses=serializers.UserRead, tags=["me"])
    def get(self, request: Request) -> Response:
        """Who is calling."""
        return Response(serializers.UserRead(caller(request)).data)

    @extend_schema(
        operation_id="update_me",
        request=serializers.ProfileWrite,
        responses=serializers.UserRead,
        tags=["me"],
    )
    def patch(self, request: Request) -> Response:
        """Change one's name or time zone."""
        values = given(serializers.ProfileWrite, request)
        user = caller(request)
        for field, value in values.items():
            setattr(user, field, value)
        user.save(update_fields=list(values))
        return Response(serializers.UserRead(user).data)


class MyPreferences(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method in SAFE_METHODS else IsPerson()]

    @extend_schema(operation_id="get_preferences", responses=PreferencesRead, tags=["me"])
    def get(self, request: Request) -> Response:
        """How the caller likes the web app."""
        return Response(DEFAULTS | preferences.preferences_of(caller(request)))

    @extend_schema(
        operation_id="change_preferences", request=PreferencesJson, responses=PreferencesRead, tags=["me"]
    )
    def patch(self, request: Request) -> Response:
        """Change some of them. All together may be 16 KB."""
        changed = given(PreferencesJson, request)
        kept = preferences.change_preferences(user=caller(request), changed=changed)
        return Response(DEFAULTS | kept)


class ApiKeys(WorkspaceView, GenericAPIView[ApiKey]):
    permission_classes = [IsPerson, IsMember]
    roles: ClassVar[dict[str, Role]] = {"post": Role.VIEWER}  # a key never does more than its user may
    serializer_class = serializers.ApiKeyRead
    queryset = ApiKey.objects.none()

    @extend_schema(operation_id="list_api_keys", responses=serializers.ApiKeyRead(many=True), tags=["me"])
    def get(self, request: Request) -> Response:
        """One's own live API keys in this workspace, newest first."""
        keys = ApiKey.objects.live().filter(user=self.user, workspace=self.workspace)
        page = self.paginate_queryset(keys)
        return self.get_paginated_response(serializers.ApiKeyRead(page, many=True).data)

    @extend_schema(
        operation_id="create_api_key",
        request=serializers.ApiKeyWrite,
        responses={201: serializers.ApiKeyCreated},
        tags=["me"],
    )
    def post(self, request: Request) -> Response:
        """Make an API key for this workspace. The answer shows it, this once."""
        values = given(serializers.ApiKeyWrite, request)
        key, plain = api_keys.create_key(user=self.user, workspace=self.workspace, **values)
        return Response({**serializers.ApiKeyRead(key).data, "key": plain}, 201)


class ApiKeyDetail(APIView):
    permission_classes = [IsPerson]

    @extend_schema(operation_id="revoke_api_key", request=None, responses={204: None}, tags=["me"])
    def delete(self, request: Request, key_id: UUID) -> Response:
        """Close one of one's own API keys, of whichever workspace, for good."""
        api_keys.revoke_key(user=caller(request), key_id=key_id)
        return Response(status=204)
