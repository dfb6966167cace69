"""Google Sheets: what is read. https://developers.google.com/workspace/sheets/api/reference/rest"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import SHEETS as API
from blocks.library.providers.google._cells import (
    as_dict,
    column_among,
    header_of,
    letters_of,
    number_of,
    quoted,
    split,
)
from blocks.library.providers.google._sheets import (
    COLUMN,
    PATH,
    RANGE,
    ROWS,
    SHEET_NAME,
    SHEETS,
    full_range,
    operation,
)
from blocks.library.providers.google._tables import (
    as_csv,
    column_values,
    counted,
    csv_rows,
    filtered,
    filtered_rows,
    found_cells,
    looked_up,
    looked_up_dict,
    looked_up_row,
    texts,
    unique_counts,
)
from blocks.rest import Values, blocks_of, choice, echo, flag, get, gives, items, number, text

TABLE = list[list[str]]
OBJECTS = list[dict[str, Any]]


def searched(values: Values) -> Values:
    """`ranges`: what is looked through: the range, or one sheet, or all."""
    title, cells = split(values["range"] or "")
    if values["range"]:
        return {"ranges": [f"{quoted(title)}!{cells}" if title else cells]}
    sheet_id = values["sheet_id"]
    chosen = [sheet for sheet in values["sheets"] if sheet_id in (-1, None) or sheet["sheetId"] == sheet_id]
    if not chosen:
        raise ValueError(f"The spreadsheet has no sheet with the id {sheet_id}.")
    return {"ranges": [quoted(sheet["title"]) for sheet in chosen]}


def areas_of(values: Values) -> Values:
    """`areas`: sheet's title, first row, first column (from 0) and rows of each range that was read."""
    areas = []
    for area in values["found"] or ():
        title, cells = split(area["range"])
        first = cells.partition(":")[0]
        letters = first.rstrip("0123456789")
        areas.append(
            (title, int(first[len(letters) :] or 1), number_of(letters or "A"), area.get("values", []))
        )
    return {"areas": areas}


def found_of(values: Values) -> list[dict[str, Any]]:
    return found_cells({**values, **areas_of(values)})


def row_of(values: Values) -> list[str]:
    rows, number = values["rows"] or [], values["row_index"]
    return texts(rows[number - 1]) if number <= len(rows) else []


def notes_of(answer: Any) -> list[dict[str, Any]]:
    """The notes on cells: cell, note."""
    found = []
    for area in (data for sheet in answer.get("sheets", []) for data in sheet.get("data", [])):
        for row, cells in enumerate(area.get("rowData", []), start=area.get("startRow", 0)):
            for column, cell in enumerate(cells.get("values", []), start=area.get("startColumn", 0)):
                if cell.get("note"):
                    found.append({"cell": f"{letters_of(column)}{row + 1}", "note": cell["note"]})
    return found


