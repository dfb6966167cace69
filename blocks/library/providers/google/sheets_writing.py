"""Google Sheets: cells and rows that are written. https://developers.google.com/workspace/sheets/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import SHEETS as API
from blocks.library.providers.google._cells import cell_of, column_among, header_of, letters_of
from blocks.library.providers.google._sheets import (
    INPUT_OPTION,
    PATH,
    RANGE,
    ROWS,
    SHEET_NAME,
    SHEETS,
    Request,
    changed,
    chosen,
    operation,
    rows_between,
)
from blocks.library.providers.google._tables import read_csv, repeated_rows
from blocks.rest import Values, blocks_of, choice, echo, flag, gives, items, mapping, number, post, put, text

ROW = items(str, "The cells of the row", example=["Ada", "36"], max_length=18_278)
CELL = text("The cell, as Sheet1!B2", example="Sheet1!B2", min_length=1)
UPDATED = gives(
    dict[str, Any],
    "What was written: updatedRange, updatedRows, updatedCells",
    "{success: `true`, updatedRange: updatedRange, updatedRows: updatedRows, updatedCells: updatedCells}",
)


def deleted_rows(values: Values) -> list[Request]:
    """From the last to the first, so that none moves before its turn."""
    numbers = sorted(set(values["row_indices"]), reverse=True)
    if not numbers or numbers[-1] < 1:
        raise ValueError("`row_indices`: rows are counted from 1.")
    return [delete(values, number) for number in numbers]


def delete(values: Values, number: int) -> Request:
    return {"deleteDimension": {"range": rows_between(values["sheet_id"], number - 1, number)}}


def updates_of(values: Values) -> Values:
    """`updates` and `clears`, out of the list of what is to be done."""
    updates, clears = [], []
    for place, given in enumerate(values["operations"], start=1):
        kind, cells = str(given.get("type", "update")).lower(), given.get("range")
        if kind not in ("update", "clear") or not cells:
            raise ValueError(f"`operations`: number {place} needs a range, and as type update or clear.")
        if kind == "clear":
            clears.append(cells)
        else:
            updates.append({"range": cells, "values": given.get("values", [[]])})
    return {"updates": updates, "clears": clears}


def csv_written(values: Values) -> Values:
    rows = read_csv(values["csv_data"])
    return {**chosen(values), "new_rows": rows, "cleared": values["clear_existing"]}


def row_written(values: Values) -> Values:
    """`cells` and `row`: the whole row, or some of its cells by their headings, the others as they are."""
    number, rows = values["row_index"], values["rows"] or []
    if not values["dict_values"]:
        if not values["values"]:
            raise ValueError("Give `values` or `dict_values`.")
        row = values["values"]
    else:
        header = header_of(rows)
        old = rows[number - 1] if number <= len(rows) else []
        places = {column_among(header, name): value for name, value in values["dict_values"].items()}
        width = max(len(old), max(places) + 1)
        row = [places.get(place, cell_of(old, place)) for place in range(width)]
    return {"cells": f"{values['title']}!A{number}:{letters_of(max(len(row), 1) - 1)}{number}", "row": row}


OPERATIONS = (
    operation(
        "d9291e87-301d-47a8-91fe-907fb55460e5",
        "write",
        "Write cells of a spreadsheet.",
        [put(f"{PATH}/values/{{range}}", "values", {"valueInputOption": "USER_ENTERED"})],
        {
            "range": RANGE,
            "values": items(list[str], "The rows, each a list of texts", example=[["Ada", "36"]]),
        },
        {"result": UPDATED},
        repeats=True,
    ),
    operation(
        "df521b68-62d9-42e4-924f-fb6c245516fc",
        "update_cell",
        "Write one cell of a spreadsheet.",
        [
            put(
                f"{PATH}/values/{{cell}}",
                {"values": [["{value}"]]},
                {"valueInputOption": "{value_input_option}"},
            )
        ],
        {"cell": CELL, "value": text("What it is to hold", example="36"), "value_input_option": INPUT_OPTION},
        {"result": UPDATED},
        repeats=True,
    ),
    operation(
        "b8a934d5-fca0-4be3-9fc2-a99bf63bd385",
        "update_row",
        "Write a row of a sheet, whole or some of its cells.",
        [
            SHEETS,
            ROWS,
            put(
                f"{PATH}/values/{{cells}}",
                {"values": ["{row}"]},
                {"valueInputOption": "USER_ENTERED"},
                derive=row_written,
            ),
        ],
        {
            "sheet_name": SHEET_NAME,
            "row_index": number("Its number, from 1", example=2, ge=1),
            "values": items(str, "All its cells", []),
            "dict_values": mapping("Some cells, by the headings of the first row", {}),
        },
        {"result": UPDATED},
        repeats=True,
    ),
    operation(
        "531d50c0-d6b9-4cf9-a013-7bf783d313c7",
        "append_row",
        "Add a row below the last one.",
        [
            SHEETS,
            post(
                f"{PATH}/values/{{title}}:append",
                {"values": ["{row}"]},
                {"valueInputOption": "{value_input_option}", "insertDataOption": "INSERT_ROWS"},
                derive=chosen,
            ),
        ],
        {"row": ROW, "sheet_name": SHEET_NAME, "value_input_option": INPUT_OPTION},
        {
            "result": gives(
                dict[str, Any],
                "What was written: updatedRange, updatedCells",
                "{success: `true`, updatedRange: updates.updatedRange, updatedCells: updates.updatedCells}",
            )
        },
    ),
    operation(
        "03eda5df-8080-4ed1-bfdf-212f543d657e",
        "insert_row",
        "Put a row between others.",
        [
            SHEETS,
            changed(
                lambda values: [
                    {
                        "insertDimension": {
                            "range": rows_between(
                                values["sheet_id"], values["row_index"] - 1, values["row_index"]
                            ),
                            "inheritFromBefore": values["row_index"] > 1,
                        }
                    }
                ]
            ),
            put(
                f"{PATH}/values/{{title}}!A{{row_index}}",
                {"values": ["{row}"]},
                {"valueInputOption": "{value_input_option}"},
            ),
        ],
        {
            "row": ROW,
            "row_index": number("Which number it gets, from 1", example=2, ge=1),
            "sheet_name": SHEET_NAME,
            "value_input_option": INPUT_OPTION,
        },
        {"result": UPDATED},
    ),
    operation(
        "84938266-0fc7-46e5-9369-adb0f6ae8015",
        "clear",
        "Empty cells of a spreadsheet.",
        [post(f"{PATH}/values/{{range}}:clear", {})],
        {"range": RANGE},
        {
            "result": gives(
                dict[str, Any],
                "What was emptied: clearedRange",
                "{success: `true`, clearedRange: clearedRange}",
            )
        },
        repeats=True,
    ),
    operation(
        "a4078584-6fe5-46e0-997e-d5126cdd112a",
        "batch_operations",
        "Write and empty several ranges of cells at once.",
        [
            post(
                f"{PATH}/values:batchUpdate",
                {"valueInputOption": "USER_ENTERED", "data": "{updates}"},
                when="updates",
                derive=updates_of,
            ),
            post(f"{PATH}/values:batchClear", {"ranges": "{clears}"}, when="clears"),
        ],
        {
            "operations": items(
                dict[str, Any],
                "What to do: type (update or clear), range, values",
                example=[{"type": "update", "range": "Sheet1!A1", "values": [["Ada"]]}],
                min_length=1,
                max_length=1_000,
            )
        },
        repeats=True,
    ),
    operation(
        "24bcd490-b02d-44c6-847d-b62a2319f5eb",
        "delete_rows",
        "Delete rows of a sheet.",
        [SHEETS, changed(deleted_rows)],
        {
            "sheet_name": SHEET_NAME,
            "row_indices": items(
                int, "Their numbers, from 1", example=[2, 3], min_length=1, max_length=10_000
            ),
        },
        {
            "result": gives(dict[str, Any], "That it is done", lambda _: {"success": True}),
            "deleted_count": echo(int, "How many", lambda values: len(set(values["row_indices"]))),
        },
    ),
    operation(
        "cb992884-1ff2-450a-8f1b-7650d63e3aa0",
        "import_csv",
        "Write the rows of a CSV into a sheet.",
        [
            SHEETS,
            post(f"{PATH}/values/{{title}}:clear", {}, when="cleared", derive=csv_written),
            put(
                f"{PATH}/values/{{title}}!{{start_cell}}",
                {"values": "{new_rows}"},
                {"valueInputOption": "USER_ENTERED"},
            ),
        ],
        {
            "csv_data": text("The CSV", example="Name,Age\nAda,36", long=True, min_length=1),
            "sheet_name": SHEET_NAME,
            "start_cell": text("Where its first cell goes", "A1"),
            "clear_existing": flag("Empty the sheet first", False),
        },
        {
            "result": UPDATED,
            "rows_imported": echo(int, "How many rows", lambda values: len(values["new_rows"])),
        },
        repeats=True,
        computes=True,
    ),
    operation(
        "accca760-8174-4656-b55e-5f0e82fee986",
        "find_replace",
        "Replace every occurrence of a text in a spreadsheet.",
        [
            changed(
                lambda values: [
                    {
                        "findReplace": {
                            "find": values["find_text"],
                            "replacement": values["replace_text"],
                            "matchCase": values["match_case"],
                            "matchEntireCell": values["match_entire_cell"],
                            **(
                                {"allSheets": True}
                                if values["sheet_id"] == -1
                                else {"sheetId": values["sheet_id"]}
                            ),
                        }
                    }
                ],
                derive=None,
            )
        ],
        {
            "find_text": text("The text to look for", example="tiles", min_length=1),
            "replace_text": text("What comes in its place", example="slates"),
            "sheet_id": number("Only in the sheet with this id; -1 is all", -1),
            "match_case": flag("Capital letters matter", False),
            "match_entire_cell": flag("It has to be all that the cell holds", False),
        },
        {
            "result": gives(
                dict[str, Any],
                "How often it was replaced",
                "{success: `true`, replacements: replies[0].findReplace.occurrencesChanged || `0`,"
                " rows: replies[0].findReplace.rowsChanged || `0`,"
                " sheets: replies[0].findReplace.sheetsChanged || `0`}",
            )
        },
    ),
    operation(
        "6eb50ff7-205b-400e-8ecc-1ce8d50075be",
        "remove_duplicates",
        "Delete the rows of a sheet that say again what another says.",
        [
            SHEETS,
            ROWS,
            changed(
                lambda values: [delete(values, number) for number in values["again"]],
                derive=lambda values: {"again": repeated_rows(values)},
                when="again",
            ),
        ],
        {
            "sheet_name": SHEET_NAME,
            "columns": items(str, "Only these columns are compared; all if empty", []),
            "keep": choice("first last", "Which of them stays", "first"),
            "match_case": flag("Capital letters matter", False),
        },
        {
            "result": gives(dict[str, Any], "That it is done", lambda _: {"success": True}),
            "removed_count": echo(int, "How many were deleted", lambda values: len(values["again"])),
            "remaining_rows": echo(
                int,
                "How many are left, without the first",
                lambda values: max(0, len(values["rows"] or []) - 1 - len(values["again"])),
            ),
        },
        computes=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
