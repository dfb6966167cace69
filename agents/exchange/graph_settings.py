"""The settings of graphs and of their nodes, as people write them."""

from __future__ import annotations

from rest_framework import serializers

from agents.engine import limits
from agents.engine import settings as node_settings
from platform_project.kit.known_fields import KnownFields


class RetryJson(KnownFields):
    max_attempts = serializers.IntegerField(min_value=1, max_value=node_settings.MAX_ATTEMPTS, default=1)
    wait_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_WAIT_SECONDS, default=1.0, help_text="Doubles each time."
    )
    max_wait_seconds = serializers.FloatField(
        min_value=0.1, max_value=node_settings.MAX_WAIT_SECONDS, default=300.0
    )


class NodeSettingsJson(KnownFields):
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
    is_disabled = serializers.BooleanField(
        required=False, help_text="Kept, but left out of runs with its links, as if it were not there."
    )


class GraphSettingsJson(KnownFields):
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
