"""Presets: inputs of an agent, saved under a name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.labels import DataField, tags_field
from agents.api.serializers import ExecutionRead
from agents.api.views.shared import ID, valid
from agents.models import Graph, Preset
from agents.models.preset import MAX_NAME_CHARACTERS
from agents.services import presets
from agents.services.saved_inputs import kept_inputs, shown_inputs
from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import Role
from platform_project.kit.idempotency import idempotent
from platform_project.kit.query_params import id_of, words_of

MAX_CREDENTIALS = 50
MAX_VERSION = 2**31 - 1


class LastRun(serializers.Serializer[Any]):
    execution_id = serializers.UUIDField(source="pk")
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class PresetRead(serializers.ModelSerializer[Preset]):
    graph_id = serializers.UUIDField(read_only=True)
    graph_name = serializers.CharField(source="graph.name", read_only=True)
    inputs = serializers.SerializerMethodField(help_text="Secrets are hidden.")
    last_run = LastRun(source="last_execution", read_only=True, allow_null=True)

    class Meta:
        model = Preset
        fields = [
            "id", "graph_id", "graph_name", "version", "name", "inputs", "credentials", "is_enabled",
            "tags", "data", "created_at", "last_run",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_inputs(self, preset: Any) -> dict[str, Any]:
        return shown_inputs(preset.inputs, preset.input_schema)


class PresetChange(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=MAX_NAME_CHARACTERS)
    version = serializers.IntegerField(
        min_value=1,
        max_value=MAX_VERSION,
        required=False,
        allow_null=True,
        help_text="Number of the version to run; left out or null, the active one at the time.",
    )
    inputs = serializers.DictField(
        default=dict, help_text="Input name → value. A hidden secret that is sent back stays as it is."
    )
    credentials = serializers.DictField(
        child=serializers.UUIDField(), default=dict, help_text="Provider → id of the credential to use."
    )
    is_enabled = serializers.BooleanField(default=True)
    tags = tags_field(default=list)
    data = DataField(default=dict, help_text="Custom data of its runs.")  # type: ignore[assignment]  # DRF takes fields off the class

    def validate_credentials(self, value: dict[str, Any]) -> dict[str, str]:
        if len(value) > MAX_CREDENTIALS:
            raise serializers.ValidationError(f"At most {MAX_CREDENTIALS} providers.")
        return {provider: str(credential_id) for provider, credential_id in value.items()}


class PresetWrite(PresetChange):
    graph_id = serializers.UUIDField()


class PresetViewSet(
    WorkspaceView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Preset]
):
    """Inputs of agents, saved to be run with."""

    serializer_class = PresetRead
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    roles: ClassVar[dict[str, Role]] = {"run": Role.RUNNER}

    def get_queryset(self) -> QuerySet[Preset]:
        found: QuerySet[Preset] = Preset.objects.for_user(self.user, workspace=self.workspace).shown()
        if self.action != "list":
            return found
        if (graph_id := id_of(self.request, "graph")) is not None:
            found = found.filter(graph_id=graph_id)
        words = words_of(self.request)
        return found.filter(name__icontains=words) if words else found

    @extend_schema(
        parameters=[
            OpenApiParameter("graph", OpenApiTypes.UUID, description="Of this agent."),
            OpenApiParameter("search", str, description="In the name."),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The presets of the workspace, the newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=PresetWrite, responses={201: PresetRead})
    def create(self, request: Request) -> Response:
        """Save inputs of an agent. They are refused if a run with them would be."""
        given = valid(PresetWrite(data=request.data)).validated_data
        mine = Graph.objects.for_user(self.user, workspace=self.workspace)
        graph = get_object_or_404(mine, pk=given.pop("graph_id"))
        preset = presets.create_preset(graph=graph, user=self.user, **given)
        return Response(self.shown(preset), status=status.HTTP_201_CREATED)

    @extend_schema(request=PresetChange, responses=PresetRead)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given, and leave the rest."""
        preset: Any = self.get_object()
        given = valid(PresetChange(data=request.data, partial=True)).validated_data
        if "inputs" in given:
            given["inputs"] = kept_inputs(given["inputs"], preset.inputs, preset.input_schema)
        return Response(self.shown(presets.change_preset(preset=preset, user=self.user, **given)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a preset with which no schedule or trigger runs."""
        presets.delete_preset(preset=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=None,
        responses={201: ExecutionRead},
        parameters=[ID, OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def run(self, request: Request, pk: str) -> Response:
        """Start the agent with what is saved."""
        execution = presets.run_preset(preset=self.get_object(), user=self.user)
        return Response(ExecutionRead(execution).data, status=status.HTTP_201_CREATED)

    def shown(self, preset: Preset) -> Any:
        return PresetRead(self.get_queryset().get(pk=preset.pk)).data
