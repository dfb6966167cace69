"""The order of a list, and how deep it goes."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin

JsonList = list[Any]
UNLIMITED = -1


class ReverseListOrder(Block):
    """Turn a list around, last item first."""

    id = "422cb708-3109-4277-bfe3-bc2ae5812777"
    slug = "data.reverse_list"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        input_list: JsonList = Pin(description="The list", example=[1, 2, 3], by_reference=True)

    class Output(BlockOutput):
        reversed_list: JsonList = Pin(description="The same items, last first")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "reversed_list", input.input_list[::-1]


class FlattenList(Block):
    """Put the items of lists within a list into one list. Dictionaries stay as they are."""

    id = "cc45bb0f-d035-4756-96a7-fe3e36254b4d"
    slug = "data.flatten_list"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        nested_list: JsonList = Pin(description="A list that holds lists", example=[1, [2, [3]]])
        max_depth: int = Pin(
            UNLIMITED, description="How many levels to open; 0 opens none, -1 opens all", example=1
        )

    class Output(BlockOutput):
        flattened_list: JsonList = Pin(description="The items in one list, in order")
        length: int = Pin(description="How many items that is")
        original_depth: int = Pin(description="How many levels of lists there were; 1 if none held another")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.max_depth < UNLIMITED:
            raise InvalidInput("`max_depth` must be 0 or more, or -1 for all levels.", pin="max_depth")
        flat: JsonList = []
        _flatten(input.nested_list, input.max_depth, flat)
        yield "flattened_list", flat
        yield "length", len(flat)
        yield "original_depth", _depth(input.nested_list)


def _flatten(items: JsonList, levels: int, into: JsonList) -> None:
    """As deep as JSON may be: recursion stays within 100 levels."""
    for item in items:
        if isinstance(item, list) and levels != 0:
            _flatten(item, levels if levels == UNLIMITED else levels - 1, into)
        else:
            into.append(item)


def _depth(items: JsonList) -> int:
    return 1 + max((_depth(item) for item in items if isinstance(item, list)), default=0)
