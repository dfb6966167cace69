"""Questions to people, and their answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.models import Review
from agents.secrecy import Mask
from agents.services.reviews import Answer, Verdict
from platform_project.accounts.api.people import PersonName


class ReviewRead(serializers.ModelSerializer[Review]):
    """A question and, once given, its answer."""

    node_id = serializers.CharField(source="node_key", read_only=True)
    node_execution_id = serializers.UUIDField(source="firing_id", read_only=True)
    graph_id = serializers.UUIDField(source="execution.graph_id", read_only=True)
    name = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()  # type: ignore[assignment]  # DRF takes fields off the class
    decided_data = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()
    decided_by = PersonName()

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
