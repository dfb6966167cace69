"""The JSON of tiers, top-ups and invoices."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from credits.api.serializers import CreditsField
from credits.models import FREE, BillingProfile, SubscriptionStatus, Tier, TopUp
from credits.services.topups import MAX_CREDITS, MIN_CREDITS
from platform_project.accounts.api.people import PersonName
from platform_project.kit.known_fields import KnownFields


class TierRead(serializers.ModelSerializer[Tier]):
    monthly_grant = CreditsField()
    allowed_models = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Names or beginnings of them; empty: all."
    )
    can_be_chosen = serializers.SerializerMethodField(help_text="It can be paid here.")

    class Meta:
        model = Tier
        fields = [
            "slug", "name", "monthly_cents", "monthly_grant", "max_running", "has_priority", "storage_bytes",
            "retention_days", "allowed_models", "can_be_chosen",
        ]  # fmt: skip
        read_only_fields = fields

    def get_can_be_chosen(self, tier: Tier) -> bool:
        return tier.pk == FREE or bool(tier.stripe_price)


class TiersRead(serializers.Serializer[Any]):
    current = serializers.CharField(help_text="Slug of the tier that the workspace has.")
    status = serializers.ChoiceField(
        choices=SubscriptionStatus.choices, allow_null=True, help_text="Of its subscription, if it has one."
    )
    period_ends_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True, help_text="It was given up and lasts until then.")
    has_payments = serializers.BooleanField(help_text="Credits and tiers can be paid for here.")
    results = TierRead(many=True)


class SubscriptionWrite(KnownFields):
    tier = serializers.SlugField(max_length=20)


class PageRead(serializers.Serializer[Any]):
    url = serializers.CharField(allow_null=True)


class TopUpWrite(KnownFields):
    credits = serializers.IntegerField(min_value=MIN_CREDITS, max_value=MAX_CREDITS)


class TopUpMade(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    checkout_url = serializers.CharField()


class TopUpRead(serializers.ModelSerializer[TopUp]):
    amount = CreditsField()
    created_by = PersonName()

    class Meta:
        model = TopUp
        fields = ["id", "kind", "amount", "state", "reason", "created_by", "created_at", "settled_at"]
        read_only_fields = fields


class AutoTopUpRead(serializers.ModelSerializer[BillingProfile]):
    threshold = CreditsField(source="auto_threshold", allow_null=True)
    credits = CreditsField(source="auto_credits")
    has_card = serializers.SerializerMethodField(help_text="A top-up was paid, and its card is kept.")

    class Meta:
        model = BillingProfile
        fields = ["threshold", "credits", "has_card"]
        read_only_fields = fields

    def get_has_card(self, profile: BillingProfile) -> bool:
        return bool(profile.payment_method)


class AutoTopUpWrite(KnownFields):
    threshold = serializers.IntegerField(min_value=0, max_value=MAX_CREDITS, allow_null=True)
    credits = serializers.IntegerField(min_value=0, max_value=MAX_CREDITS, default=0)


class InvoiceRead(serializers.Serializer[Any]):
    id = serializers.CharField()
    number = serializers.CharField()
    status = serializers.CharField()
    cents = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    page_url = serializers.CharField()
    pdf_url = serializers.CharField()
