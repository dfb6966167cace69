"""The library over REST: its folders and tags."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.views.shared import valid
from agents.models import Folder, Graph
from agents.models.folder import MAX_NAME_CHARACTERS
from agents.queries import MAX_TAGS_SHOWN, tags_of
from agents.services import folders
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.errors import BadInput


class FolderRead(serializers.ModelSerializer[Folder]):
    parent_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="null: it is at the top.")
    agent_count = serializers.IntegerField(
        read_only=True, help_text="In it, without those in folders within it and without archived ones."
    )

    class Meta:
        model = Folder
        fields = ["id", "name", "parent_id", "agent_count", "created_at"]
        read_only_fields = fields


class FolderWrite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_NAME_CHARACTERS)
    parent_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The folder that it is in; null: none."
    )


class FolderList(serializers.Serializer[Any]):
    folders = FolderRead(many=True)


class TagCount(serializers.Serializer[Any]):
    tag = serializers.CharField()
    count = serializers.IntegerField(help_text="Agents that have it.")


class TagList(serializers.Serializer[Any]):
    tags = TagCount(many=True)


class _FolderView(WorkspaceView):
    def mine(self) -> QuerySet[Folder]:
        found: QuerySet[Folder] = Folder.objects.for_user(self.user, workspace=self.workspace)
        return found

    def given(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What is asked for, with the folder that `parent_id` names as `parent`."""
        told: dict[str, Any] = valid(FolderWrite(data=request.data, partial=partial)).validated_data
        if "parent_id" in told:
            parent_id = told.pop("parent_id")
            told["parent"] = parent_id and self._parent(parent_id)
        return told

    def shown(self, folder: Folder) -> dict[str, Any]:
        return dict(FolderRead(folders.with_counts(self.mine()).get(pk=folder.pk)).data)

    def _parent(self, folder_id: UUID) -> Folder:
        found = self.mine().filter(pk=folder_id).first()
        if found is None:
            told = "There is no such folder."
            raise BadInput(told, parent_id=[told])
        return found


class Folders(_FolderView):
    @extend_schema(operation_id="list_folders", responses=FolderList, tags=["library"])
    def get(self, request: Request) -> Response:
        """All folders of the workspace, by name; `parent_id` makes a tree of them."""
        return Response(FolderList({"folders": folders.with_counts(self.mine())}).data)

    @extend_schema(
        operation_id="create_folder", request=FolderWrite, responses={201: FolderRead}, tags=["library"]
    )
    def post(self, request: Request) -> Response:
        made = folders.create_folder(workspace=self.workspace, **self.given(request))
        return Response(self.shown(made), status=status.HTTP_201_CREATED)


class FolderDetail(_FolderView):
    @extend_schema(operation_id="change_folder", request=FolderWrite, responses=FolderRead, tags=["library"])
    def patch(self, request: Request, folder_id: UUID) -> Response:
        """Rename a folder, or move it into another with all that is in it."""
        folder = get_object_or_404(self.mine(), pk=folder_id)
        return Response(self.shown(folders.change_folder(folder=folder, **self.given(request, partial=True))))

    @extend_schema(operation_id="delete_folder", responses={204: None}, tags=["library"])
    def delete(self, request: Request, folder_id: UUID) -> Response:
        """Take a folder away. The agents and folders in it go where it was: nothing else is deleted."""
        folders.delete_folder(folder=get_object_or_404(self.mine(), pk=folder_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Tags(WorkspaceView):
    @extend_schema(
        operation_id="list_tags",
        responses=TagList,
        tags=["library"],
        description=f"The {MAX_TAGS_SHOWN} tags that most agents have, archived ones left out.",
    )
    def get(self, request: Request) -> Response:
        graphs = Graph.objects.for_user(self.user, workspace=self.workspace)
        return Response(TagList({"tags": tags_of(graphs)}).data)
