"""Branching on whether two values are the same."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, NotJson, Outputs, Pin, coerce_value
from blocks.sdk.shapes import Uncoercible, shape_of


class IfInputMatches(Block):
    """Go on along the "yes" branch if a value is the expected one, else along the "no" branch.

    The expected value is converted to the type of the other one, so that 10 matches "10".
    """

    id = "6dbbc4b3-ca6c-42b6-b508-da52d23e13f2"
    slug = "logic.if_input_matches"
    category = Category.LOGIC
    pure = True

    class Input(BlockInput):
        input: Any = Pin(description="The value", example=10)
        value: Any = Pin(description="The value to expect", example="10")
        yes_value: Any = Pin(None, description="What the yes branch gets", example="same", by_reference=True)
        no_value: Any = Pin(None, description="What the no branch gets", example="other", by_reference=True)

    class Output(BlockOutput):
        result: bool = Pin(description="Whether they are the same")
        yes_output: Any = Pin(description="Sent if they are")
        no_output: Any = Pin(description="Sent if they are not")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        result = input.input == input.value or input.input == _like(input.input, input.value)
        yield "result", result
        if result:
            yield "yes_output", input.yes_value
        else:
            yield "no_output", input.no_value


def _like(example: Any, value: Any) -> Any:
    """`value` in the type of `example`; as it is if it cannot be converted."""
    try:
        return coerce_value(value, _SHAPES[type(example)])
    except (NotJson, OverflowError, Uncoercible):
        return value


_SHAPES = {kind: shape_of(kind) for kind in (str, bool, int, float, list, dict)}
