"""Several lists at once: one after the other, in turn, side by side, and what they share."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from blocks.library.data._equality import identities_of, identity_of, without_repeats
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin, TooLarge
from blocks.sdk.json_values import MAX_ITEMS

JsonList = list[Any]
Lists = list[list[Any]]

_LENGTH = "How many items the result has"


class ConcatenateLists(Block):
    """Put several lists together, one after the other."""

    id = "3cf9298b-5817-4141-9d80-7c2cc5199c8e"
    slug = "data.concatenate_lists"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        lists: Lists = Pin(description="The lists", example=[[1, 2], [3]])
        deduplicate: bool = Pin(False, description="Keep only the first of equal items")
        remove_none: bool = Pin(False, description="Leave out items that are nothing (`null`)")

    class Output(BlockOutput):
        concatenated_list: JsonList = Pin(description="All items in one list")
        length: int = Pin(description=_LENGTH)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        joined = [item for part in input.lists for item in part]
        if input.remove_none:
            joined = [item for item in joined if item is not None]
        if input.deduplicate:
            joined = without_repeats(joined)
        yield "concatenated_list", joined
        yield "length", len(joined)


class InterleaveLists(Block):
    """Take the items of several lists in turn: all first ones, then all second ones, and so on."""

    id = "9f616084-1d9f-4f8e-bc00-5b9d2a75cd75"
    slug = "data.interleave_lists"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        lists: Lists = Pin(description="The lists; shorter ones end sooner", example=[[1, 3], [2, 4]])

    class Output(BlockOutput):
        interleaved_list: JsonList = Pin(description="The items in turn")
        length: int = Pin(description=_LENGTH)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        items = _in_turn(input.lists)
        yield "interleaved_list", items
        yield "length", len(items)


class ZipLists(Block):
    """Put items at the same position of several lists into one list each."""

    id = "0d0e684f-5cb9-4c4b-b8d1-47a0860e0c07"
    slug = "data.zip_lists"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        lists: Lists = Pin(description="The lists", example=[[1, 2], ["a", "b"]])
        pad_to_longest: bool = Pin(
            False, description="Go on to the end of the longest list, not of the shortest"
        )
        fill_value: Any = Pin(None, description="What stands where a shorter list has ended", advanced=True)

    class Output(BlockOutput):
        zipped_list: Lists = Pin(description="One list for each position")
        length: int = Pin(description=_LENGTH)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        zipped = _padded(input) if input.pad_to_longest else zip(*input.lists, strict=False)
        rows = list(map(list, zipped))
        yield "zipped_list", rows
        yield "length", len(rows)


class ListDifference(Block):
    """Find the items of one list that another does not have."""

    id = "05309873-9d61-447e-96b5-b804e2511829"
    slug = "data.list_difference"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list_a: JsonList = Pin(description="The list to take items of", example=[1, 2, 3])
        list_b: JsonList = Pin(description="The items to leave out", example=[2])
        symmetric: bool = Pin(False, description="Add the items that only the second list has")

    class Output(BlockOutput):
        difference: JsonList = Pin(description="The items that the other list does not have")
        length: int = Pin(description=_LENGTH)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        difference = _missing_in(input.list_b, input.list_a)
        if input.symmetric:
            difference += _missing_in(input.list_a, input.list_b)
        yield "difference", difference
        yield "length", len(difference)


class ListIntersection(Block):
    """Find the items that two lists share, each once, in the order of the first."""

    id = "b6eb08b6-dbe3-411b-b9b4-2508cb311a1f"
    slug = "data.list_intersection"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        list_a: JsonList = Pin(description="The first list", example=[1, 2, 3])
        list_b: JsonList = Pin(description="The second list", example=[3, 2])

    class Output(BlockOutput):
        intersection: JsonList = Pin(description="The items that both have")
        length: int = Pin(description=_LENGTH)

    async def run(self, input: Input, ctx: Context) -> Outputs:
        others = identities_of(input.list_b)
        shared = [item for item in without_repeats(input.list_a) if identity_of(item) in others]
        yield "intersection", shared
        yield "length", len(shared)


def _in_turn(lists: Lists) -> JsonList:
    """One item of each list after the other; lists that have ended are asked no more."""
    items: JsonList = []
    going = list(map(iter, lists))
    while going:
        still_going = []
        for one in going:
            for item in one:
                items.append(item)
                still_going.append(one)
                break
        going = still_going
    return items


def _padded(input: ZipLists.Input) -> Iterable[tuple[Any, ...]]:
    """Many short lists beside a long one would make more items than there are."""
    if len(input.lists) * max(map(len, input.lists), default=0) > MAX_ITEMS:
        raise TooLarge(f"The padded lists would hold more than {MAX_ITEMS:,} items.")
    return zip_longest(*input.lists, fillvalue=input.fill_value)


def _missing_in(others: JsonList, items: JsonList) -> JsonList:
    known = identities_of(others)
    return [item for item in items if identity_of(item) not in known]
