"""Cutting text up, and putting other text in its place."""

from __future__ import annotations

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge

MAX_TEXT_CHARACTERS = 10_000_000
MAX_PIECES = 100_000

TextList = list[str]


class TextSplit(Block):
    """Cut a text up at a delimiter."""

    id = "d5ea33c8-a575-477a-b42f-2fe3be5055ec"
    slug = "text.split"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The text", example="apples, pears")
        delimiter: str = Pin(description="What stands between the pieces", example=",")
        strip: bool = Pin(True, description="Take spaces off both ends of each piece")

    class Output(BlockOutput):
        texts: TextList = Pin(description="The pieces")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if not input.delimiter:
            raise InvalidInput("`delimiter` is empty.", pin="delimiter")
        if input.text.count(input.delimiter) >= MAX_PIECES:
            raise TooLarge(f"The text has more than {MAX_PIECES:,} pieces.")
        pieces = input.text.split(input.delimiter) if input.text else []
        yield "texts", [piece.strip() for piece in pieces] if input.strip else pieces


class TextReplace(Block):
    """Put one text in place of another, wherever it stands."""

    id = "7e7c87ab-3469-4bcc-9abe-67705091b713"
    slug = "text.replace"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The text", example="Hello, world")
        old: str = Pin(description="What to look for, letter by letter", example="world")
        new: str = Pin(description="What to put in its place", example="Ada")

    class Output(BlockOutput):
        output: str = Pin(description="The text with the replacements")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        size = len(input.text) + input.text.count(input.old) * len(input.new)
        if size > MAX_TEXT_CHARACTERS:
            raise TooLarge(f"The text would be longer than {MAX_TEXT_CHARACTERS:,} characters.")
        yield "output", input.text.replace(input.old, input.new)
