"""Triggers and what came to them, as they are asked for and shown."""

from __future__ import annotations

from typing import Any

import orjson
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.engine import limits
from agents.models import Preset, Trigger
from agents.services import triggers
from agents.services.triggers import HealthState, TriggerChange, TriggerRequest
from integrations.models import DeliveryStatus, WebhookDelivery
from integrations.services.payloads import payload_of
from integrations.services.webhooks import MAX_SECRET_CHARACTERS, MIN_SECRET_CHARACTERS, url_of
from platform_project.errors import BadInput
from platform_project.kit.known_fields import KnownFields

MAX_EVENTS = 50
MAX_FILTERS = 20
MAX_SHOWN_BYTES = 64 * 1024  # of a payload in a list

_EVENTS = (
    "Names of events that start the agent, as `pull_request.opened`, or `pull_request` for all of those."
)


class Filter(KnownFields):
    path = serializers.CharField(max_length=300, help_text="A place in the payload, as `order.items.0.name`.")
    equals = serializers.JSONField(allow_null=True, help_text="What has to stand there.")

    def validate_equals(self, value: Any) -> Any:
        if len(orjson.dumps(value)) > 1_000:
            raise serializers.ValidationError("At most 1,000 bytes.")
        return value


def _events_field() -> serializers.ListField:
    name = serializers.RegexField(r"^[\w.:/-]+$", max_length=200)
    return serializers.ListField(child=name, max_length=MAX_EVENTS, required=False, help_text=_EVENTS)


def _secret_field() -> serializers.CharField:
    return serializers.CharField(
        min_length=MIN_SECRET_CHARACTERS,
        max_length=MAX_SECRET_CHARACTERS,
        required=False,
        write_only=True,
        help_text="The sender's own, where that makes it (Slack, Stripe); else one is made.",
    )


class TriggerChangeWrite(KnownFields):
    """What is left out stays as it is."""

    events = _events_field()
    filters = serializers.ListField(
        child=Filter(), max_length=MAX_FILTERS, required=False, help_text="They all have to hold."
    )
    is_enabled = serializers.BooleanField(required=False)
    resource = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="At GitHub: `owner/repository`."
    )
    credential_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="By which right the address is entered at the sender's."
    )

    preset_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="What else the agent runs with; it may fix the version too.",
    )

    def change(self, preset: Preset | None) -> TriggerChange:
        given = {key: value for key, value in self.validated_data.items() if key != "preset_id"}
        return TriggerChange(**given, preset=preset, has_preset="preset_id" in self.validated_data)


class TriggerWrite(TriggerChangeWrite):
    graph_id = serializers.UUIDField()
    node_id = serializers.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS,
        trim_whitespace=False,
        required=False,
        allow_blank=True,
        help_text="One of the agent's `trigger_nodes`; left out, its input `payload` takes the event.",
    )
    provider = serializers.ChoiceField(
        choices=triggers.PROVIDERS,
        required=False,
        help_text="Who calls; left out, as the block says, or anybody.",
    )
    secret = _secret_field()
    is_enabled = None  # type: ignore[assignment]  # a new one is

    def request(self, preset: Preset | None) -> TriggerRequest:
        beside = ("graph_id", "preset_id")
        given = {key: value for key, value in self.validated_data.items() if key not in beside}
        return TriggerRequest(**given, preset=preset)


class SecretWrite(KnownFields):
    secret = _secret_field()


class HealthRead(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=[str(state) for state in HealthState])
    last_event_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_blank=True)
    next_step = serializers.CharField(allow_blank=True, help_text="What to do, in words.")


class TriggerRead(serializers.ModelSerializer[Trigger]):
    graph_name = serializers.CharField(source="graph.name", read_only=True)
    provider = serializers.CharField(source="webhook.provider", read_only=True)
    events = serializers.ListField(child=serializers.CharField(), read_only=True)
    filters = serializers.ListField(child=Filter(), read_only=True)
    url = serializers.SerializerMethodField(help_text="The address that the sender calls.")
    is_enabled = serializers.BooleanField(source="webhook.is_enabled", read_only=True)
    resource = serializers.CharField(source="webhook.resource", read_only=True)
    registration = serializers.CharField(source="webhook.registration", read_only=True)
    secret_last_four = serializers.CharField(source="webhook.secret_last_four", read_only=True)
    health = serializers.SerializerMethodField()

    class Meta:
        model = Trigger
        fields = [
            "id", "graph_id", "graph_name", "node_id", "provider", "events", "filters", "url", "is_enabled",
            "resource", "registration", "secret_last_four", "preset_id", "health", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, trigger: Trigger) -> str:
        return url_of(trigger.webhook_id)

    @extend_schema_field(HealthRead)
    def get_health(self, trigger: Trigger) -> Any:
        return HealthRead(triggers.health_of(trigger)).data


class TriggerWithSecret(TriggerRead):
    """The one answer that shows a secret that was made here."""

    secret = serializers.CharField(read_only=True, allow_blank=True)

    class Meta(TriggerRead.Meta):
        fields = [*TriggerRead.Meta.fields, "secret"]


class DeliveryRead(serializers.ModelSerializer[WebhookDelivery]):
    status = serializers.ChoiceField(choices=DeliveryStatus.choices, read_only=True)
    execution_id = serializers.UUIDField(source="started_id", read_only=True, allow_null=True)
    headers = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Without secrets."
    )
    payload = serializers.SerializerMethodField(help_text="What was sent; null if it is too large to show.")

    class Meta:
        model = WebhookDelivery
        fields = [
            "id", "event", "status", "received_at", "execution_id", "error", "replay_of", "content_type",
            "headers", "payload",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.JSONField(allow_null=True))
    def get_payload(self, delivery: WebhookDelivery) -> Any:
        body = bytes(delivery.body)
        if len(body) > MAX_SHOWN_BYTES:
            return None
        try:
            return payload_of(body, delivery.content_type)
        except BadInput:
            return None
