"""The JSON of graphs and executions: write serializers with bounds on everything, read serializers."""

from __future__ import annotations

from typing import Any, TypedDict, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.engine import graph as document
from agents.engine import limits
from agents.engine import settings as node_settings
from agents.models import Execution, Graph, GraphVersion, Link, Node, NodeExecution, Review
from agents.runner.plans import problems_of
from agents.runner.record import outputs_of
from agents.runner.spending import tokens_of
from agents.secrecy import Mask, shown_input, shown_masks
from agents.services.graphs import GraphDocument
from agents.services.reruns import Newest, RerunRequest
from agents.services.reviews import Answer, Verdict
from agents.services.runs import RunRequest
from platform_project.kit.money import credits_text

T = TypeVar("T")


class _Known(serializers.Serializer[Any]):
    """Refuses names that it does not know: a misspelt setting would else be without effect."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [str(name) for name in data if name not in self.fields]):
            known = ", ".join(self.fields)
            raise serializers.ValidationError({name[:100]: [f"Unknown. Known: {known}."] for name in unknown})
        return super().to_internal_value(data)


class RetryJson(_Known):
    max_attempts = serializers.IntegerField(min_value=1, max_value=node_settings.MAX_ATTEMPTS, default=1)
    wait_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_WAIT_SECONDS, default=1.0, help_text="Doubles each time."
    )
    max_wait_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_WAIT_SECONDS, default=300.0
    )


class NodeSettingsJson(_Known):
    retry = RetryJson(required=False, help_text="Only failures that may pass are tried again.")
    timeout_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_NODE_SECONDS, required=False, help_text="Of one try."
    )
    human_input = serializers.ListField(
        child=serializers.CharField(max_length=limits.MAX_PIN_NAME_CHARACTERS),
        max_length=50,
        required=False,
        help_text="Input pins whose values a person supplies while the agent runs.",
    )
    review_timeout_seconds = serializers.FloatField(
        min_value=1, max_value=node_settings.MAX_REVIEW_SECONDS, required=False
    )


class GraphSettingsJson(_Known):
    on_error = serializers.ChoiceField(
        choices=[str(choice) for choice in node_settings.OnError],
        required=False,
        help_text="stop: the first unhandled error ends the execution.",
    )
    safe_mode = serializers.BooleanField(required=False, help_text="Review blocks ask a person.")
    review_sensitive = serializers.BooleanField(required=False, help_text="Sensitive blocks ask first.")
    max_firings = serializers.IntegerField(min_value=1, max_value=limits.Limits().max_firings, required=False)
    max_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_EXECUTION_SECONDS, required=False
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
    draft = serializers.BooleanField(
        default=False,
        help_text="Save it also if it names blocks or pins that are not here; it will not run.",
    )

    def document(self) -> GraphDocument:
        given = self.validated_data
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
    settings = GraphSettingsJson(read_only=True)
    is_draft = serializers.SerializerMethodField(
        help_text="It names blocks or pins that are not here, and refuses to run."
    )

    class Meta:
        model = GraphVersion
        fields = [
            "id", "name", "description", "instructions", "recommended_schedule_cron", "version", "is_active",
            "is_draft", "nodes", "links", "settings", "input_schema", "output_schema", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_draft(self, version: GraphVersion) -> bool:
        return not problems_of(version.pk).is_clean


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
    dry_run = serializers.BooleanField(
        default=False, help_text="Call no outside service and ask nobody; what those would give is made up."
    )
    safe_mode = serializers.BooleanField(
        default=False, help_text="Review blocks ask a person, also if the graph's settings do not say so."
    )
    only_node = serializers.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS,
        trim_whitespace=False,
        default="",
        allow_blank=True,
        help_text="Run this node alone, without its links; `nodes_input_masks` gives its inputs.",
    )
    pinned_outputs = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(min_length=2, max_length=2), max_length=1_000
        ),
        default=dict,
        help_text="Node id → [[pin, value], …] that stand for what each firing of the node would give.",
    )

    def validate_pinned_outputs(self, value: dict[str, list[Any]]) -> dict[str, list[Any]]:
        for node_id, outputs in value.items():
            for place, (pin, _) in enumerate(outputs):
                if not isinstance(pin, str):
                    raise serializers.ValidationError({node_id: {str(place): ["The pin must be a text."]}})
        return value

    def request(self) -> RunRequest:
        given = self.validated_data
        return RunRequest(**{**given, "version": given.get("version")})


class ExecutionRetry(serializers.Serializer[Any]):
    from_node = serializers.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS,
        trim_whitespace=False,
        default="",
        allow_blank=True,
        help_text="The first node to run again; if left out, what failed or did not end, else everything.",
    )
    version = serializers.CharField(
        required=False, allow_null=True, help_text='A number or "newest"; its own version if left out.'
    )

    def validate_version(self, value: str | None) -> int | Newest | None:
        if value is None:
            return None
        if value == Newest.NEWEST:
            return Newest.NEWEST
        if not value.isdecimal() or len(value) > 10 or not 1 <= int(value) < 2**31:
            raise serializers.ValidationError('Must be the number of a version, or "newest".')
        return int(value)

    def request(self) -> RerunRequest:
        return RerunRequest(self.validated_data["from_node"], self.validated_data.get("version"))


class ExecutionSummary(serializers.ModelSerializer[Execution]):
    graph_version = serializers.IntegerField(source="version.number", read_only=True)
    cost = serializers.SerializerMethodField(help_text="Credits, as a decimal string.")
    error = serializers.SerializerMethodField()
    dry_run = serializers.BooleanField(source="is_dry_run", read_only=True)

    class Meta:
        model = Execution
        fields = [
            "id", "graph_id", "graph_version", "status", "node_count", "error_count", "cost", "error",
            "error_code", "dry_run", "created_at", "started_at", "ended_at", "history",
        ]  # fmt: skip
        read_only_fields = fields

    def get_cost(self, execution: Execution) -> str:
        return credits_text(execution.cost)

    def get_error(self, execution: Execution) -> str | None:
        return Mask.of(execution).hide(execution.error) or None


class TokensRead(TypedDict):
    tokens_in: int
    tokens_out: int
    tokens_cached: int


class ExecutionRead(ExecutionSummary):
    """One execution, whole. `outputs` grow while it runs."""

    inputs = serializers.SerializerMethodField()
    nodes_input_masks = serializers.SerializerMethodField()
    outputs = serializers.SerializerMethodField()
    safe_mode = serializers.BooleanField(source="is_safe_mode", read_only=True)
    auto_approved = serializers.BooleanField(source="is_auto_approved", read_only=True)
    parent_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="What runs it.")
    source_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="What it is a re-run of.")
    reused_nodes = serializers.ListField(child=serializers.CharField(), read_only=True)
    tokens = serializers.SerializerMethodField(help_text="Of models, by the providers' own count.")

    class Meta:
        model = Execution
        fields = [
            *ExecutionSummary.Meta.fields, "inputs", "nodes_input_masks", "outputs", "unconsumed",
            "safe_mode", "auto_approved", "only_node", "parent_id", "parent_firing_id",
            "source_id", "reused_nodes", "tokens",
        ]  # fmt: skip
        read_only_fields = fields

    def get_inputs(self, execution: Execution) -> dict[str, Any]:
        return Mask.of(execution).hide(execution.inputs)

    def get_nodes_input_masks(self, execution: Execution) -> dict[str, dict[str, Any]]:
        return shown_masks(execution)

    def get_tokens(self, execution: Execution) -> TokensRead:
        tokens = tokens_of(execution)
        return {
            "tokens_in": tokens["tokens_in"],
            "tokens_out": tokens["tokens_out"],
            "tokens_cached": tokens["tokens_cached"],
        }

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
            "error_code", "origin", "caller_id", "cost", "tokens_in", "tokens_out", "tokens_cached",
            "attempts", "queued_at", "started_at", "ended_at",
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


class ReviewRead(serializers.ModelSerializer[Review]):
    """A question and, once given, its answer."""

    node_id = serializers.CharField(source="node_key", read_only=True)
    node_execution_id = serializers.UUIDField(source="firing_id", read_only=True)
    graph_id = serializers.UUIDField(source="execution.graph_id", read_only=True)
    name = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()  # type: ignore[assignment]  # DRF takes fields off the class
    decided_data = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()
    decided_by = serializers.EmailField(source="decided_by.email", read_only=True, default=None)

    class Meta:
        model = Review
        fields = [
            "id", "execution_id", "graph_id", "node_id", "node_execution_id", "kind", "status", "name",
            "data", "answer_schema", "editable", "decided_data", "was_edited", "message", "decided_by",
            "created_at", "decided_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_name(self, review: Review) -> str:
        return Mask.of(review.execution).hide(review.name)

    def get_message(self, review: Review) -> str:
        return Mask.of(review.execution).hide(review.message)

    @extend_schema_field({})
    def get_data(self, review: Review) -> Any:
        return Mask.of(review.execution).hide(review.data)

    @extend_schema_field({})
    def get_decided_data(self, review: Review) -> Any:
        return Mask.of(review.execution).hide(review.decided_data)


class ReviewAnswer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=[str(verdict) for verdict in Verdict])
    data = serializers.JSONField(  # type: ignore[assignment]  # DRF takes fields off the class
        required=False, allow_null=True, help_text="The data as you want it; left out, it stays as it is."
    )
    message = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    auto_approve = serializers.BooleanField(
        default=False, help_text="Approve whatever else this execution may ask to have approved."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["auto_approve"] and attrs["decision"] == Verdict.REJECT:
            raise serializers.ValidationError({"auto_approve": "A rejection cannot approve the rest."})
        return attrs

    def answer(self) -> Answer:
        given = self.validated_data
        data = given.get("data", Answer.NOTHING)
        return Answer(Verdict(given["decision"]), data, given["message"], given["auto_approve"])
