"""Starting executions, running them again, and what they show."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.api.labels import DataField, tags_field
from agents.engine import limits
from agents.models import Execution
from agents.models.kinds import ExecutionKind, kind_of
from agents.runner.record import outputs_of
from agents.runner.spending import tokens_of
from agents.secrecy import Mask, shown_masks
from agents.services.labels import labels_of
from agents.services.reruns import Newest, RerunRequest
from agents.services.runs import RunRequest
from platform_project.accounts.api.people import PersonName
from platform_project.kit.money import credits_text, micro_of


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
    until = serializers.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS,
        trim_whitespace=False,
        default="",
        allow_blank=True,
        help_text="Run this node and what it needs, and nothing else. Pinned nodes need nothing.",
    )
    credentials = serializers.DictField(
        child=serializers.UUIDField(),
        default=dict,
        help_text="Provider → id of the credential to act with, where a node names none.",
    )
    pinned_outputs = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(min_length=2, max_length=2), max_length=1_000
        ),
        default=dict,
        help_text="Node id → [[pin, value], …] that stand for what each firing of the node would give.",
    )
    tags = tags_field(default=list)
    data = DataField(default=dict, help_text="Texts, numbers and truth values to find the run by.")  # type: ignore[assignment]  # DRF takes fields off the class

    max_credits = serializers.CharField(
        max_length=20,
        required=False,
        allow_null=True,
        help_text="A decimal number of credits, 0 or above: steps of this run, and of what it starts, that "
        "would go beyond it wait. Budgets of the workspace hold all the same.",
    )

    def validate_max_credits(self, text: str | None) -> int | None:
        amount = None if text is None else micro_of(text, field="max_credits")
        if amount is not None and amount < 0:
            raise serializers.ValidationError("Must be 0 or above.")
        return amount

    def validate_pinned_outputs(self, value: dict[str, list[Any]]) -> dict[str, list[Any]]:
        return with_named_pins(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["only_node"] and attrs["until"]:
            raise serializers.ValidationError({"until": ["It says nothing where `only_node` is given."]})
        return attrs

    def request(self) -> RunRequest:
        given = self.validated_data
        credentials = {provider: str(pk) for provider, pk in given["credentials"].items()}
        tags = list(dict.fromkeys(given["tags"]))
        return RunRequest(
            **{**given, "version": given.get("version"), "credentials": credentials, "tags": tags}
        )


def with_named_pins(pinned: dict[str, list[Any]]) -> dict[str, list[Any]]:
    for node_id, outputs in pinned.items():
        for place, (pin, _) in enumerate(outputs):
            if not isinstance(pin, str):
                raise serializers.ValidationError({node_id: {str(place): ["The pin must be a text."]}})
    return pinned


class BulkAction(StrEnum):
    STOP = "stop"
    DELETE = "delete"
    TAG = "tag"


class ExecutionBulk(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=[str(action) for action in BulkAction])
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)
    tags = tags_field(default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] == BulkAction.TAG and not attrs["tags"]:
            raise serializers.ValidationError({"tags": ["Which tags?"]})
        return attrs


class RefusedRead(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    message = serializers.CharField()


class ExecutionBulkRead(serializers.Serializer[Any]):
    done = serializers.ListField(child=serializers.UUIDField())
    refused = RefusedRead(many=True, help_text="Those that it was not done to, and why.")


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
    until = serializers.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS,
        trim_whitespace=False,
        required=False,
        allow_blank=True,
        help_text="Run this node anew, and of what it needs what failed, changed or is not there. "
        "Left out, as the execution did; empty, to the end.",
    )
    pinned_outputs = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(min_length=2, max_length=2), max_length=1_000
        ),
        required=False,
        help_text="Those of the execution if left out. Where they differ, it runs anew from there.",
    )

    def validate_pinned_outputs(self, value: dict[str, list[Any]]) -> dict[str, list[Any]]:
        return with_named_pins(value)

    def validate_version(self, value: str | None) -> int | Newest | None:
        if value is None:
            return None
        if value == Newest.NEWEST:
            return Newest.NEWEST
        if not value.isdecimal() or len(value) > 10 or not 1 <= int(value) < 2**31:
            raise serializers.ValidationError('Must be the number of a version, or "newest".')
        return int(value)

    def request(self) -> RerunRequest:
        given = self.validated_data
        return RerunRequest(
            given["from_node"], given.get("version"), given.get("until"), given.get("pinned_outputs")
        )


class ExecutionSummary(serializers.ModelSerializer[Execution]):
    graph_name = serializers.CharField(source="version.name", read_only=True)
    kind = serializers.SerializerMethodField(help_text="What started it.")
    started_by = PersonName()
    parent_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="What runs it.")
    source_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="What it is a re-run of.")
    graph_version = serializers.IntegerField(source="version.number", read_only=True)
    cost = serializers.SerializerMethodField(help_text="Credits, as a decimal string.")
    error = serializers.SerializerMethodField()
    dry_run = serializers.BooleanField(source="is_dry_run", read_only=True)
    price = serializers.SerializerMethodField(
        help_text="Credits for the agent itself, of the marketplace: held while it runs, then part of `cost`."
    )
    is_closed = serializers.SerializerMethodField(help_text="Of its steps only its ends are shown.")
    tags = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField(help_text="Custom data, as it was given at the start.")  # type: ignore[assignment]  # DRF takes fields off the class

    class Meta:
        model = Execution
        fields = [
            "id", "graph_id", "graph_name", "graph_version", "kind", "trigger", "started_by", "parent_id",
            "source_id", "status", "node_count", "error_count", "cost", "error", "error_code", "dry_run",
            "price", "is_closed",
            "created_at", "started_at", "ended_at", "history", "tags", "data",
        ]  # fmt: skip
        read_only_fields = fields

    def get_tags(self, execution: Execution) -> list[str]:
        labels = labels_of(execution)
        return list(labels.tags) if labels else []

    @extend_schema_field(serializers.DictField())
    def get_data(self, execution: Execution) -> dict[str, Any]:
        labels = labels_of(execution)
        return dict(labels.data) if labels else {}

    def get_cost(self, execution: Execution) -> str:
        return credits_text(execution.cost)

    def get_price(self, execution: Execution) -> str:
        return credits_text(execution.price)

    def get_is_closed(self, execution: Execution) -> bool:
        return not execution.is_whole

    @extend_schema_field(serializers.ChoiceField(choices=ExecutionKind.choices))
    def get_kind(self, execution: Execution) -> str:
        return kind_of(execution).value

    def get_error(self, execution: Execution) -> str | None:
        if not execution.error:
            return None  # and nothing is read to learn what would have to be hidden in it
        return Mask.of(execution).hide(execution.error) or None


class TokensRead(TypedDict):
    tokens_in: int
    tokens_out: int
    tokens_cached: int


class ExecutionRead(ExecutionSummary):
    """One execution, whole. `outputs` grow while it runs."""

    inputs = serializers.SerializerMethodField()
    nodes_input_masks = serializers.SerializerMethodField()
    credentials = serializers.DictField(child=serializers.CharField(), read_only=True)
    outputs = serializers.SerializerMethodField()
    safe_mode = serializers.BooleanField(source="is_safe_mode", read_only=True)
    auto_approved = serializers.BooleanField(source="is_auto_approved", read_only=True)
    reused_nodes = serializers.SerializerMethodField()
    unconsumed = serializers.SerializerMethodField(help_text="Node id → pin → how many tokens nothing took.")
    tokens = serializers.SerializerMethodField(help_text="Of models, by the providers' own count.")

    class Meta:
        model = Execution
        fields = [
            *ExecutionSummary.Meta.fields, "inputs", "nodes_input_masks", "credentials", "outputs",
            "unconsumed", "safe_mode", "auto_approved", "only_node", "until", "parent_firing_id",
            "reused_nodes", "tokens",
        ]  # fmt: skip
        read_only_fields = fields

    def get_inputs(self, execution: Execution) -> dict[str, Any]:
        return Mask.of(execution).hide(execution.inputs)

    def get_nodes_input_masks(self, execution: Execution) -> dict[str, dict[str, Any]]:
        return shown_masks(execution) if execution.is_whole else {}

    def get_reused_nodes(self, execution: Execution) -> list[str]:
        return list(execution.reused_nodes) if execution.is_whole else []

    def get_unconsumed(self, execution: Execution) -> dict[str, dict[str, int]]:
        return dict(execution.unconsumed) if execution.is_whole else {}

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
