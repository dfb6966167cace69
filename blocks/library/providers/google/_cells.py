"""Cells of a spreadsheet: their names, as people write them, and where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Sequence[Any]]

_CELL = re.compile(r"^\$?([A-Za-z]{0,3})\$?(\d{0,7})$")


def letters_of(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(letters: str) -> int:
    """A → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(title: str) -> str:
    """A sheet's title, as ranges begin with it."""
    return "'" + title.replace("'", "''") + "'"


def split(given: str) -> tuple[str, str]:
    """The sheet's title, empty if it is not said, and the cells: out of `'My sheet'!A1:B2`."""
    title, mark, cells = given.strip().rpartition("!")
    if not mark:
        return "", cells
    return (title[1:-1].replace("''", "'") if title[:1] == title[-1:] == "'" else title), cells


def grid(cells: str, sheet_id: int) -> dict[str, int]:
    """A range as requests name it: `A1:B2`, `A:B`, `2:3` or `A1`; empty is the whole sheet."""
    found: dict[str, int] = {"sheetId": sheet_id}
    if not cells.strip():
        return found
    first, _, last = cells.strip().partition(":")
    start, end = _place(first, cells), _place(last or first, cells)
    for name, low, high in (("Row", start[0], end[0]), ("Column", start[1], end[1])):
        if low is not None:
            found[f"start{name}Index"] = low
        if high is not None:
            found[f"end{name}Index"] = high + 1
    return found


def _place(cell: str, whole: str) -> tuple[int | None, int | None]:
    found = _CELL.match(cell.strip())
    if found is None or not found[0].strip("$"):
        raise ValueError(f"{whole[:50]!r} is no range; ranges look like A1:B2.")
    letters, digits = found.groups()
    return (int(digits) - 1 if digits else None), (number_of(letters) if letters else None)


def sheet_among(sheets: Sequence[Mapping[str, Any]] | None, title: str) -> Mapping[str, Any]:
    """The sheet of that title, the first if none is named."""
    for sheet in sheets or ():
        if not title or sheet["title"] == title:
            return sheet
    names = ", ".join(repr(sheet["title"]) for sheet in (sheets or ())[:10])
    raise ValueError(f"The spreadsheet has no sheet {title!r}. It has {names or 'none'}.")


def column_among(header: Sequence[Any], given: str) -> int:
    """A column by its heading, or by its letters."""
    wanted = given.strip()
    for place, title in enumerate(header):
        if str(title).strip() == wanted:
            return place
    for place, title in enumerate(header):
        if str(title).strip().lower() == wanted.lower():
            return place
    if wanted.isascii() and wanted.isalpha() and len(wanted) <= 3 and wanted.upper() == wanted:
        return number_of(wanted)
    names = ", ".join(repr(str(title)) for title in header[:20])
    raise ValueError(f"There is no column {given[:50]!r}: neither letters nor one of the headings {names}.")


def cell_of(row: Sequence[Any], column: int) -> str:
    return str(row[column]) if column < len(row) else ""


def as_dict(header: Sequence[Any], row: Sequence[Any]) -> dict[str, str]:
    return {str(title): cell_of(row, place) for place, title in enumerate(header) if str(title)}


def header_of(rows: Rows) -> Sequence[Any]:
    return rows[0] if rows else ()
