"""Tags and custom data: what a body may hold, and what lists may be asked for."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from agents.engine import limits
from agents.models import Execution
from platform_project.errors import BadInput

DATA = "data."  # parameters of this beginning ask for one entry each
FILTERS = [
    OpenApiParameter("tag", str, many=True, description="That have this tag; several: all of them."),
    OpenApiParameter("data.key", str, description="Whose custom data has this value under `key`."),
]


def tags_field(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=limits.MAX_TAG_CHARACTERS),
        max_length=limits.MAX_TAGS,
        help_text="Words to find the run by.",
        **more,
    )


class DataField(serializers.DictField):
    """A small flat object of texts, numbers and truth values."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().to_internal_value(data)
        if len(given) > limits.MAX_DATA_KEYS:
            raise serializers.ValidationError(f"At most {limits.MAX_DATA_KEYS} names.")
        for name, value in given.items():
            if not 0 < len(name) <= limits.MAX_TAG_CHARACTERS:
                told = f"A name has from 1 to {limits.MAX_TAG_CHARACTERS} characters."
                raise serializers.ValidationError({name[:100]: [told]})
            if not isinstance(value, str | int | float):
                raise serializers.ValidationError({name: ["Must be a text, a number, true or false."]})
        if len(orjson.dumps(given, default=str)) > limits.MAX_DATA_BYTES:
            raise serializers.ValidationError(f"At most {limits.MAX_DATA_BYTES:,} bytes as JSON.")
        return given


class TagsWrite(serializers.Serializer[Any]):
    tags = tags_field()

    def validate_tags(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))


def labelled(found: QuerySet[Execution], request: Request) -> QuerySet[Execution]:
    """Those with the tags and the data that a list is asked for. Raises BadInput."""
    tags = request.query_params.getlist("tag")
    entries = {
        name.removeprefix(DATA): str(value)
        for name, value in request.query_params.items()
        if name.startswith(DATA) and name != DATA
    }
    if len(tags) + len(entries) > limits.MAX_DATA_KEYS or any(
        "\0" in text for text in [*tags, *entries.values()]
    ):
        told = f"At most {limits.MAX_DATA_KEYS} tags and names together, without NUL."
        raise BadInput(told, tag=[told])
    if tags:
        found = found.filter(labels__tags__contains=tags)
    for name, value in entries.items():
        found = found.filter(_holds(name, value))
    return found


def _holds(name: str, value: str) -> Q:
    """A text; or a number or truth value that reads so."""
    wanted = Q(labels__data__contains={name: value})
    try:
        read = orjson.loads(value)
    except orjson.JSONDecodeError:
        return wanted
    return wanted | Q(labels__data__contains={name: read}) if isinstance(read, int | float) else wanted
