"""Models, out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from blocks.sdk import ModelSpec
from blocks.sdk.models import CAPABILITIES, MODEL_PROVIDERS

_USD = "US dollars per million tokens, as a decimal string; null if it is not known."


class ModelRead(serializers.Serializer[Any]):
    """The shape of a model in answers; `model_row` fills it."""

    name = serializers.CharField(help_text="What a `model` pin takes.")
    provider = serializers.ChoiceField(choices=MODEL_PROVIDERS)
    context_tokens = serializers.IntegerField(allow_null=True)
    max_output_tokens = serializers.IntegerField(allow_null=True)
    input_price = serializers.CharField(allow_null=True, help_text=_USD)
    output_price = serializers.CharField(allow_null=True, help_text=_USD)
    cached_price = serializers.CharField(allow_null=True, help_text=_USD)
    capabilities = serializers.ListField(child=serializers.ChoiceField(choices=CAPABILITIES))


class ModelList(serializers.Serializer[Any]):
    results = ModelRead(many=True)


def model_row(spec: ModelSpec) -> dict[str, Any]:
    """A model as `ModelRead`."""
    return {
        "name": spec.name,
        "provider": spec.provider,
        "context_tokens": spec.context_tokens,
        "max_output_tokens": spec.max_output_tokens,
        "input_price": _text(spec.input_price),
        "output_price": _text(spec.output_price),
        "cached_price": _text(spec.cached_price),
        "capabilities": [name for name in CAPABILITIES if name in spec.capabilities],
    }


def _text(price: Decimal | None) -> str | None:
    return None if price is None else f"{price.normalize():f}"
