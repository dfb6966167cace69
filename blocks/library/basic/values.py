"""Blocks that hold or convert one value."""

from __future__ import annotations

from typing import Any, Literal

from blocks.sdk import (
    Block,
    BlockInput,
    BlockKind,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    coerce_value,
)
from blocks.sdk.coercion import shortened
from blocks.sdk.pins import Widget
from blocks.sdk.shapes import Uncoercible, shape_of


class StoreValue(Block):
    """Keep one value and lend it to every step that asks for it."""

    id = "1ff065e9-88e8-4358-9d82-8dc91f622ba9"
    slug = "basic.store_value"
    category = Category.BASIC
    pure = True
    static_output = True

    class Input(BlockInput):
        input: Any = Pin(
            description="Starts the step; also the value, unless `data` is set",
            example="hello",
            by_reference=True,
        )
        data: Any = Pin(
            None,
            description="The value to keep, whatever arrives on `input`",
            example="constant",
            by_reference=True,
        )

    class Output(BlockOutput):
        output: Any = Pin(description="The value")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "output", input.input if input.data is None else input.data


class UniversalTypeConverter(Block):
    """Turn a value into text, a number, true or false, a list or a dictionary."""

    id = "95d1b990-ce13-4d88-9737-ba5c2070c97b"
    slug = "basic.convert_type"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        value: Any = Pin(description="The value to convert", example="42")
        type: Literal["string", "number", "boolean", "list", "dictionary"] = Pin(
            description="What it should become", example="number", widget=Widget.SELECT
        )

    class Output(BlockOutput):
        value: Any = Pin(description="The converted value")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        try:
            yield "value", coerce_value(input.value, _SHAPES[input.type])
        except Uncoercible:
            raise InvalidInput(
                f"{shortened(input.value)} cannot become a {input.type}.", pin="value"
            ) from None


_SHAPES = {
    "string": shape_of(str),
    "number": shape_of(float),
    "boolean": shape_of(bool),
    "list": shape_of(list),
    "dictionary": shape_of(dict),
}


class Note(Block):
    """A remark on the canvas. It takes no part in a run."""

    id = "cc10ff7b-7753-4ff2-9af6-9399b1a7eddc"
    slug = "basic.note"
    aliases = ("31d1064e-7446-4693-o7d4-65e5ca9110d1",)
    category = Category.BASIC
    kind = BlockKind.NOTE
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The remark", example="Runs every morning", widget=Widget.LONG_TEXT)

    class Output(BlockOutput):
        output: str = Pin(description="The remark, unchanged")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "output", input.text
