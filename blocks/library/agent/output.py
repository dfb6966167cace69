"""The values of an agent's result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
)
from blocks.sdk.pins import Widget
from blocks.sdk.templates import UNFILLED, render


class AgentOutput(Block):
    """A value of the agent's result, as it is or put into a sentence."""

    id = "363ae599-353e-4804-937e-b2ee3cef3da4"
    slug = "agent.output"
    category = Category.OUTPUT
    categories = (Category.OUTPUT, Category.BASIC)
    kind = BlockKind.OUTPUT
    pure = True

    class Input(BlockInput):
        value: Any = Pin(None, description="The value", example="42", by_reference=True)
        name: str = Pin(
            description="The name under which it is found in the result", example="answer", min_length=1
        )
        title: str | None = Pin(None, description="The heading above it", advanced=True)
        description: str | None = Pin(None, description="A remark beside it", advanced=True)
        format: str = Pin(
            "",
            description="A Jinja template for the result; the value is called `value`, and by its name",
            example="The answer is {{ value }}.",
            advanced=True,
            widget=Widget.LONG_TEXT,
        )
        escape_html: bool = Pin(
            False, description="Escape HTML in values put into the template", advanced=True
        )
        advanced: bool = Pin(False, description="Fold it away", advanced=True)
        secret: bool = Pin(False, description="Never show the value in lists", advanced=True)

    class Output(BlockOutput):
        output: Any = Pin(description="The value, or the filled template")
        name: Any = Pin(description="The name")

    @classmethod
    def unread_pins(cls, values: Mapping[str, Any]) -> frozenset[str]:
        """A template reads the value."""
        return frozenset() if values.get("format") else super().unread_pins(values)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.format:
            yield "output", _formatted(input)
            return
        yield "output", input.value
        yield "name", input.name


def _formatted(input: AgentOutput.Input) -> str:
    """The filled template; for a wrong one what is wrong with it and the value, which may not be lost."""
    try:
        return render(
            input.format, {"value": input.value, input.name: input.value}, escape_html=input.escape_html
        )
    except InvalidInput as err:
        return f"Error: {err.message.removeprefix(UNFILLED)}, {input.value}"
