"""One firing of the next step for each item."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge

MAX_ITEMS = 10_000
MAX_TEXT_CHARACTERS = 1_000_000


class StepThroughItems(Block):
    """Hand on the items of a list or dictionary one by one, each with its key."""

    id = "f66a3543-28d3-4ab5-8945-9b336371e2ce"
    slug = "logic.step_through_items"
    aliases = ("f8e7d6c5-b4a3-2c1d-0e9f-8g7h6i5j4k3l",)
    category = Category.LOGIC
    pure = True

    class Input(BlockInput):
        items: list[Any] = Pin([], description="A list of items", example=[1, 2, 3], by_reference=True)
        items_object: dict[str, Any] = Pin(
            {}, description="A dictionary of items", example={"a": 1}, by_reference=True
        )
        items_str: str = Pin("", description="Items as JSON text: a list or an object", example="[1, 2, 3]")

    class Output(BlockOutput):
        item: Any = Pin(description="One item")
        key: Any = Pin(description="Its position in the list, or its key in the dictionary")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        sources: list[Any] = [input.items, input.items_object, _parsed(input.items_str)]
        if sum(map(len, sources)) > MAX_ITEMS:
            raise TooLarge(f"There are more than {MAX_ITEMS:,} items.")
        for source in sources:
            for key, item in _entries(source):
                yield "item", item
                yield "key", key


def _entries(source: Any) -> Iterable[tuple[Any, Any]]:
    return source.items() if isinstance(source, dict) else enumerate(source)


def _parsed(text: str) -> Any:
    if not text:
        return []
    if len(text) > MAX_TEXT_CHARACTERS:
        raise TooLarge(f"`items_str` is longer than {MAX_TEXT_CHARACTERS:,} characters.")
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise InvalidInput(f"`items_str` is not JSON: {err}", pin="items_str") from None
    if not isinstance(items, list | dict):
        raise InvalidInput("`items_str` must be a JSON list or object.", pin="items_str")
    return items
