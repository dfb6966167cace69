"""Text from pieces."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin, TooLarge
from blocks.sdk.pins import Widget
from blocks.sdk.templates import render

MAX_TEXT_CHARACTERS = 10_000_000


class FillTextTemplate(Block):
    """Fill a text template with values."""

    id = "db7d8f02-2f44-4c55-ab7a-eae0941f0c30"
    slug = "text.fill_template"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        values: dict[str, Any] = Pin(
            description="Names and values the template may use", example={"name": "Ada"}
        )
        format: str = Pin(description="A Jinja template", example="Hi {{ name }}", widget=Widget.LONG_TEXT)
        escape_html: bool = Pin(False, description="Escape HTML in the values", advanced=True)

    class Output(BlockOutput):
        output: str = Pin(description="The filled text")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "output", render(input.format, input.values, escape_html=input.escape_html)


class CombineTexts(Block):
    """Put several texts together, one after the other."""

    id = "e30a4d42-7b7d-4e6a-b36e-1f9b8e3b7d85"
    slug = "text.combine"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        input: list[str] = Pin(description="The texts", example=["Hello", "world"])
        delimiter: str = Pin("", description="What stands between them", example=", ")

    class Output(BlockOutput):
        output: str = Pin(description="The combined text")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        size = sum(map(len, input.input)) + len(input.delimiter) * len(input.input)
        if size > MAX_TEXT_CHARACTERS:
            raise TooLarge(f"The combined text is longer than {MAX_TEXT_CHARACTERS:,} characters.")
        yield "output", input.delimiter.join(input.input)
