r"""Text with what cannot be typed written as `\n`, `\t`, `\xe9`, `\u20ac`: made and read."""

from __future__ import annotations

import re
import unicodedata

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge

MAX_TEXT_CHARACTERS = 1_000_000


class TextEncoder(Block):
    r"""Write line breaks, tabs and letters beyond ASCII as escapes such as `\n` and `\xe9`."""

    id = "5185f32e-4b65-4ecf-8fbb-873f003f09d6"
    slug = "text.encode"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The text", example="one\ntwo")

    class Output(BlockOutput):
        encoded_text: str = Pin(description="The text, all of it in ASCII and on one line")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        _check_size(input.text)
        yield "encoded_text", input.text.encode("unicode_escape").decode("ascii")


class TextDecoder(Block):
    r"""Read escapes such as `\n` and `\u20ac` as the characters they stand for."""

    id = "2570e8fe-8447-43ed-84c7-70d657923231"
    slug = "text.decode"
    category = Category.TEXT
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="Text with escapes", example="one\\ntwo")

    class Output(BlockOutput):
        decoded_text: str = Pin(description="The text with the characters themselves")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        _check_size(input.text)
        text = _ESCAPE.sub(_character, input.text)
        # A letter may be written as the two halves that UTF-16 makes of it, as JSON does.
        yield "decoded_text", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _check_size(text: str) -> None:
    if len(text) > MAX_TEXT_CHARACTERS:
        raise TooLarge(f"`text` is longer than {MAX_TEXT_CHARACTERS:,} characters.")


_ESCAPE = re.compile(
    r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<byte>[0-9a-fA-F]{2})|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})|N\{(?P<name>[^{}]{1,100})\}|(?P<other>[\s\S])|(?P<end>\Z))"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
_LETTERS |= {"\\": "\\", "'": "'", '"': '"', "\n": ""}


def _character(escape: re.Match[str]) -> str:
    """What one escape stands for; unknown ones stay as they are."""
    kind = escape.lastgroup or ""
    written = escape[kind]
    if kind == "octal":
        return chr(int(written, 8))
    if kind == "other" and written not in "xuUN":
        return _LETTERS.get(written, escape[0])
    try:
        return unicodedata.lookup(written) if kind == "name" else chr(int(written, 16))
    except (KeyError, ValueError, OverflowError):
        shown = escape.string[escape.start() : escape.start() + 12]
        raise InvalidInput(
            f"`text` has an unfinished or unknown escape at {escape.start():,}: {shown}", pin="text"
        ) from None
