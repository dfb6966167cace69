"""Blocks in, blocks out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from blocks.sdk import Block, Category, PriceBasis
from blocks.sdk.fits import Fit
from blocks.search import Suggestion


class PriceRead(serializers.Serializer[Any]):
    """Of several prices the first whose `when` fits counts."""

    credits = serializers.CharField(help_text="A decimal number.")
    basis = serializers.ChoiceField(choices=[basis.value for basis in PriceBasis])
    per = serializers.IntegerField(help_text="So many of the basis cost this.")
    when = serializers.DictField(help_text="Input pin → value that the firing must have.")


class SuggestionRead(serializers.Serializer[Any]):
    pin = serializers.CharField()
    fit = serializers.ChoiceField(choices=[how.name.lower() for how in Fit if how])
    is_required = serializers.BooleanField()


class BlockRead(serializers.Serializer[Any]):
    """The shape of a block in answers; `block_row` fills it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField()
    description = serializers.CharField()
    category = serializers.ChoiceField(choices=[category.value for category in Category])
    categories = serializers.ListField(child=serializers.CharField())
    kind = serializers.CharField()
    version = serializers.IntegerField()
    pure = serializers.BooleanField(help_text="Deterministic, free and without outside effects.")
    static_output = serializers.BooleanField(help_text="Its outputs keep lending their last value.")
    is_sensitive = serializers.BooleanField()
    providers = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What a credential has to allow, as the provider calls it."
    )
    cost = serializers.CharField(
        help_text="Credits per firing, as a decimal number; 0 where `prices` count something else."
    )
    prices = PriceRead(many=True, help_text="None: it is free.")
    called_by = serializers.CharField(
        required=False, help_text="Of a trigger block: whose calls it takes; `generic_webhook`: anybody's."
    )
    fits = SuggestionRead(
        many=True,
        required=False,
        help_text="With `after` or `before`: its pins that would work.",
    )
    input_schema = serializers.JSONField(
        required=False, help_text="JSON Schema; its properties stand in the order of the pins."
    )
    output_schema = serializers.JSONField(
        required=False, help_text="JSON Schema; its properties stand in the order of the pins."
    )


class BlockPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = BlockRead(many=True)


class BlockExecute(serializers.Serializer[Any]):
    """Values for the input pins."""

    input = serializers.DictField(default=dict)


class FiringRead(serializers.Serializer[Any]):
    outputs = serializers.ListField(
        child=serializers.ListField(), help_text="Pairs of pin and value, in the order they were sent."
    )
    error = serializers.CharField(allow_null=True)
    cost = serializers.CharField(help_text="Credits it cost, as a decimal number.")


def block_row(
    block: type[Block], *, has_schemas: bool = True, fits: Sequence[Suggestion] | None = None
) -> dict[str, Any]:
    """A block as `BlockRead`."""
    row = _row(block)
    if block.webhook is not None:
        row["called_by"] = block.webhook.provider
    if fits is not None:
        row["fits"] = [
            {"pin": one.pin, "fit": one.fit.name.lower(), "is_required": one.is_required} for one in fits
        ]
    if has_schemas:
        row |= {"input_schema": block.input_schema(), "output_schema": block.output_schema()}
    return row


def _row(block: type[Block]) -> dict[str, Any]:
    flat = block.price_for({})
    return {
        "id": block.id,
        "slug": block.slug,
        "aliases": list(block.aliases),
        "name": block.name,
        "description": block.description,
        "category": block.category.value,
        "categories": [category.value for category in block.categories],
        "kind": block.kind.value,
        "version": block.version,
        "pure": block.pure,
        "static_output": block.static_output,
        "is_sensitive": block.is_sensitive,
        "providers": list(block.providers),
        "scopes": list(block.scopes),
        "cost": flat.credits if flat and flat.basis is PriceBasis.FIRING else "0",
        "prices": [
            {"credits": price.credits, "basis": price.basis.value, "per": price.per, "when": dict(price.when)}
            for price in block.prices
        ],
    }
