"""Values as they arrive, turned into what the pins declare.

To a list: JSON text of a list is parsed, a dictionary becomes its items, anything else is wrapped. To a
dictionary: JSON text is parsed, a list becomes index → value, anything else {"value": x}. To
text: the JSON of what is not text. To a number: containers give their length, text that writes no number
gives 0 (agents made elsewhere lean on it). To a truth value: "true" and "1" are true. Unions try their
members in order; elements follow the same rules; nothing stays nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from blocks.sdk.block import Block
from blocks.sdk.errors import InvalidInput
from blocks.sdk.json_values import NotJson, json_safe
from blocks.sdk.pins import BlockInput, PinSpec, Widget
from blocks.sdk.references import is_reference
from blocks.sdk.shapes import Shape, Uncoercible, is_nullable

SHOWN_CHARACTERS = 100
HIDDEN = "***"
_CREDENTIAL = re.compile(r"auth|cookie|token|secret|key|passw|signature", re.IGNORECASE)


def coerce(values: Mapping[str, Any], block: type[Block]) -> dict[str, Any]:
    """The values of known pins, JSON-safe and in the types their pins declare.

    Names that are no pin of the block are left out. Raises InvalidInput naming pin, type and value.
    """
    plan = block.input_pins()
    return {name: _coerce_pin(plan[name], value) for name, value in values.items() if name in plan}


def coerce_value(value: Any, shape: Shape) -> Any:
    """One value by the same rules. Raises Uncoercible or NotJson."""
    safe = json_safe(value)
    return None if safe is None else shape.coerce(safe)


def as_model(values: Mapping[str, Any], block: type[Block]) -> BlockInput:
    """Coerced values as the block's `Input`. Raises InvalidInput.

    None on a pin that has no use for it counts as not given.
    """
    plan = block.input_pins()
    given = {n: v for n, v in values.items() if v is not None or is_nullable(plan[n].shape)}
    try:
        return block.ready().model_validate(given)
    except ValidationError as err:
        raise _explained(err, given, block) from None  # the cause repeats the value, secret or not


def masked(values: Mapping[str, Any], block: type[Block]) -> dict[str, Any]:
    """Values to be stored and shown: those of secret pins are hidden, and headers that carry credentials."""
    secret, headers = block.secret_pins(), block.header_pins()
    if not (secret or headers):
        return dict(values)
    shown = {name: HIDDEN if name in secret and value else value for name, value in values.items()}
    for name in headers & shown.keys():
        shown[name] = _masked_headers(shown[name])
    return shown


def _masked_headers(given: Any) -> Any:
    if isinstance(given, dict) and not is_reference(given):
        return {name: HIDDEN if _CREDENTIAL.search(str(name)) else value for name, value in given.items()}
    return HIDDEN if given else given  # not headers yet, but perhaps their JSON


def without_keys(headers: Any) -> Any:
    """HTTP headers without those that carry credentials; what is no object yet might, and goes whole."""
    if isinstance(headers, dict):
        return {name: value for name, value in headers.items() if not _CREDENTIAL.search(str(name))}
    return {} if headers else headers


def _coerce_pin(pin: PinSpec, value: Any) -> Any:
    try:
        return coerce_value(value, pin.shape)
    except NotJson as err:
        raise InvalidInput(f"Input '{pin.name}' cannot be used: {err}.", pin=pin.name) from None
    except (Uncoercible, OverflowError):
        raise _misfit(pin, value) from None


def _misfit(pin: PinSpec, value: Any) -> InvalidInput:
    shown = _quoted(pin, value)
    return InvalidInput(f"Input '{pin.name}' needs {pin.shape.expected}, not {shown}.", pin=pin.name)


def _quoted(pin: PinSpec, value: Any) -> str:
    is_hidden = pin.secret or pin.schema.get("widget") == Widget.HEADERS
    return HIDDEN if is_hidden else shortened(value)


def shortened(value: Any) -> str:
    """A value as JSON of at most 100 characters, for messages."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def _explained(err: ValidationError, given: Mapping[str, Any], block: type[Block]) -> InvalidInput:
    """The first problem that the schema found, in words."""
    first = err.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    pin = block.input_pins().get(name)
    if pin is None:
        return InvalidInput(first["msg"])
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return InvalidInput(f"Input '{name}' is missing; it needs {pin.shape.expected}.", pin=name)
    where = "".join(f"[{part!r}]" for part in first["loc"][1:])
    shown = _quoted(pin, given.get(name))
    return InvalidInput(f"Input '{name}'{where}: {first['msg']} (given: {shown}).", pin=name)
