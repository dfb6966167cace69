"""One imported API: seen, imported anew, removed. Here because its removal asks which agents use it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agents.services.private_providers import remove_provider
from integrations.api.private_providers import (
    CHANGING,
    READING,
    TAGS,
    ImportedRead,
    ImportWrite,
    PrivateProviderRead,
    imported_answer,
    wanted_of,
)
from integrations.models import PrivateProvider
from integrations.services import private_imports
from platform_project.accounts.api.views.base import given
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.throttling import rate_limit


class PrivateProviderDetail(WorkspaceView, GenericAPIView[PrivateProvider]):
    serializer_class = PrivateProviderRead
    roles: ClassVar[dict[str, Role]] = {"get": READING, "put": CHANGING, "delete": CHANGING}

    def get_queryset(self) -> QuerySet[PrivateProvider]:
        return PrivateProvider.objects.for_user(self.user, workspace=self.workspace)

    def provider(self, provider_id: UUID) -> PrivateProvider:
        found: PrivateProvider = get_object_or_404(self.get_queryset(), pk=provider_id)
        return found

    @extend_schema(operation_id="private_providers_retrieve", responses=PrivateProviderRead, tags=TAGS)
    def get(self, request: Request, provider_id: UUID) -> Response:
        """An imported API with its operations, and with what could not be made and why."""
        return Response(PrivateProviderRead(self.provider(provider_id)).data)

    @extend_schema(
        operation_id="private_providers_import_anew",
        request=ImportWrite,
        responses=ImportedRead,
        tags=TAGS,
    )
    def put(self, request: Request, provider_id: UUID) -> Response:
        """Import it anew: blocks keep their ids, changed ones get a higher version, others go."""
        row = self.provider(provider_id)
        values = given(ImportWrite, request)
        rate_limit("import_openapi").take(self.user.pk)
        imported = private_imports.prepare(
            workspace=self.workspace, user=self.user, wanted=wanted_of(values), into=row
        )
        return imported_answer(imported, is_dry=values["dry_run"], status=200)

    @extend_schema(operation_id="private_providers_remove", request=None, responses={204: None}, tags=TAGS)
    def delete(self, request: Request, provider_id: UUID) -> Response:
        """Remove it with its blocks and its credentials. Refused while agents have steps of it."""
        remove_provider(self.provider(provider_id))
        return Response(status=204)
