"""What operations on spreadsheets share: pins, calls, and how a sheet is found by its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from blocks.library.providers.google._api import FILE_SCOPE, file_echo, file_pin
from blocks.library.providers.google._cells import grid, quoted, sheet_among, split
from blocks.rest import Call, Operation, Takes, Values, choice, get, gives, post, text

Request = dict[str, Any]

SPREADSHEET = file_pin("spreadsheet")
GIVEN = file_echo("spreadsheet")
SHEET_NAME = text("The sheet's title; the first one if empty", "")
RANGE = text("The cells, as Sheet1!A1:C10", example="Sheet1!A1:C10", min_length=1)
COLUMN = text("The column's heading or letters", example="Price", min_length=1)
INPUT_OPTION = choice("RAW USER_ENTERED", "As it stands, or as if somebody typed it", "USER_ENTERED")
DONE = gives(dict[str, Any], "That it is done", lambda _: {"success": True})
PATH = "/v4/spreadsheets/{spreadsheet.id}"
SHEETS = get(PATH, {"fields": "sheets.properties"}, keep={"sheets": "sheets[].properties"})


def chosen(values: Values) -> Values:
    """`sheet_id` and `title`, of the sheet in `sheet_name`."""
    sheet = sheet_among(values["sheets"], values.get("sheet_name") or "")
    return {"sheet_id": sheet["sheetId"], "title": quoted(sheet["title"]), "properties": sheet}


def chosen_by_range(values: Values) -> Values:
    """`grid` and `title`, of the sheet in the range, or else in `sheet_name`."""
    title, cells = split(values.get("range") or values.get("cell") or "")
    sheet = sheet_among(values["sheets"], title or values.get("sheet_name") or "")
    place = grid(cells, sheet["sheetId"])
    return {"sheet_id": sheet["sheetId"], "title": quoted(sheet["title"]), "grid": place}


def full_range(values: Values) -> Values:
    """`cells`: the range with the title of its sheet."""
    title, cells = split(values.get("range") or values.get("cell") or "")
    sheet = sheet_among(values["sheets"], title or values.get("sheet_name") or "")
    return {"cells": f"{quoted(sheet['title'])}!{cells}" if cells else quoted(sheet["title"])}


ROWS = get(f"{PATH}/values/{{title}}", keep={"rows": "values || `[]`"}, derive=chosen)


def changed(
    requests: Callable[[Values], list[Request]],
    derive: Callable[[Values], Values] | None = chosen,
    when: str = "",
) -> Call:
    """The call that makes changes, all of them or none."""
    return post(
        f"{PATH}:batchUpdate", lambda values: {"requests": requests(values)}, derive=derive, when=when
    )


def columns_between(sheet_id: int, start: int, end: int) -> Request:
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def rows_between(sheet_id: int, start: int, end: int) -> Request:
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def operation(
    id: str,
    slug: str,
    about: str,
    calls: Sequence[Call],
    takes: dict[str, Takes],
    gives: dict[str, Any] | None = None,
    *,
    repeats: bool = False,
    computes: bool = False,
) -> Operation:
    """With the spreadsheet as its first pin, which is handed on as its last."""
    return Operation(
        id=id,
        slug=slug,
        about=about,
        calls=calls,
        takes={"spreadsheet": SPREADSHEET, **takes},
        gives={**(gives or {"result": DONE}), "spreadsheet": GIVEN},
        scopes=FILE_SCOPE,
        repeats=repeats,
        computes=computes,
    )
