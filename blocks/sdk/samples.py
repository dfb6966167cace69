"""Made-up values that fit a pin, for runs that must not reach outside."""

from __future__ import annotations

from typing import Any

from blocks.sdk.pins import PinSpec
from blocks.sdk.shapes import Uncoercible

_PLAIN: dict[str, Any] = {
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}


def sample_of(pin: PinSpec) -> Any:
    """A value of the pin's type: its example, its first choice, or a plain one that says what it is."""
    value = sample_of_schema(pin.schema, pin.name)
    if pin.shape.accepts(value):
        return value
    try:
        return pin.shape.coerce(value)
    except Uncoercible:
        return None


def sample_of_schema(schema: dict[str, Any], name: str) -> Any:
    """A value for the JSON Schema of a pin; a text that names the pin where it does not say a type."""
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("anyOf"):
        return sample_of_schema(schema["anyOf"][0], name)
    kind = schema.get("type")
    if kind == "array":
        return [sample_of_schema(schema.get("items") or {}, name)]
    return _PLAIN.get(str(kind), f"(dry run: {name})")
