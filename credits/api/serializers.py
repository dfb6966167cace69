"""The JSON of balances, entries, holds and costs. Amounts are decimal strings of credits."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from credits.models import Entry, Hold
from platform_project.accounts.api.people import PersonName
from platform_project.kit.money import credits_text


@extend_schema_field(OpenApiTypes.STR)
class CreditsField(serializers.Field[int, Any, str, Any]):
    """Micro-credits of a row, as a decimal string of credits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> str:
        return credits_text(value)


class ExpiringRead(serializers.Serializer[Any]):
    amount = CreditsField()
    expires_at = serializers.DateTimeField(read_only=True)


class BalanceRead(serializers.Serializer[Any]):
    is_enabled = serializers.BooleanField(
        help_text="false: this installation charges nothing, and all amounts are 0."
    )
    tier = serializers.CharField(help_text="Slug of the tier that the workspace has.")
    balance = CreditsField()
    held = CreditsField(help_text="The part of it that is set aside for work in progress.")
    available = CreditsField()
    expiring = ExpiringRead(many=True, help_text="What is left of grants that end, the next to end first.")


class EntryRead(serializers.ModelSerializer[Entry]):
    amount = CreditsField(help_text="Negative where credits went out.")
    balance_after = CreditsField()
    created_by = PersonName()

    class Meta:
        model = Entry
        fields = [
            "id", "kind", "amount", "balance_after", "execution_id", "node_id", "graph_id", "block_id",
            "provider", "model", "note", "created_by", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class HoldRead(serializers.ModelSerializer[Hold]):
    amount = CreditsField()
    remaining = CreditsField()

    class Meta:
        model = Hold
        fields = [
            "id", "amount", "remaining", "execution_id", "state", "created_at", "closed_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields


class CostRowRead(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Of what it was spent on; empty where it is not known.")
    called = serializers.CharField(help_text="As people call it, where the key does not say it.")
    amount = CreditsField()
    count = serializers.IntegerField(help_text="Entries that it is the sum of.")


class CostsRead(serializers.Serializer[Any]):
    by = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    total = CreditsField(help_text="Of all, also of those that `results` leaves out.")
    results = CostRowRead(many=True)
