"""Rows of cells, out of CSV text or a workbook."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from blocks.library._programs import Reader, read_by
from blocks.sdk import InvalidInput, TooLarge

MAX_TEXT_CHARACTERS = 5_000_000
MAX_CELLS = 250_000
READER = Reader(Path(__file__).with_name("_workbook_reader.py"), "The workbook", "file_input")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # a zip archive; Excel before 2007

Rows = Iterable[list[str]]


def rows_of_text(text: str, *, delimiter: str, quotechar: str, escapechar: str) -> Iterator[list[str]]:
    """The rows of CSV text. Raises InvalidInput and TooLarge, the first while it is iterated, too."""
    if len(text) > MAX_TEXT_CHARACTERS:
        raise TooLarge(f"The table is longer than {MAX_TEXT_CHARACTERS:,} characters.")
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter="\t" if delimiter == "\\t" else delimiter,
            quotechar=quotechar or None,
            escapechar=escapechar or None,
            quoting=csv.QUOTE_MINIMAL if quotechar else csv.QUOTE_NONE,
        )
    except (TypeError, ValueError) as err:
        raise InvalidInput(
            f"The table cannot be read with these characters: {err}.", pin="delimiter"
        ) from None
    return _bounded(reader)


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    cells = 0
    try:
        for row in rows:
            cells += len(row) or 1
            if cells > MAX_CELLS:
                raise TooLarge(f"The table has more than {MAX_CELLS:,} cells.")
            yield row
    except csv.Error as err:
        raise InvalidInput(f"The table cannot be read: {err}.", pin="contents") from None


def is_workbook(content: bytes) -> bool:
    return content.startswith(_WORKBOOKS)


def rows_of_workbook(content: bytes) -> list[list[str]]:
    """The rows of the first sheet. Blocks for a while. Raises as `read_by`."""
    rows: list[list[str]] = read_by(READER, content, str(MAX_CELLS))
    return rows


def decoded(content: bytes) -> str:
    """Text of a file that does not say its encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def records(
    rows: Rows, *, has_header: bool, skip_rows: int, skip_columns: set[str], strip: bool
) -> list[dict[str, str]]:
    """Each row from column name to cell. Without a header, columns are called "0", "1" and so on.

    skip_rows: how many to leave out after the header. Raises InvalidInput if there are not so many, or a row
    is longer than the header.
    """
    lines = enumerate(rows, start=1)
    header = _shown(next(lines, (0, []))[1], strip) if has_header else []
    if len(list(itertools.islice(lines, skip_rows))) < skip_rows:
        raise InvalidInput(f"The table has fewer than {skip_rows:,} rows to skip.", pin="skip_rows")
    return [_record(number, _shown(row, strip), header, skip_columns) for number, row in lines]


def _shown(row: list[str], strip: bool) -> list[str]:
    return [cell.strip() for cell in row] if strip else row


def _record(number: int, row: list[str], header: list[str], skipped: set[str]) -> dict[str, str]:
    if header and len(row) > len(header):
        raise InvalidInput(
            f"Row {number:,} has {len(row)} cells, but the header only {len(header)}.", pin="contents"
        )
    names = header or list(map(str, range(len(row))))
    cells = enumerate(zip(names, row, strict=False))
    return {name: cell for place, (name, cell) in cells if not {name, str(place)} & skipped}
