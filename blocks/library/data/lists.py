"""Lists."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.references import text_size

JsonList = list[Any]
UNCOUNTABLE = -1


class AddToList(Block):
    """Add one entry or several to a list; without a list, begin a new one."""

    id = "aeb08fc1-2fc1-4141-bc8e-f758f183a822"
    slug = "data.add_to_list"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin([], description="The list to add to", example=[1, 2], by_reference=True)
        entry: Any = Pin(None, description="One entry to add", example=3, by_reference=True)
        entries: JsonList = Pin([], description="Several entries to add", example=[4, 5], by_reference=True)
        position: int | None = Pin(None, description="Where to insert; at the end if not set", example=0)

    class Output(BlockOutput):
        updated_list: JsonList = Pin(description="The list with the new entries")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        added = [*input.entries] if input.entry is None else [*input.entries, input.entry]
        position = len(input.list) if input.position is None else input.position
        yield "updated_list", [*input.list[:position], *added, *input.list[position:]]


class CreateList(Block):
    """Make a list of the given values, in parts if a part may hold only so many."""

    id = "a912d5c7-6e00-4542-b2a9-8034136930e4"
    slug = "data.create_list"
    category = Category.DATA
    pure = True

    class Input(BlockInput):
        values: JsonList = Pin(description="The values", example=["a", "b"], by_reference=True)
        max_size: int | None = Pin(
            None,
            description="Most values in one list; the rest goes into further lists",
            example=10,
            advanced=True,
        )
        max_tokens: int | None = Pin(
            None,
            description="Most model tokens in one list, estimated at four characters each",
            advanced=True,
        )

    class Output(BlockOutput):
        list: JsonList = Pin(description="The list; one after the other, if there are parts")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if (input.max_size or 0) < 0 or (input.max_tokens or 0) < 0:
            raise InvalidInput("`max_size` and `max_tokens` cannot be negative.", pin="max_size")
        for part in _parts(input.values, input.max_size or None, input.max_tokens or None):
            yield "list", part


def _parts(values: JsonList, max_size: int | None, max_tokens: int | None) -> list[JsonList]:
    """`values` cut into lists within both bounds; a value over the token bound stands alone."""
    parts: list[JsonList] = [[]]
    tokens = 0
    for value in values:
        size = text_size(value) // 4 + 1
        is_full = max_size is not None and len(parts[-1]) >= max_size
        if parts[-1] and (is_full or (max_tokens is not None and tokens + size > max_tokens)):
            parts.append([])
            tokens = 0
        parts[-1].append(value)
        tokens += size
    return parts


class CountItems(Block):
    """Count the items of a list or dictionary, or the characters of a text."""

    id = "3c9c2f42-b0c3-435f-ba35-05f7a25c772a"
    slug = "logic.count_items"
    category = Category.LOGIC
    pure = True

    class Input(BlockInput):
        collection: Any = Pin(description="What to count", example=[1, 2, 3])

    class Output(BlockOutput):
        count: int = Pin(description="How many there are; -1 for what cannot be counted, such as a number")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        is_countable = isinstance(input.collection, list | dict | str)
        yield "count", len(input.collection) if is_countable else UNCOUNTABLE
