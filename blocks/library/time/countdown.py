"""Waiting."""

from __future__ import annotations

import asyncio
from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin

MAX_SECONDS = 3_600  # in all: whoever waits longer is better served by a schedule
MAX_REPEATS = 1_000
_UNITS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


class CountdownTimer(Block):
    """Wait for a while, then hand a message on; again and again if asked to."""

    id = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71"
    slug = "time.countdown"
    category = Category.TEXT
    timeout_seconds = MAX_SECONDS + 60.0

    class Input(BlockInput):
        input_message: Any = Pin(
            "timer finished", description="What to hand on", example="Tea is ready", by_reference=True
        )
        seconds: int | str = Pin(0, description="Seconds to wait", example=30)
        minutes: int | str = Pin(0, description="Minutes to wait besides", example=1)
        hours: int | str = Pin(0, description="Hours to wait besides")
        days: int | str = Pin(0, description="Days to wait besides")
        repeat: int = Pin(1, description="How often to wait and hand it on")

    class Output(BlockOutput):
        output_message: Any = Pin(description="The message, once for each time")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        seconds = _seconds(input)
        if input.repeat > MAX_REPEATS:
            raise InvalidInput(f"`repeat` may be at most {MAX_REPEATS:,}.", pin="repeat")
        if seconds * input.repeat > MAX_SECONDS:
            raise InvalidInput(f"A timer may run for at most {MAX_SECONDS:,} seconds in all.", pin="seconds")
        for _ in range(input.repeat):
            await asyncio.sleep(seconds)
            yield "output_message", input.input_message


def _seconds(input: CountdownTimer.Input) -> int:
    return sum(_whole(getattr(input, unit), unit) * length for unit, length in _UNITS.items())


def _whole(given: int | str, unit: str) -> int:
    try:
        number = int(given)
    except ValueError:
        raise InvalidInput(f"`{unit}` must be a whole number.", pin=unit) from None
    if number < 0:
        raise InvalidInput(f"`{unit}` cannot be negative.", pin=unit)
    return number
