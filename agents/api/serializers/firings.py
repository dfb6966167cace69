"""What a firing shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.models import NodeExecution
from agents.runner.record import CLOSED_FAILED
from agents.secrecy import Mask, shown_input
from agents.services.closed import shown_pins
from platform_project.kit.money import credits_text

T = TypeVar("T")


class NodeExecutionRead(serializers.ModelSerializer[NodeExecution]):
    """One firing."""

    node_id = serializers.CharField(source="node_key", read_only=True)
    input = serializers.SerializerMethodField(help_text="null if values were not asked for.")
    outputs = serializers.SerializerMethodField(
        help_text="[pin, value] pairs in order; null if values were not asked for."
    )
    error = serializers.SerializerMethodField()
    child_execution_id = serializers.SerializerMethodField(
        help_text="The execution of the agent that it runs."
    )
    cost = serializers.SerializerMethodField(help_text="Credits, as a decimal string.")

    class Meta:
        model = NodeExecution
        fields = [
            "id", "node_id", "block_id", "index", "wave", "status", "input", "outputs", "error",
            "error_code", "origin", "caller_id", "child_execution_id", "cost", "tokens_in", "tokens_out",
            "tokens_cached", "attempts", "queued_at", "started_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_input(self, row: NodeExecution) -> dict[str, Any] | None:
        if not self.context["has_values"]:
            return None
        return self._hidden(shown_pins(self.context["execution"], row, shown_input(row)))

    @extend_schema_field(
        {
            "type": "array",
            "items": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2},
            "nullable": True,
        }
    )
    def get_outputs(self, row: NodeExecution) -> list[list[Any]] | None:
        outputs: list[list[Any]] | None = row.outputs if self.context["has_values"] else None
        if outputs and not self.context["execution"].is_whole:
            outputs = [[pin, CLOSED_FAILED if pin == "error" else value] for pin, value in outputs]
        return self._hidden(outputs)

    def get_error(self, row: NodeExecution) -> str | None:
        if row.error and not self.context["execution"].is_whole:
            return CLOSED_FAILED
        return self._hidden(row.error) or None

    def get_child_execution_id(self, row: NodeExecution) -> UUID | None:
        children: Mapping[UUID, UUID] = self.context["children"]
        return children.get(row.pk)

    def get_cost(self, row: NodeExecution) -> str:
        return credits_text(row.cost)

    # The context holds `execution`, `children` (firing → the execution that it runs) and `has_values`.
    def _hidden(self, value: T) -> T:
        return Mask.of(self.context["execution"]).hide(value)
