"""What a firing shows."""

from __future__ import annotations

from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.models import NodeExecution
from agents.secrecy import Mask, shown_input
from platform_project.kit.money import credits_text

T = TypeVar("T")


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
