"""The JSON of graphs and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.api.serializers.origins import OriginRead, newest_of, origin_shown
from agents.engine import graph as document
from agents.engine import limits
from agents.exchange.graph_settings import GraphSettingsJson, NodeSettingsJson
from agents.models import Execution, Folder, Graph, Link, Node
from agents.queries import MAX_COUNTED, GraphUse, use_of
from agents.services.graphs import GraphDocument


def label_field(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=limits.MAX_LABEL_CHARACTERS,
        allow_blank=True,
        help_text="A name for the version.",
        **options,
    )


def notes_field(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=limits.MAX_NOTES_CHARACTERS, allow_blank=True, help_text="What it is about.", **options
    )


class NodeJson(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, trim_whitespace=False)
    block_id = serializers.CharField(max_length=100, help_text="UUID, slug or alias of a block.")
    input_default = serializers.DictField(default=dict, help_text="Input pin → value.")
    metadata = serializers.DictField(default=dict, help_text="Kept as it is.")
    settings = NodeSettingsJson(default=dict)


class LinkJson(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, required=False, allow_blank=True)
    source_id = serializers.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, trim_whitespace=False)
    source_name = serializers.CharField(max_length=limits.MAX_PIN_NAME_CHARACTERS, trim_whitespace=False)
    sink_id = serializers.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, trim_whitespace=False)
    sink_name = serializers.CharField(max_length=limits.MAX_PIN_NAME_CHARACTERS, trim_whitespace=False)
    is_static = serializers.BooleanField(required=False)


class GraphWrite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=limits.MAX_NAME_CHARACTERS)
    description = serializers.CharField(
        max_length=limits.MAX_DESCRIPTION_CHARACTERS, allow_blank=True, default="", allow_null=True
    )
    nodes = serializers.ListField(child=NodeJson(), max_length=limits.MAX_NODES)
    links = serializers.ListField(child=LinkJson(), max_length=limits.MAX_LINKS, default=list)
    settings = GraphSettingsJson(default=dict)
    instructions = serializers.CharField(
        max_length=limits.MAX_DESCRIPTION_CHARACTERS,
        allow_blank=True,
        allow_null=True,
        default="",
        help_text="For who runs the agent.",
    )
    recommended_schedule_cron = serializers.CharField(
        max_length=limits.MAX_CRON_CHARACTERS,
        allow_blank=True,
        allow_null=True,
        default="",
        help_text="A hint for who runs it; nothing runs by it.",
    )
    label = label_field(default="")  # type: ignore[assignment]  # DRF takes fields off the class
    notes = notes_field(default="")
    draft = serializers.BooleanField(
        default=False,
        help_text="Save it also if it names blocks or pins that are not here; it will not run.",
    )
    autosave = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Key of the autosave that a new graph was made of: it is removed.",
    )

    def document(self) -> GraphDocument:
        return document_of(self.validated_data)


def document_of(given: Mapping[str, Any]) -> GraphDocument:
    """What GraphWrite validated, also where it is a field of another serializer."""
    links = given["links"]
    return GraphDocument(
        name=given["name"],
        description=given["description"] or "",
        graph=document.Graph(
            tuple(document.Node(**node) for node in given["nodes"]),
            tuple(document.Link(**link) for link in links),
            given["settings"],
        ),
        static_said=tuple(link.get("is_static") for link in links),
        instructions=given["instructions"] or "",
        recommended_schedule_cron=given["recommended_schedule_cron"] or "",
        is_draft=given["draft"],
        autosave=given.get("autosave"),
        label=given["label"],
        notes=given["notes"],
    )


class LastExecutionRead(serializers.ModelSerializer[Execution]):
    class Meta:
        model = Execution
        fields = ["id", "status", "created_at", "started_at", "ended_at"]
        read_only_fields = fields


class PlaceFolder(serializers.ModelSerializer[Folder]):
    class Meta:
        model = Folder
        fields = ["id", "name"]
        read_only_fields = fields


class GraphSummary(serializers.ModelSerializer[Graph]):
    """A graph without its nodes, found `with_place`."""

    version = serializers.IntegerField(source="active_number", read_only=True, help_text="The active one.")
    is_draft = serializers.SerializerMethodField(
        help_text="The active version names blocks or pins that are not here, and refuses to run."
    )
    last_execution = serializers.SerializerMethodField(help_text="The one that was started last.")
    execution_count = serializers.SerializerMethodField(
        help_text=f"Counted up to {MAX_COUNTED}; without those that other agents started."
    )
    preset_count = serializers.SerializerMethodField(help_text="Presets that are switched on.")
    folder = PlaceFolder(read_only=True, allow_null=True)
    is_favourite = serializers.BooleanField(read_only=True, help_text="The caller marked it.")
    is_archived = serializers.SerializerMethodField()
    origin = serializers.SerializerMethodField(help_text="null: it was made here.")

    class Meta:
        model = Graph
        fields = [
            "id", "name", "description", "version", "is_draft", "last_execution", "execution_count",
            "preset_count", "folder", "tags", "is_favourite", "is_archived", "origin", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OriginRead(allow_null=True))
    def get_origin(self, graph: Graph) -> dict[str, Any] | None:
        return origin_shown(graph, self.context.get("newest"))

    @extend_schema_field(LastExecutionRead(allow_null=True))
    def get_last_execution(self, graph: Graph) -> dict[str, Any] | None:
        last = self._use(graph).last_execution
        return dict(LastExecutionRead(last).data) if last else None

    def get_execution_count(self, graph: Graph) -> int:
        return self._use(graph).execution_count

    def get_is_draft(self, graph: Graph) -> bool:
        return self._use(graph).is_draft

    def get_preset_count(self, graph: Graph) -> int:
        return self._use(graph).preset_count

    def get_is_archived(self, graph: Graph) -> bool:
        return graph.archived_at is not None

    def _use(self, graph: Graph) -> GraphUse:
        """Of what `queries.use_of` gave, which the context must hold."""
        found: Mapping[UUID, GraphUse] = self.context["use"]
        return found.get(graph.pk, GraphUse())


def rows_of(graphs: list[Graph]) -> list[dict[str, Any]]:
    """Graphs that were found `with_place`, as rows; in as many queries for one as for a hundred."""
    context = {"use": use_of([graph.pk for graph in graphs]), "newest": newest_of(graphs)}
    return [dict(row) for row in GraphSummary(graphs, many=True, context=context).data]


class NodeRead(serializers.ModelSerializer[Node]):
    id = serializers.CharField(source="key", read_only=True)

    class Meta:
        model = Node
        fields = ["id", "block_id", "input_default", "metadata", "settings"]
        read_only_fields = fields

    settings = NodeSettingsJson(read_only=True, required=False)

    def to_representation(self, instance: Node) -> dict[str, Any]:
        shown = super().to_representation(instance)
        shown["settings"] = instance.settings
        if not instance.settings:
            del shown["settings"]
        return shown


class LinkRead(serializers.ModelSerializer[Link]):
    """A link as its author wrote it: `id` and `is_static` only where they were given."""

    id = serializers.CharField(source="key", read_only=True, required=False)
    source_id = serializers.CharField(source="source.key", read_only=True)
    sink_id = serializers.CharField(source="sink.key", read_only=True)
    is_static = serializers.BooleanField(read_only=True, required=False)

    class Meta:
        model = Link
        fields = ["id", "source_id", "source_name", "sink_id", "sink_name", "is_static"]
        read_only_fields = fields

    def to_representation(self, instance: Link) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not instance.key:
            del shown["id"]
        if instance.is_static is None:
            del shown["is_static"]
        return shown


class GraphReport(serializers.Serializer[Any]):
    """Every problem of a graph. valid: it may be saved and may run."""

    valid = serializers.BooleanField()
    nodes = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    links = serializers.ListField(child=serializers.DictField())
    graph = serializers.ListField(child=serializers.CharField())
