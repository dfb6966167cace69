"""The size of a text."""

from __future__ import annotations

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin


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
        yield "word_count", len(input.text.split())
        yield "character_count", len(input.text)
