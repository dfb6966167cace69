"""Dictionaries."""

from __future__ import annotations

import json
from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.coercion import shortened
from blocks.sdk.json_values import check_items


class CreateDictionary(Block):
    """Make a dictionary of the given names and values."""

    id = "b924ddf4-de4f-4b56-9a85-358930dcbc91"
    slug = "data.create_dictionary"
    category = Category.DATA
    pure = True

    class Input(BlockInput):
        values: dict[str, Any] = Pin(
            description="Names and values", example={"name": "Ada", "age": 36}, by_reference=True
        )

    class Output(BlockOutput):
        dictionary: dict[str, Any] = Pin(description="The dictionary")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "dictionary", input.values


class FindInDictionary(Block):
    """Look a key up in a dictionary, or a position in a list.

    A key is looked up in each dictionary of a list.
    """

    id = "0e50422c-6dee-4145-83d6-3a5a392f65de"
    slug = "data.find_in_dictionary"
    aliases = ("b2g2c3d4-5e6f-7g8h-9i0j-k1l2m3n4o5p6",)
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        input: Any = Pin(description="A dictionary or list, also as JSON text", example={"apple": 1})
        key: str | int = Pin(description="The key, or the position in a list", example="apple")

    class Output(BlockOutput):
        output: Any = Pin(description="The value found there")
        missing: Any = Pin(description="The whole input, if there is nothing under the key")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        found = _found(_parsed(input.input), input.key)
        if found:
            yield "output", found[0]
        else:
            yield "missing", input.input


def _found(source: Any, key: str | int) -> tuple[Any, ...]:
    """What is there, if anything is. Keys are text: 1 is not "1"."""
    if isinstance(source, dict) and key in source:
        return (source[key],)
    if not isinstance(source, list):
        return ()
    if isinstance(key, int):
        return (source[key],) if 0 <= key < len(source) else ()
    rows = [item[key] for item in source if isinstance(item, dict) and key in item]
    return (rows,) if rows or not source else ()


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    check_items(value)
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise InvalidInput(f"`input` is text that is not JSON: {shortened(value)}", pin="input") from None
