"""Tables as dictionaries, row by row."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Any

from blocks.library.data._tables import decoded, is_workbook, records, rows_of_text, rows_of_workbook
from blocks.library.web._answers import check
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, TooLarge
from blocks.sdk.pins import Widget

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_SKIPPED_ROWS = 250_000

Row = dict[str, str]


class ReadSpreadsheet(Block):
    """Read a table, as CSV text or as a file of Excel, OpenDocument or CSV, row by row.

    Of a workbook the first sheet is read.
    """

    id = "acf7625e-d2cb-4941-bfeb-2819fc6fc015"
    slug = "data.read_spreadsheet"
    category = Category.DATA
    categories = (Category.DATA, Category.TEXT)
    max_at_once = 4  # each may take a processor and memory for a while
    timeout_seconds = 60.0

    class Input(BlockInput):
        contents: str | None = Pin(
            None, description="The table as CSV text", example="name,age\nAda,36", widget=Widget.LONG_TEXT
        )
        file_input: str | None = Pin(
            None,
            description="The table as a file: a web address or a data URI; used instead of the text",
            widget=Widget.FILE,
        )
        delimiter: str = Pin(",", description="What stands between cells", example=";")
        quotechar: str = Pin('"', description="What stands around cells that hold it", advanced=True)
        escapechar: str = Pin("\\", description="What stands before a character meant as such", advanced=True)
        has_header: bool = Pin(True, description="The first row names the columns")
        skip_rows: int = Pin(
            0, description="Rows to leave out after the header", ge=0, le=MAX_SKIPPED_ROWS, advanced=True
        )
        strip: bool = Pin(True, description="Take spaces off both ends of each cell", advanced=True)
        skip_columns: list[str] = Pin(
            [], description="Columns to leave out, by name or place", example=["age"], advanced=True
        )
        produce_singular_result: bool = Pin(
            False, description="Hand on the rows one by one, not as a list", advanced=True
        )

    class Output(BlockOutput):
        row: Row = Pin(description="One row, from column to cell")
        rows: list[Row] = Pin(description="All rows")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.file_input:
            content = await _fetched(input.file_input, ctx)
            rows = await asyncio.to_thread(_read_file, content, input)
        elif input.contents:
            rows = await asyncio.to_thread(_read_text, input.contents, input)
        else:
            raise InvalidInput("Either 'contents' or 'file_input' must be provided.", pin="contents")
        if not input.produce_singular_result:
            yield "rows", rows
            return
        for row in rows:
            yield "row", row


async def _fetched(file: str, ctx: Context) -> bytes:
    """The file's bytes, at most MAX_FILE_BYTES."""
    if file.startswith("data:"):
        return _in_data_uri(file)
    if not file.startswith(("http://", "https://")):
        raise InvalidInput("`file_input` must be a web address or a data URI.", pin="file_input")
    answer = await ctx.http.request("GET", file, max_bytes=MAX_FILE_BYTES)
    check(answer, "The file's address")
    return answer.content


def _in_data_uri(uri: str) -> bytes:
    kind, comma, data = uri.partition(",")
    if len(data) > MAX_FILE_BYTES * 4 // 3 + 4:
        raise TooLarge(f"The file is larger than {MAX_FILE_BYTES:,} bytes.")
    try:
        if not comma or not kind.endswith(";base64"):
            raise ValueError
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("`file_input` is not a data URI in base 64.", pin="file_input") from None


def _read_file(content: bytes, input: ReadSpreadsheet.Input) -> list[Row]:
    if not is_workbook(content):
        return _read_text(decoded(content), input)
    return records(rows_of_workbook(content), **_layout(input))


def _read_text(text: str, input: ReadSpreadsheet.Input) -> list[Row]:
    marks = {name: getattr(input, name) for name in ("delimiter", "quotechar", "escapechar")}
    return records(rows_of_text(text, **marks), **_layout(input))


def _layout(input: ReadSpreadsheet.Input) -> dict[str, Any]:
    names = ("has_header", "skip_rows", "strip")
    return {name: getattr(input, name) for name in names} | {"skip_columns": set(input.skip_columns)}
