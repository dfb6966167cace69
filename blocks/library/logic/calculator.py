"""Arithmetic."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, Literal

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin


class Calculator(Block):
    """Add, subtract, multiply, divide two numbers, or raise one to the power of the other."""

    id = "b1ab9b19-67a6-406d-abf5-2dba76d00c79"
    slug = "logic.calculator"
    category = Category.LOGIC
    pure = True

    class Input(BlockInput):
        operation: Literal["Add", "Subtract", "Multiply", "Divide", "Power"] = Pin(
            description="What to do with the two numbers", example="Add"
        )
        a: float = Pin(description="The first number", example=10)
        b: float = Pin(description="The second number", example=5)
        round_result: bool = Pin(False, description="Round the result to a whole number")

    class Output(BlockOutput):
        result: float = Pin(description="The result")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        result = _calculated(input.operation, input.a, input.b)
        yield "result", round(result) if input.round_result else result


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "Divide": operator.truediv,
    "Power": operator.pow,
}


def _calculated(operation: str, a: float, b: float) -> float:
    try:
        result = _OPERATIONS[operation](a, b)
    except ZeroDivisionError:
        raise InvalidInput("A number cannot be divided by zero.", pin="b") from None
    except OverflowError:
        raise InvalidInput("The result is too large for a number.") from None
    if isinstance(result, complex):
        raise InvalidInput("The result is not a real number.")
    if not math.isfinite(result):
        raise InvalidInput("The result is too large for a number.")
    return float(result)
