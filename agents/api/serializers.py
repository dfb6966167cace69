"""The JSON of graphs and executions: write serializers with bounds on everything, read serializers."""

from __future__ import annotations

from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.engine import graph as document
from agents.engine import limits
from agents.models import Execution, Graph, GraphVersion, Link, Node, NodeExecution
from agents.runner.record import outputs_of
from agents.secrecy import Mask, shown_input, shown_masks
from agents.services.graphs import GraphDocument
from agents.services.runs import RunRequest
from platform_project.kit.money import credits_text

T = TypeVar("T")


class NodeJson(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, trim_whitespace=False)
    block_id = serializers.CharField(max_length=100, help_text="UUID, slug or alias of a block.")
    input_default = serializers.DictField(default=dict, help_text="Input pin → value.")
    metadata = serializers.DictField(default=dict, help_text="Kept as it is.")


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

    def document(self) -> GraphDocument:
        given = self.validated_data
        links = given["links"]
        return GraphDocument(
            name=given["name"],
            description=given["description"] or "",
            graph=document.Graph(
                tuple(document.Node(**node) for node in given["nodes"]),
                tuple(document.Link(**link) for link in links),
            ),
            static_said=tuple(link.get("is_static") for link in links),
        )


class GraphSummary(serializers.ModelSerializer[Graph]):
    """A graph without its nodes."""

    version = serializers.IntegerField(source="active_number", read_only=True, help_text="The active one.")

    class Meta:
        model = Graph
        fields = ["id", "name", "description", "version", "created_at", "updated_at"]
        read_only_fields = fields


class NodeRead(serializers.ModelSerializer[Node]):
    id = serializers.CharField(source="key", read_only=True)

    class Meta:
        model = Node
        fields = ["id", "block_id", "input_default", "metadata"]
        read_only_fields = fields


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


class VersionSummary(serializers.ModelSerializer[GraphVersion]):
    version = serializers.IntegerField(source="number", read_only=True)
    is_active = serializers.SerializerMethodField()

    class Meta:
        model = GraphVersion
        fields = ["version", "is_active", "name", "description", "created_at"]
        read_only_fields = fields

    def get_is_active(self, version: GraphVersion) -> bool:
        return version.number == version.graph.active_number


class GraphRead(VersionSummary):
    """One version of a graph, whole."""

    id = serializers.UUIDField(source="graph_id", read_only=True)
    nodes = NodeRead(many=True, read_only=True)
    links = LinkRead(many=True, read_only=True)
    input_schema = serializers.DictField(read_only=True)
    output_schema = serializers.DictField(read_only=True)

    class Meta:
        model = GraphVersion
        fields = [
            "id", "name", "description", "version", "is_active", "nodes", "links",
            "input_schema", "output_schema", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class GraphReport(serializers.Serializer[Any]):
    """Every problem of a graph. valid: it may be saved and may run."""

    valid = serializers.BooleanField()
    nodes = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    links = serializers.ListField(child=serializers.DictField())
    graph = serializers.ListField(child=serializers.CharField())


class ExecutionStart(serializers.Serializer[Any]):
    inputs = serializers.DictField(default=dict, help_text="Input name → value.")
    nodes_input_masks = serializers.DictField(
        child=serializers.DictField(),
        default=dict,
        help_text="Node id → pin → value, over defaults and links.",
    )
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True)
    dry_run = serializers.BooleanField(default=False, help_text="Not served yet: true is refused.")

    def validate_dry_run(self, value: bool) -> bool:
        if value:
            raise serializers.ValidationError("Dry runs are not served yet; nothing was started.")
        return value

    def request(self) -> RunRequest:
        given = self.validated_data
        return RunRequest(given["inputs"], given["nodes_input_masks"], given.get("version"))


class ExecutionSummary(serializers.ModelSerializer[Execution]):
    graph_version = serializers.IntegerField(source="version.number", read_only=True)
    cost = serializers.SerializerMethodField(help_text="Credits, as a decimal string.")
    error = serializers.SerializerMethodField()

    class Meta:
        model = Execution
        fields = [
            "id", "graph_id", "graph_version", "status", "node_count", "error_count", "cost", "error",
            "error_code", "created_at", "started_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_cost(self, execution: Execution) -> str:
        return credits_text(execution.cost)

    def get_error(self, execution: Execution) -> str | None:
        return Mask.of(execution).hide(execution.error) or None


class ExecutionRead(ExecutionSummary):
    """One execution, whole. `outputs` grow while it runs."""

    inputs = serializers.SerializerMethodField()
    nodes_input_masks = serializers.SerializerMethodField()
    outputs = serializers.SerializerMethodField()

    class Meta:
        model = Execution
        fields = [*ExecutionSummary.Meta.fields, "inputs", "nodes_input_masks", "outputs", "unconsumed"]
        read_only_fields = fields

    def get_inputs(self, execution: Execution) -> dict[str, Any]:
        return Mask.of(execution).hide(execution.inputs)

    def get_nodes_input_masks(self, execution: Execution) -> dict[str, dict[str, Any]]:
        return shown_masks(execution)

    def get_outputs(self, execution: Execution) -> dict[str, list[Any]]:
        outputs = execution.outputs if execution.has_ended else outputs_of(execution)
        return Mask.of(execution).hide(outputs)


class NodeExecutionRead(serializers.ModelSerializer[NodeExecution]):
    """One firing. Its context must hold `execution`, whose secrets it hides."""

    node_id = serializers.CharField(source="node_key", read_only=True)
    input = serializers.SerializerMethodField()
    outputs = serializers.SerializerMethodField(help_text="[pin, value] pairs in order.")
    error = serializers.SerializerMethodField()
    cost = serializers.SerializerMethodField(help_text="Credits, as a decimal string.")

    class Meta:
        model = NodeExecution
        fields = [
            "id", "node_id", "block_id", "index", "wave", "status", "input", "outputs", "error",
            "error_code", "cost", "attempts", "queued_at", "started_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_input(self, row: NodeExecution) -> dict[str, Any]:
        return self._hidden(shown_input(row))

    @extend_schema_field(
        {"type": "array", "items": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2}}
    )
    def get_outputs(self, row: NodeExecution) -> list[list[Any]]:
        return self._hidden(row.outputs)

    def get_error(self, row: NodeExecution) -> str | None:
        return self._hidden(row.error) or None

    def get_cost(self, row: NodeExecution) -> str:
        return credits_text(row.cost)

    def _hidden(self, value: T) -> T:
        return Mask.of(self.context["execution"]).hide(value)
