"""Files taken in, and read as text."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, files
from blocks.sdk.pins import Widget

MAX_CHUNKS = 10_000
_ESCAPES = (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"))  # as people write them in a form
_LINK_BEGINNINGS = ("data:", "http://", "https://")


class FileStore(Block):
    """Fetch a file and keep it with the run, for the steps that follow."""

    id = "cbb50872-625b-42f0-8203-a2ae78242d8a"
    slug = "files.store"
    category = Category.BASIC
    categories = (Category.BASIC, Category.MULTIMEDIA)
    static_output = True

    class Input(BlockInput):
        file_in: str = Pin(
            description="A web address or a data URI", example="data:,Hello", widget=Widget.FILE, min_length=1
        )
        base_64: bool = Pin(
            False, description="Files are handed on with their content in base 64 either way", advanced=True
        )

    class Output(BlockOutput):
        file_out: str = Pin(description="The file, as a data URI with the kind that its content shows")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        file = await files.load(ctx, input.file_in, pin="file_in")
        yield "file_out", await asyncio.to_thread(file.as_data_uri)


class FileRead(Block):
    """Read a file as text, whole or in parts."""

    id = "3735a31f-7e18-4aca-9e90-08a7120674bc"
    slug = "files.read"
    category = Category.DATA
    categories = (Category.DATA, Category.TEXT)

    class Input(BlockInput):
        file_input: str = Pin(description="A web address, a data URI, or the text itself", widget=Widget.FILE)
        delimiter: str = Pin(
            "",
            description="What stands between rows, such as \\n; without one all is one row",
            max_length=100,
        )
        size_limit: int = Pin(0, description="Characters of each part; 0 for all in one", ge=0)
        row_limit: int = Pin(0, description="Rows to read; 0 for all", ge=0)
        skip_size: int = Pin(0, description="Characters to leave out at the beginning", ge=0)
        skip_rows: int = Pin(0, description="Rows to leave out at the beginning", ge=0)

    class Output(BlockOutput):
        content: str = Pin(description="The text, part by part")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        text = await _text(input.file_input, ctx)
        for part in await asyncio.to_thread(lambda: list(_parts(text, input))):
            yield "content", part


async def _text(given: str, ctx: Context) -> str:
    if not given.lstrip().lower().startswith(_LINK_BEGINNINGS):
        return given
    file = await files.load(ctx, given, pin="file_input")
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if file.media_type != files.BINARY or b"\x00" in file.content:
        raise InvalidInput(f"The file is no text but {file.media_type}.", pin="file_input")
    return file.content.decode("cp1252", errors="replace")


def _parts(text: str, input: FileRead.Input) -> Iterator[str]:
    delimiter = input.delimiter
    for written, meant in _ESCAPES:
        delimiter = delimiter.replace(written, meant)
    rows = text[input.skip_size :].split(delimiter) if delimiter else [text[input.skip_size :]]
    rows = rows[input.skip_rows :]
    if input.row_limit:
        rows = rows[: input.row_limit]
    whole = delimiter.join(rows)
    size = input.size_limit or len(whole) or 1
    if len(whole) / size > MAX_CHUNKS:
        raise InvalidInput(f"That would be more than {MAX_CHUNKS:,} parts.", pin="size_limit")
    yield from (whole[start : start + size] for start in range(0, len(whole), size)) if whole else [""]
