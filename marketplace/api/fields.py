"""What several bodies of the marketplace hold."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.models.submission import MAX_PRICE, MAX_TAG_CHARACTERS, MAX_TAGS
from platform_project.kit.money import credits_text, micro_of


@extend_schema_field(OpenApiTypes.STR)
class PriceField(serializers.Field[int, Any, str, Any]):
    """Micro-credits of a run, as a decimal text of credits."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str):
            raise serializers.ValidationError("A decimal number of credits, as text.")
        price = micro_of(data, field=self.field_name or "price")
        if not 0 <= price <= MAX_PRICE:
            raise serializers.ValidationError(f"From 0 to {credits_text(MAX_PRICE)} credits.")
        return price

    def to_representation(self, value: int) -> str:
        return credits_text(value)


class TagsField(serializers.ListField):
    """Words in lower case, each once."""

    child = serializers.CharField(max_length=MAX_TAG_CHARACTERS)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_TAGS, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        given: list[str] = super().to_internal_value(data)
        return list(dict.fromkeys(" ".join(tag.lower().split()) for tag in given))


class EachOnce(serializers.ListField):
    """A list without repetitions, in the order given."""

    def to_internal_value(self, data: Any) -> list[Any]:
        return list(dict.fromkeys(super().to_internal_value(data)))
