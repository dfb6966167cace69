"""Working copies of the caller, kept while they draw."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agents.engine import limits
from agents.models import Autosave
from agents.services.autosaves import MAX_AUTOSAVES, Work, put_autosave
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.pagination import NewestFirst


class AutosaveSummary(serializers.ModelSerializer[Autosave]):
    graph_id = serializers.UUIDField(
        read_only=True, allow_null=True, help_text="null: it was never saved as a graph."
    )

    class Meta:
        model = Autosave
        fields = ["key", "graph_id", "name", "base_version", "updated_at"]
        read_only_fields = fields


class AutosaveRead(AutosaveSummary):
    graph = serializers.DictField(source="document", read_only=True, help_text="As it was on the canvas.")

    class Meta(AutosaveSummary.Meta):
        fields = [*AutosaveSummary.Meta.fields, "graph"]


class AutosaveWrite(serializers.Serializer[Any]):
    graph = serializers.DictField(help_text="Graph JSON as it is on the canvas. It need not be valid.")
    base_version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        allow_null=True,
        help_text="Number of the version that it was made from.",
    )
    known_version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        allow_null=True,
        help_text="Number of the newest version that its author knows of, if that is another one.",
    )

    def validate_graph(self, value: dict[str, Any]) -> dict[str, Any]:
        for name, most in (("nodes", limits.MAX_NODES), ("links", limits.MAX_LINKS)):
            given = value.get(name)
            if given is not None and not isinstance(given, list):
                raise serializers.ValidationError({name: ["Must be a list."]})
            if given and len(given) > most:
                raise serializers.ValidationError({name: [f"At most {most} of them."]})
        return value


class LastChangedFirst(NewestFirst):
    ordering: ClassVar[list[str]] = ["-updated_at", "-id"]
    page_size = MAX_AUTOSAVES


class Autosaves(WorkspaceView, GenericAPIView[Autosave]):
    serializer_class = AutosaveSummary
    pagination_class = LastChangedFirst

    def get_queryset(self) -> QuerySet[Autosave]:
        found: QuerySet[Autosave] = Autosave.objects.for_user(self.user, workspace=self.workspace)
        return found.filter(user=self.user).defer("document")

    @extend_schema(operation_id="list_autosaves", responses=AutosaveSummary(many=True), tags=["autosaves"])
    def get(self, request: Request) -> Response:
        """One's own working copies in this workspace, the last changed first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(AutosaveSummary(page, many=True).data)


class AutosaveDetail(WorkspaceView):
    roles: ClassVar[dict[str, Role]] = {
        "delete": Role.VIEWER
    }  # one's own, also after one may no longer build

    @extend_schema(operation_id="get_autosave", responses=AutosaveRead, tags=["autosaves"])
    def get(self, request: Request, key: UUID) -> Response:
        """The working copy of a graph, or of one that was never saved."""
        mine = Autosave.objects.of(self.user, self.workspace)
        return Response(AutosaveRead(get_object_or_404(mine, key=key)).data)

    @extend_schema(
        operation_id="put_autosave", request=AutosaveWrite, responses=AutosaveSummary, tags=["autosaves"]
    )
    def put(self, request: Request, key: UUID) -> Response:
        """Keep what is on the canvas. key: the id of the graph, or a UUID made up for a new one.

        Refused with `newer_version` if there is a version that its author does not know of.
        """
        given = AutosaveWrite(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        work = Work(told["graph"], told.get("base_version"), told.get("known_version"))
        row = put_autosave(workspace=self.workspace, user=self.user, key=key, work=work)
        return Response(AutosaveSummary(row).data)

    @extend_schema(operation_id="delete_autosave", responses={204: None}, tags=["autosaves"])
    def delete(self, request: Request, key: UUID) -> Response:
        """Throw a working copy away; it is no error if there is none."""
        Autosave.objects.of(self.user, self.workspace).filter(key=key).delete()
        return Response(status=204)
