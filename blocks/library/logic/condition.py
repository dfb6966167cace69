"""Branching on a comparison."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, Literal

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.coercion import shortened


class Condition(Block):
    """Compare two values and go on along the "yes" or the "no" branch.

    Text that reads as a number is compared as a number.
    """

    id = "715696a0-e1da-45c8-b209-c2fa9c3b0be6"
    slug = "logic.condition"
    category = Category.LOGIC
    pure = True

    class Input(BlockInput):
        value1: Any = Pin(description="The value on the left", example=10)
        operator: Literal["==", "!=", ">", "<", ">=", "<="] = Pin(description="How to compare", example=">")
        value2: Any = Pin(description="The value on the right", example=5)
        yes_value: Any = Pin(
            None, description="What the yes branch gets; the left value if not set", by_reference=True
        )
        no_value: Any = Pin(
            None, description="What the no branch gets; the right value if not set", by_reference=True
        )

    class Output(BlockOutput):
        result: bool = Pin(description="Whether the comparison holds")
        yes_output: Any = Pin(description="Sent if it holds")
        no_output: Any = Pin(description="Sent if it does not")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        left, right = _as_number(input.value1), _as_number(input.value2)
        result = _holds(left, input.operator, right)
        yield "result", result
        if result:
            yield "yes_output", left if input.yes_value is None else input.yes_value
        else:
            yield "no_output", right if input.no_value is None else input.no_value


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


def _as_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def _holds(left: Any, comparison: str, right: Any) -> bool:
    try:
        return bool(_COMPARISONS[comparison](left, right))
    except TypeError:
        raise InvalidInput(
            f"{shortened(left)} and {shortened(right)} have no order to compare them by."
        ) from None
