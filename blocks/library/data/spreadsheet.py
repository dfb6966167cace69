"""Tables as dictionaries, row by row."""

from __future__ import annotations

import asyncio
from typing import Any

from blocks.library.data._tables import decoded, is_workbook, records, rows_of_text, rows_of_workbook
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, files
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
            file = await files.load(ctx, input.file_input, pin="file_input", max_bytes=MAX_FILE_BYTES)
            rows = await asyncio.to_thread(_read_file, file.content, input)
        elif input.contents:
            rows = await asyncio.to_thread(_read_text, input.contents, input)
        else:
            raise InvalidInput("Either 'contents' or 'file_input' must be provided.", pin="contents")
        if not input.produce_singular_result:
            yield "rows", rows
            return
        for row in rows:
            yield "row", row


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
