"""Looking for patterns in text."""

from __future__ import annotations

import builtins
from typing import Any

from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    MalformedPattern,
    Outputs,
    Pin,
    coerce_value,
)
from blocks.sdk.patterns import Pattern, find, matches
from blocks.sdk.shapes import shape_of

TextList = builtins.list[str]

_CASE = "Whether upper and lower case differ"
_DOT = "Whether a dot in the pattern also takes line breaks"


class MatchTextPattern(Block):
    """Hand a value on along the "positive" branch if a text holds a pattern, else the "negative" one."""

    id = "3060088f-6ed9-4928-9ba7-9c92823a7ccd"
    slug = "text.match_pattern"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: Any = Pin(description="The text to look into; other values as JSON", example="Hello, world")
        match: str = Pin(description="A regular expression", example="[Ww]orld")
        data: Any = Pin(description="The value to hand on; the text if it is empty", example="greeting")
        case_sensitive: bool = Pin(True, description=_CASE)
        dot_all: bool = Pin(True, description=_DOT, advanced=True)

    class Output(BlockOutput):
        positive: Any = Pin(description="The value, if the text holds the pattern")
        negative: Any = Pin(description="The value, if it does not")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        pattern = Pattern(input.match, "match", input.case_sensitive, input.dot_all)
        is_match = matches(pattern, _as_text(input.text))
        yield "positive" if is_match else "negative", input.data or input.text


class ExtractTextInformation(Block):
    """Take out of a text what a pattern, or one group of it, finds there.

    A pattern that is written wrong finds nothing.
    """

    id = "3146e4fe-2cdd-4f29-bd12-0c9d5bb4deb0"
    slug = "text.extract_pattern"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: Any = Pin(description="The text to look into; other values as JSON", example="Order 1234")
        pattern: str = Pin(description="A regular expression", example="Order (\\d+)")
        group: int = Pin(0, description="Which group of the pattern to take; 0 is all of it", ge=0)
        case_sensitive: bool = Pin(True, description=_CASE)
        dot_all: bool = Pin(True, description=_DOT, advanced=True)
        find_all: bool = Pin(False, description="Take every match, not only the first")

    class Output(BlockOutput):
        positive: str = Pin(description="What was found; sent once for each match")
        negative: str = Pin(description="The text, if nothing was found")
        matched_results: TextList = Pin(description="All that was found")
        matched_count: int = Pin(description="How many matches that is")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        text = _as_text(input.text)
        found = _found(input, text)
        for match in found:
            yield "positive", match
        if not found:
            yield "negative", text
        yield "matched_results", found
        yield "matched_count", len(found)


def _found(input: ExtractTextInformation.Input, text: str) -> TextList:
    pattern = Pattern(input.pattern, "pattern", input.case_sensitive, input.dot_all)
    try:
        return find(pattern, text, group=input.group, at_most=None if input.find_all else 1)
    except MalformedPattern:
        return []  # as elsewhere: agents lean on it


_TEXT = shape_of(str)


def _as_text(value: Any) -> str:
    text: str = coerce_value(value, _TEXT)
    return text
