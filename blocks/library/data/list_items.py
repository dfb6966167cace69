"""Single items of a list: look at, find, take out, replace."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin

JsonList = list[Any]

_POSITION = "Its position, from 0; negative counts from the end"


class GetListItem(Block):
    """Take the item at one position of a list."""

    id = "262ca24c-1025-43cf-a578-534e23234e97"
    slug = "data.get_list_item"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin(description="The list", example=["a", "b", "c"], by_reference=True)
        index: int = Pin(description=_POSITION, example=-1)

    class Output(BlockOutput):
        item: Any = Pin(description="The item")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "item", _item_at(input.list, input.index)


class FindInList(Block):
    """Find the first place of a value in a list."""

    id = "5e2c6d0a-1e37-489f-b1d0-8e1812b23333"
    slug = "data.find_in_list"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin(description="The list", example=["a", "b", "c"])
        value: Any = Pin(description="The value to look for", example="b")

    class Output(BlockOutput):
        index: int = Pin(description="Its position, from 0; sent if it is there")
        found: bool = Pin(description="Whether it is there")
        not_found_value: Any = Pin(description="The value; sent if it is not there")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        position = _position_of(input.value, input.list)
        if position is not None:
            yield "index", position
        yield "found", position is not None
        if position is None:
            yield "not_found_value", input.value


class RemoveFromList(Block):
    """Take one item out of a list: the one at a position, or the first that equals a value."""

    id = "d93c5a93-ac7e-41c1-ae5c-ef67e6e9b826"
    slug = "data.remove_from_list"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin(description="The list", example=[1, 2, 3])
        value: Any = Pin(None, description="The value to take out; not used if `index` is set", example=2)
        index: int | None = Pin(None, description=_POSITION, example=0)
        return_item: bool = Pin(False, description="Hand on the item, too")

    class Output(BlockOutput):
        updated_list: JsonList = Pin(description="The list without the item")
        removed_item: Any = Pin(description="The item, if it is asked for")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        position = input.index
        if position is None and input.value is not None:
            position = _position_of(input.value, input.list)
        if position is None or not _is_within(position, input.list):
            raise InvalidInput("Index or value not found: nothing was taken out of the list.", pin="list")
        rest = [*input.list]
        removed = rest.pop(position)
        yield "updated_list", rest
        if input.return_item:
            yield "removed_item", removed


class ReplaceListItem(Block):
    """Put another item in the place of one."""

    id = "fbf62922-bea1-4a3d-8bac-23587f810b38"
    slug = "data.replace_list_item"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin(description="The list", example=[1, 2, 3], by_reference=True)
        index: int = Pin(description=_POSITION, example=0)
        value: Any = Pin(description="The new item", example=9, by_reference=True)

    class Output(BlockOutput):
        updated_list: JsonList = Pin(description="The list with the new item")
        old_item: Any = Pin(description="The item that was there before")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        old = _item_at(input.list, input.index)
        updated = [*input.list]
        updated[input.index] = input.value
        yield "updated_list", updated
        yield "old_item", old


class ListIsEmpty(Block):
    """Tell whether a list has no items."""

    id = "896ed73b-27d0-41be-813c-c1c1dc856c03"
    slug = "data.list_is_empty"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list: JsonList = Pin(description="The list", example=[], by_reference=True)

    class Output(BlockOutput):
        is_empty: bool = Pin(description="Whether it has no items")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "is_empty", not input.list


def _item_at(values: JsonList, position: int) -> Any:
    if not _is_within(position, values):
        raise InvalidInput(
            f"Index out of range: there is no item {position} in a list of {len(values):,}.", pin="index"
        )
    return values[position]


def _is_within(position: int, values: JsonList) -> bool:
    return -len(values) <= position < len(values)


def _position_of(value: Any, values: JsonList) -> int | None:
    try:
        return values.index(value)
    except ValueError:
        return None
