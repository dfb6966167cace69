"""What can be told of the rows of a sheet once they are here. Row numbers are those people see, from 1."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from blocks.library.providers.google._cells import as_dict, cell_of, column_among, header_of, letters_of
from blocks.rest import Values

MOST_CELLS = 1_000_000


def texts(row: Sequence[Any]) -> list[str]:
    return [str(value) for value in row]


def numbered(values: Values) -> list[tuple[int, Sequence[Any]]]:
    """The rows below the header, with their numbers."""
    return list(enumerate(values["rows"] or (), start=1))[1:]


# --- Looking for rows -------------------------------------------------------------------------------------
def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").strip("$€£% "))
    except ValueError:
        return None


def _fits(cell: str, operator: str, wanted: str) -> bool:
    if operator in ("greater_than", "less_than", "greater_than_or_equal", "less_than_or_equal"):
        left, right = _number(cell), _number(wanted)
        if left is None or right is None:
            return False
        return {
            "greater_than": left > right,
            "less_than": left < right,
            "greater_than_or_equal": left >= right,
            "less_than_or_equal": left <= right,
        }[operator]
    return {
        "equals": cell == wanted,
        "not_equals": cell != wanted,
        "contains": wanted in cell,
        "not_contains": wanted not in cell,
        "starts_with": cell.startswith(wanted),
        "ends_with": cell.endswith(wanted),
        "is_empty": not cell.strip(),
        "is_not_empty": bool(cell.strip()),
    }[operator]


def filtered(values: Values) -> list[tuple[int, Sequence[Any]]]:
    column = column_among(header_of(values["rows"]), values["filter_column"])
    wanted, is_exact = values["filter_value"] or "", values["match_case"]
    fold = str if is_exact else str.lower
    return [
        (number, row)
        for number, row in numbered(values)
        if _fits(fold(cell_of(row, column)), values["operator"], fold(wanted))
    ]


def filtered_rows(values: Values) -> list[list[str]]:
    head = [texts(header_of(values["rows"]))] if values["include_header"] and values["rows"] else []
    return head + [texts(row) for _, row in filtered(values)]


def looked_up(values: Values) -> tuple[int, Sequence[Any]] | None:
    column = column_among(header_of(values["rows"]), values["lookup_column"])
    fold = str if values["match_case"] else str.lower
    wanted = fold(values["lookup_value"]).strip()
    return next((pair for pair in numbered(values) if fold(cell_of(pair[1], column)).strip() == wanted), None)


def looked_up_dict(values: Values) -> dict[str, str]:
    found = looked_up(values)
    if found is None:
        return {}
    whole = as_dict(header_of(values["rows"]), found[1])
    wanted = values["return_columns"]
    if not wanted:
        return whole
    header = header_of(values["rows"])
    return {str(header[place]): cell_of(found[1], place) for place in _places(header, wanted)}


def looked_up_row(values: Values) -> list[str]:
    found = looked_up(values)
    if found is None:
        return []
    header = header_of(values["rows"])
    places = _places(header, values["return_columns"]) if values["return_columns"] else range(len(header))
    return [cell_of(found[1], place) for place in places]


def _places(header: Sequence[Any], names: Sequence[str]) -> list[int]:
    return [column_among(header, name) for name in names]


def found_cells(values: Values) -> list[dict[str, Any]]:
    """Cells that hold a text: sheet, cell, row, column, value."""
    fold = str if values["match_case"] else str.lower
    wanted, found = fold(values["find_text"]), []
    for title, first_row, first_column, rows in values["areas"]:
        for row_number, row in enumerate(rows, start=first_row):
            for column, value in enumerate(row, start=first_column):
                text = fold(str(value))
                if text == wanted if values["match_entire_cell"] else wanted in text:
                    cell = f"{letters_of(column)}{row_number}"
                    place = {"sheet": title, "cell": cell, "row": row_number, "column": column + 1}
                    found.append({**place, "value": str(value)})
                    if not values["find_all"]:
                        return found
    return found


# --- Columns ----------------------------------------------------------------------------------------------
def column_values(values: Values) -> list[str]:
    rows = values["rows"] or []
    column = column_among(header_of(rows), values["column"])
    cells = [cell_of(row, column) for row in rows]
    if not values.get("include_header"):
        cells = cells[1:]
    return [cell for cell in cells if cell] if values.get("skip_empty") else cells


def unique_counts(values: Values) -> dict[str, int]:
    """Value → how often, the most frequent first if that is asked for, else in the order of the sheet."""
    counts = Counter(cell for cell in column_values({**values, "include_header": False}) if cell)
    return dict(counts.most_common() if values["sort_by_count"] else counts)


# --- Whole sheets -----------------------------------------------------------------------------------------
def counted(values: Values) -> dict[str, int]:
    rows = values["rows"] or []
    filled = [row for row in rows if values["count_empty"] or any(str(cell).strip() for cell in row)]
    has_header = bool(rows)
    total = len(filled) if values["include_header"] else max(0, len(filled) - has_header)
    return {
        "total_rows": total,
        "data_rows": max(0, len(filled) - has_header),
        "last_row": len(rows),
        "column_count": max(map(len, rows), default=0),
    }


def as_csv(values: Values) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(csv_rows(values))
    return written.getvalue()


def csv_rows(values: Values) -> list[list[str]]:
    rows = values["rows"] or []
    return [texts(row) for row in (rows if values["include_headers"] else rows[1:])]


def read_csv(given: str) -> list[list[str]]:
    """The rows of a CSV. Raises ValueError."""
    try:
        rows = list(csv.reader(io.StringIO(given), strict=True))
    except csv.Error as err:
        raise ValueError(f"`csv_data` cannot be read: {err}.") from None
    if sum(map(len, rows)) > MOST_CELLS:
        raise ValueError(f"`csv_data` has more than {MOST_CELLS:,} cells.")
    return rows


def repeated_rows(values: Values) -> list[int]:
    """Numbers of the rows that say again what another says, from the last to the first."""
    header = header_of(values["rows"])
    places = _places(header, values["columns"]) if values["columns"] else None
    fold = str if values["match_case"] else str.lower
    rows = numbered(values)
    if values["keep"] == "last":
        rows.reverse()
    seen: set[tuple[str, ...]] = set()
    again = []
    for number, row in rows:
        told = [cell_of(row, place) for place in places] if places is not None else texts(row)
        key = tuple(fold(cell) for cell in told)
        if key in seen:
            again.append(number)
        seen.add(key)
    return sorted(again, reverse=True)