OPERATIONS = (
    operation(
        "5724e902-3635-47e9-a108-aaa0263a4988",
        "read",
        "Read cells of a spreadsheet.",
        [get(f"{PATH}/values/{{range}}")],
        {"range": RANGE},
        {
            "result": gives(
                TABLE,
                "The rows, each a list of texts",
                lambda answer: list(map(texts, answer.get("values", []))),
            )
        },
    ),
    operation(
        "6a0be6ee-7a0d-4c92-819b-500630846ad0",
        "metadata",
        "Tell the title and the sheets of a spreadsheet.",
        [get(PATH, {"fields": "spreadsheetId,properties.title,spreadsheetUrl,sheets.properties"})],
        {},
        {
            "result": gives(
                dict[str, Any],
                "title, url, and of each sheet title, sheetId, rows and columns",
                "{title: properties.title, url: spreadsheetUrl, sheets: sheets[].properties.{title: title,"
                " sheetId: sheetId, index: index, rows: gridProperties.rowCount,"
                " columns: gridProperties.columnCount}}",
            )
        },
    ),
    operation(
        "2617e68a-43b3-441f-8b11-66bb041105b8",
        "export_csv",
        "Export a sheet as CSV.",
        [SHEETS, ROWS],
        {"sheet_name": SHEET_NAME, "include_headers": flag("With its first row", True)},
        {
            "csv_data": echo(str, "The CSV", as_csv),
            "row_count": echo(int, "How many rows it has", lambda values: len(csv_rows(values))),
        },
        computes=True,
    ),
    operation(
        "582195c2-ccee-4fc2-b646-18f72eb9906c",
        "filter_rows",
        "List the rows of a sheet whose cell in a column is as wished.",
        [SHEETS, ROWS],
        {
            "sheet_name": SHEET_NAME,
            "filter_column": COLUMN,
            "filter_value": text("What its cell is compared with", ""),
            "operator": choice(
                "equals not_equals contains not_contains greater_than less_than greater_than_or_equal "
                "less_than_or_equal is_empty is_not_empty starts_with ends_with",
                "How",
                "equals",
            ),
            "match_case": flag("Capital letters matter", False),
            "include_header": flag("With the first row before them", True),
        },
        {
            "rows": echo(TABLE, "The rows", filtered_rows),
            "row_indices": echo(
                list[int], "Their numbers, from 1", lambda values: [number for number, _ in filtered(values)]
            ),
            "count": echo(int, "How many there are", lambda values: len(filtered(values))),
        },
        computes=True,
    ),
    operation(
        "0f4ecc72-b958-47b2-b65e-76d6d26b9b27",
        "find",
        "Find cells that hold a text.",
        [
            SHEETS,
            get(
                f"{PATH}/values:batchGet",
                {"ranges": "{ranges}"},
                derive=searched,
                keep={"found": "valueRanges"},
            ),
        ],
        {
            "find_text": text("The text", example="tiles", min_length=1),
            "sheet_id": number("Only in the sheet with this id; -1 is all", -1),
            "match_case": flag("Capital letters matter", False),
            "match_entire_cell": flag("It has to be all that the cell holds", False),
            "find_all": flag("All of them, not the first", True),
            "range": text("Only in these cells, as Sheet1!A1:C10", ""),
        },
        {
            "result": echo(
                dict[str, Any],
                "How many there are: success, count",
                lambda values: {"success": True, "count": len(found_of(values))},
            ),
            "locations": echo(OBJECTS, "Where they are: sheet, cell, row, column, value", found_of),
            "count": echo(int, "How many there are", lambda values: len(found_of(values))),
        },
        computes=True,
    ),
    operation(
        "108d911f-e109-47fb-addc-2259792ee850",
        "get_column",
        "Read a column of a sheet.",
        [SHEETS, ROWS],
        {
            "sheet_name": SHEET_NAME,
            "column": COLUMN,
            "include_header": flag("With its first cell", False),
            "skip_empty": flag("Without empty cells", False),
        },
        {
            "values": echo(list[str], "Its cells", column_values),
            "count": echo(int, "How many there are", lambda values: len(column_values(values))),
            "column_index": echo(
                int,
                "Its place, from 0",
                lambda values: column_among(header_of(values["rows"] or []), values["column"]),
            ),
        },
        computes=True,
    ),
    operation(
        "fa16834f-fff4-4d7a-9f7f-531ced90492b",
        "get_notes",
        "List the notes on cells.",
        [
            SHEETS,
            get(
                PATH,
                {"ranges": "{cells}", "fields": "sheets.data(startRow,startColumn,rowData.values.note)"},
                derive=full_range,
            ),
        ],
        {"range": text("The cells, as A1:C10", "A1:Z100"), "sheet_name": SHEET_NAME},
        {
            "notes": gives(OBJECTS, "The notes: cell, note", notes_of),
            "count": gives(int, "How many there are", lambda answer: len(notes_of(answer))),
        },
    ),
    operation(
        "c4be9390-2431-4682-9769-7025b22a5fa7",
        "get_row",
        "Read a row of a sheet.",
        [SHEETS, ROWS],
        {"sheet_name": SHEET_NAME, "row_index": number("Its number, from 1", example=2, ge=1)},
        {
            "row": echo(list[str], "Its cells", row_of),
            "row_dict": echo(
                dict[str, Any],
                "Its cells by the headings of the first row",
                lambda values: as_dict(header_of(values["rows"] or []), row_of(values)),
            ),
        },
    ),
    operation(
        "080cc84b-a94a-4fb4-90e3-dcc55ee783af",
        "get_row_count",
        "Count the rows of a sheet.",
        [SHEETS, ROWS],
        {
            "sheet_name": SHEET_NAME,
            "include_header": flag("The first row counts too", True),
            "count_empty": flag("Empty rows between others count too", False),
        },
        {
            "total_rows": echo(int, "How many there are", lambda values: counted(values)["total_rows"]),
            "data_rows": echo(int, "Without the first", lambda values: counted(values)["data_rows"]),
            "last_row": echo(int, "The number of the last", lambda values: counted(values)["last_row"]),
            "column_count": echo(
                int, "Columns of the longest", lambda values: counted(values)["column_count"]
            ),
        },
        computes=True,
    ),
    operation(
        "0f296c0b-6b6e-4280-b96e-ae1459b98dff",
        "get_unique_values",
        "List the different values of a column.",
        [SHEETS, ROWS],
        {
            "sheet_name": SHEET_NAME,
            "column": COLUMN,
            "include_count": flag("Count each", False),
            "sort_by_count": flag("The most frequent first", False),
        },
        {
            "values": echo(list[str], "The values", lambda values: list(unique_counts(values))),
            "counts": echo(
                dict[str, Any],
                "Value to how often, if asked for",
                lambda values: unique_counts(values) if values["include_count"] else {},
            ),
            "total_unique": echo(int, "How many there are", lambda values: len(unique_counts(values))),
        },
        computes=True,
    ),
    operation(
        "b81a9d27-3997-4860-9303-cc68086db13a",
        "list_named_ranges",
        "List the ranges of a spreadsheet that have names.",
        [get(PATH, {"fields": "namedRanges"})],
        {},
        {
            "named_ranges": gives(
                OBJECTS,
                "The ranges: id, name, range",
                "namedRanges[].{id: namedRangeId, name: name, range: range}",
            ),
            "count": gives(int, "How many there are", "length(namedRanges || `[]`)"),
        },
    ),
    operation(
        "e58c0bad-6597-400c-9548-d151ec428ffc",
        "lookup_row",
        "Find the first row whose cell in a column is a value.",
        [SHEETS, ROWS],
        {
            "sheet_name": SHEET_NAME,
            "lookup_column": COLUMN,
            "lookup_value": text("The value", example="Ada"),
            "return_columns": items(str, "Only these columns; all if empty", []),
            "match_case": flag("Capital letters matter", False),
        },
        {
            "row": echo(list[str], "Its cells", looked_up_row),
            "row_dict": echo(dict[str, Any], "Its cells by the headings of the first row", looked_up_dict),
            "row_index": echo(
                int, "Its number, from 1; 0 if there is none", lambda values: (looked_up(values) or (0,))[0]
            ),
            "found": echo(bool, "Whether there is one", lambda values: looked_up(values) is not None),
        },
        computes=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
