"""Entries of a dictionary: add, replace, take out."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin

JsonDict = dict[str, Any]


class AddToDictionary(Block):
    """Add one entry or several to a dictionary; entries under the same key are replaced."""

    id = "31d1064e-7446-4693-a7d4-65e5ca1180d1"
    slug = "data.add_to_dictionary"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        dictionary: JsonDict = Pin(
            {}, description="The dictionary; a new one if not set", example={"a": 1}, by_reference=True
        )
        key: str = Pin("", description="The key of one entry to add", example="b")
        value: Any = Pin(
            None, description="Its value; without one nothing is added", example=2, by_reference=True
        )
        entries: JsonDict = Pin({}, description="Several entries to add", example={"c": 3}, by_reference=True)

    class Output(BlockOutput):
        updated_dictionary: JsonDict = Pin(description="The dictionary with the new entries")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        is_given = bool(input.key) and input.value is not None
        added = {input.key: input.value} if is_given else {}
        yield "updated_dictionary", {**input.dictionary, **added, **input.entries}


class RemoveFromDictionary(Block):
    """Take one entry out of a dictionary."""

    id = "46afe2ea-c613-43f8-95ff-6692c3ef6876"
    slug = "data.remove_from_dictionary"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        dictionary: JsonDict = Pin(description="The dictionary", example={"a": 1, "b": 2}, by_reference=True)
        key: str | int = Pin(description="The key; keys are text", example="a")
        return_value: bool = Pin(False, description="Hand on the value, too")

    class Output(BlockOutput):
        updated_dictionary: JsonDict = Pin(description="The dictionary without the entry")
        removed_value: Any = Pin(description="The value, if it is asked for")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = _known(input.key, input.dictionary)
        rest = {**input.dictionary}
        removed = rest.pop(key)
        yield "updated_dictionary", rest
        if input.return_value:
            yield "removed_value", removed


class ReplaceDictionaryValue(Block):
    """Put another value under a key that a dictionary has."""

    id = "27e31876-18b6-44f3-ab97-f6226d8b3889"
    slug = "data.replace_dictionary_value"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        dictionary: JsonDict = Pin(description="The dictionary", example={"a": 1}, by_reference=True)
        key: str | int = Pin(description="The key; keys are text", example="a")
        value: Any = Pin(description="The new value", example=2, by_reference=True)

    class Output(BlockOutput):
        updated_dictionary: JsonDict = Pin(description="The dictionary with the new value")
        old_value: Any = Pin(description="The value that was there before")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = _known(input.key, input.dictionary)
        yield "updated_dictionary", {**input.dictionary, key: input.value}
        yield "old_value", input.dictionary[key]


class DictionaryIsEmpty(Block):
    """Tell whether a dictionary has no entries."""

    id = "a3cf3f64-6bb9-4cc6-9900-608a0b3359b0"
    slug = "data.dictionary_is_empty"
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        dictionary: JsonDict = Pin(description="The dictionary", example={}, by_reference=True)

    class Output(BlockOutput):
        is_empty: bool = Pin(description="Whether it has no entries")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "is_empty", not input.dictionary


def _known(key: str | int, dictionary: JsonDict) -> str:
    """The key, if it is there. A number is no key: 1 is not "1"."""
    if isinstance(key, str) and key in dictionary:
        return key
    raise InvalidInput(f"Key '{str(key)[:100]}' not found in dictionary.", pin="key")
