"""Google Sheets: sheets, columns, looks and rights. https://developers.google.com/workspace/sheets/api"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import (
    FILE_SCOPE,
    PUBLISHING,
    SHARED,
    SHARING,
    SHEETS_FILES,
    file_echo,
    shared_publicly,
    shared_with,
)
from blocks.library.providers.google._api import SHEETS as API
from blocks.library.providers.google._cells import (
    column_among,
    header_of,
    letters_of,
    sheet_among,
)
from blocks.library.providers.google._sheets import (
    COLUMN,
    DONE,
    RANGE,
    ROWS,
    SHEET_NAME,
    SHEETS,
    SPREADSHEET,
    Request,
    changed,
    chosen_by_range,
    columns_between,
    operation,
)
from blocks.rest import (
    Operation,
    Values,
    blocks_of,
    choice,
    echo,
    flag,
    get,
    gives,
    items,
    mapping,
    number,
    post,
    text,
)

ORDER = choice("ascending descending", "Upwards or downwards", "ascending")


def new_column(values: Values) -> Values:
    """`place`, from 0: where the column goes."""
    header, position = header_of(values["rows"]), values["position"].strip().lower()
    width = max(map(len, values["rows"]), default=0)
    place = {"end": width, "start": 0}.get(position)
    return {"place": column_among(header, values["position"]) if place is None else place}


def added_column(values: Values) -> list[Request]:
    sheet_id, place = values["sheet_id"], values["place"]
    columns = values["properties"].get("gridProperties", {}).get("columnCount", 0)
    if place >= columns:
        made: Request = {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": 1}}
    else:
        where = columns_between(sheet_id, place, place + 1)
        made = {"insertDimension": {"range": where, "inheritFromBefore": place > 0}}
    default = values["default_value"]
    cells = [values["header"], *([default] * (len(values["rows"]) - 1) if default else [])]
    rows = [{"values": [{"userEnteredValue": {"stringValue": cell}}]} for cell in cells]
    start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": place}
    return [made, {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}]


def deleted_column(values: Values) -> list[Request]:
    place = column_among(header_of(values["rows"]), values["column"])
    return [{"deleteDimension": {"range": columns_between(values["sheet_id"], place, place + 1)}}]


def dropdown(values: Values) -> list[Request]:
    options = [{"userEnteredValue": option} for option in values["options"]]
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": options},
        "strict": values["strict"],
        "showCustomUi": values["show_dropdown"],
    }
    return [{"setDataValidation": {"range": values["grid"], "rule": rule}}]


def looks(values: Values) -> list[Request]:
    letters = {"bold": values["bold"], "italic": values["italic"], "fontSize": values["font_size"]}
    look: Request = {"textFormat": letters}
    if values["text_color"]:
        letters["foregroundColor"] = values["text_color"]
    if values["background_color"]:
        look["backgroundColor"] = values["background_color"]
    fields = f"userEnteredFormat({','.join(look)})"
    return [{"repeatCell": {"range": values["grid"], "cell": {"userEnteredFormat": look}, "fields": fields}}]


def protected(values: Values) -> list[Request]:
    protection = {
        "range": values["grid"],
        "description": values["description"],
        "warningOnly": values["warning_only"],
    }
    return [{"addProtectedRange": {"protectedRange": protection}}]


def sorted_rows(values: Values) -> list[Request]:
    header, order = header_of(values["rows"]), {"ascending": "ASCENDING", "descending": "DESCENDING"}
    pairs = [
        (values["sort_column"], values["sort_order"]),
        (values["secondary_column"], values["secondary_order"]),
    ]
    by = [
        {"dimensionIndex": column_among(header, column), "sortOrder": order[way]}
        for column, way in pairs
        if column
    ]
    where = {"sheetId": values["sheet_id"], "startRowIndex": 1 if values["has_header"] else 0}
    return [{"sortRange": {"range": where, "sortSpecs": by}}]


def managed(values: Values) -> list[Request]:
    name, to = values["sheet_name"] or "", values["destination_sheet_name"] or ""
    match values["operation"]:
        case "create":
            if not name:
                raise ValueError("`sheet_name`: a new sheet needs a title.")
            return [{"addSheet": {"properties": {"title": name}}}]
        case "delete":
            return [{"deleteSheet": {"sheetId": sheet_among(values["sheets"], name)["sheetId"]}}]
    source = values["source_sheet_id"] or sheet_among(values["sheets"], name)["sheetId"]
    copy: Request = {"sourceSheetId": source}
    return [{"duplicateSheet": {**copy, "newSheetName": to} if to else copy}]


def named(values: Values) -> list[Request]:
    return [{"addNamedRange": {"namedRange": {"name": values["name"], "range": values["grid"]}}}]


def noted(values: Values) -> list[Request]:
    rows = [{"values": [{"note": values["note"]}]}]
    return [{"updateCells": {"range": values["grid"], "rows": rows, "fields": "note"}}]


def source_of(values: Values) -> Values:
    return {"sheet_id": sheet_among(values["sheets"], values["source_sheet_name"] or "")["sheetId"]}


def reply(path: str) -> str:
    return f"replies[0].{path}"


OPERATIONS = (
    operation(
        "cac51050-fc9e-4e63-987a-66c2ba2a127b",
        "add_column",
        "Add a column to a sheet.",
        [SHEETS, ROWS, changed(added_column, derive=new_column)],
        {
            "sheet_name": SHEET_NAME,
            "header": text("Its heading", example="Price"),
            "position": text("Where: end, start, or the column before which it goes", "end"),
            "default_value": text("What stands in its rows", ""),
        },
        {
            "result": DONE,
            "column_letter": echo(str, "Its letters", lambda values: letters_of(values["place"])),
            "column_index": echo(int, "Its place, from 0", "place"),
        },
    ),
    operation(
        "59b266b6-5cce-4661-a1d3-c417e64d68e9",
        "delete_column",
        "Delete a column of a sheet.",
        [SHEETS, ROWS, changed(deleted_column, derive=None)],
        {"sheet_name": SHEET_NAME, "column": COLUMN},
    ),
    operation(
        "725431c9-71ba-4fce-b829-5a3e495a8a88",
        "add_dropdown",
        "Let cells be chosen out of a list.",
        [SHEETS, changed(dropdown, derive=chosen_by_range)],
        {
            "sheet_name": SHEET_NAME,
            "range": RANGE,
            "options": items(str, "The list", example=["yes", "no"], min_length=1, max_length=500),
            "strict": flag("Refuse anything else", True),
            "show_dropdown": flag("Show the list in the cell", True),
        },
        repeats=True,
    ),
    operation(
        "774ac529-74f9-41da-bbba-6a06a51a5d7e",
        "add_note",
        "Put a note on a cell.",
        [SHEETS, changed(noted, derive=chosen_by_range)],
        {
            "cell": text("The cell, as B2", example="B2", min_length=1),
            "note": text("The note", example="Ask Ada", long=True),
            "sheet_name": SHEET_NAME,
        },
        repeats=True,
    ),
    Operation(
        id="740eec3f-2b51-4e95-b87f-22ce2acafdfa",
        slug="copy_to_spreadsheet",
        about="Copy a sheet into another spreadsheet.",
        calls=[
            get("/v4/spreadsheets/{source_spreadsheet.id}", SHEETS.query, keep=SHEETS.keep),
            post(
                "/v4/spreadsheets/{source_spreadsheet.id}/sheets/{sheet_id}:copyTo",
                {"destinationSpreadsheetId": "{destination_spreadsheet_id}"},
                derive=source_of,
            ),
        ],
        takes={
            "source_spreadsheet": SPREADSHEET,
            "source_sheet_name": SHEET_NAME,
            "destination_spreadsheet_id": text("The id of the other spreadsheet", example="1a2b3c"),
        },
        gives={
            "result": DONE,
            "new_sheet_id": gives(int, "The copy's id", "sheetId"),
            "new_sheet_name": gives(str, "The copy's title", "title"),
            "spreadsheet": file_echo("source_spreadsheet"),
        },
        scopes=FILE_SCOPE,
    ),
    operation(
        "a2707376-8016-494b-98c4-d0e2752ab9cb",
        "create_named_range",
        "Give a range of cells a name.",
        [SHEETS, changed(named, derive=chosen_by_range)],
        {
            "sheet_name": SHEET_NAME,
            "name": text("The name", example="prices", min_length=1),
            "range": RANGE,
        },
        {
            "result": DONE,
            "named_range_id": gives(str, "Its id", reply("addNamedRange.namedRange.namedRangeId")),
        },
    ),
    Operation(
        id="c8d4c0d3-c76e-4c2a-8c66-4119817ea3d1",
        slug="create_spreadsheet",
        about="Create a spreadsheet.",
        calls=[
            post(
                "/v4/spreadsheets",
                lambda values: {
                    "properties": {"title": values["title"]},
                    "sheets": [
                        {"properties": {"title": name}} for name in values["sheet_names"] or ["Sheet1"]
                    ],
                },
            )
        ],
        takes={
            "title": text("Its title", example="Roof", min_length=1),
            "sheet_names": items(str, "The titles of its sheets", ["Sheet1"]),
        },
        gives={
            "result": DONE,
            "spreadsheet": gives(
                dict[str, Any],
                "The spreadsheet: id, name, mimeType, url",
                "{id: spreadsheetId, name: properties.title, url: spreadsheetUrl,"
                " mimeType: 'application/vnd.google-apps.spreadsheet'}",
            ),
            "spreadsheet_id": gives(str, "Its id", "spreadsheetId"),
            "spreadsheet_url": gives(str, "Its address", "spreadsheetUrl"),
        },
        scopes=FILE_SCOPE,
    ),
    operation(
        "270f2384-8089-4b5b-b2e3-fe2ea3d87c02",
        "format",
        "Change how cells look.",
        [SHEETS, changed(looks, derive=chosen_by_range)],
        {
            "range": RANGE,
            "background_color": mapping("Behind: red, green, blue, each from 0 to 1", {}),
            "text_color": mapping("Of the letters, likewise", {}),
            "bold": flag("Bold", False),
            "italic": flag("Italic", False),
            "font_size": number("Size, points", 10, ge=1, le=400),
        },
        repeats=True,
    ),
    operation(
        "7940189d-b137-4ef1-aa18-3dd9a5bde9f3",
        "manage_sheet",
        "Create, delete or copy a sheet of a spreadsheet.",
        [SHEETS, changed(managed, derive=None)],
        {
            "operation": choice("create delete copy", "What to do", example="create"),
            "sheet_name": text("The sheet's title; the first one if empty", ""),
            "source_sheet_id": number("The id of the sheet to copy, if its title is not given", 0),
            "destination_sheet_name": text("The title of the copy", ""),
        },
        {
            "result": gives(
                dict[str, Any],
                "That it is done, and which sheet was made",
                "{success: `true`,"
                " sheetId: [replies[0].addSheet, replies[0].duplicateSheet][?@].properties.sheetId | [0]}",
            )
        },
    ),
    operation(
        "d0e4f5d1-76e7-4082-9be8-e656ec1f432d",
        "protect_range",
        "Protect cells, or a whole sheet, against changes.",
        [SHEETS, changed(protected, derive=chosen_by_range)],
        {
            "sheet_name": SHEET_NAME,
            "range": text("The cells; the whole sheet if empty", ""),
            "description": text("What the protection is for", "Protected by automation"),
            "warning_only": flag("Only warn who changes them", False),
        },
        {
            "result": DONE,
            "protection_id": gives(
                int, "The protection's id", reply("addProtectedRange.protectedRange.protectedRangeId")
            ),
        },
    ),
    operation(
        "a265bd84-c93b-459d-bbe0-94e6addaa38f",
        "sort",
        "Sort the rows of a sheet.",
        [SHEETS, ROWS, changed(sorted_rows, derive=None)],
        {
            "sheet_name": SHEET_NAME,
            "sort_column": COLUMN,
            "sort_order": ORDER,
            "secondary_column": text("By which column rows are sorted that are alike", ""),
            "secondary_order": ORDER,
            "has_header": flag("The first row stays where it is", True),
        },
        repeats=True,
    ),
)

FILE_OPERATIONS = (
    operation(
        "d08d46cd-088b-4ba7-a545-45050f33b889",
        "set_public_access",
        "Let everybody who has the link open a spreadsheet, or nobody any more.",
        shared_publicly("spreadsheet"),
        PUBLISHING,
        SHARED,
    ),
    operation(
        "3e47e8ac-511a-4eb6-89c5-a6bcedc4236f",
        "share_spreadsheet",
        "Share a spreadsheet with somebody.",
        shared_with("spreadsheet"),
        SHARING,
        SHARED,
    ),
)

BLOCKS = (*blocks_of(API, OPERATIONS, __name__), *blocks_of(SHEETS_FILES, FILE_OPERATIONS, __name__))
