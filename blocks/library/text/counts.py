"""The size of a text."""

from __future__ import annotations

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin, TooLarge

MAX_TEXT_CHARACTERS = 10_000_000
_PART_CHARACTERS = 1_000_000  # of which the words are in memory at a time


class WordCharacterCount(Block):
    """Count the words and characters of a text."""

    id = "ab2a782d-22cf-4587-8a70-55b59b3f9f90"
    slug = "text.count_words"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The text", example="Hello, how are you?")

    class Output(BlockOutput):
        word_count: int = Pin(description="How many words, as spaces and line breaks part them")
        character_count: int = Pin(description="How many characters, spaces included")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if len(input.text) > MAX_TEXT_CHARACTERS:
            raise TooLarge(f"`text` is longer than {MAX_TEXT_CHARACTERS:,} characters.")
        yield "word_count", _words(input.text)
        yield "character_count", len(input.text)


def _words(text: str) -> int:
    words, ends_within_word = 0, False
    for begin in range(0, len(text), _PART_CHARACTERS):
        part = text[begin : begin + _PART_CHARACTERS]
        goes_on = ends_within_word and not part[0].isspace()
        words += len(part.split()) - goes_on
        ends_within_word = not part[-1].isspace()
    return words
