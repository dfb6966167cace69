"""ReadSpreadsheet: CSV and workbooks, as text, data URI and by address."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from blocks.library.data.spreadsheet import ReadSpreadsheet
from blocks.sdk import Context, fire
from tests.blocks.firings import failure_of, outputs_of
from tests.blocks.wire import Reply, Wire
from tests.blocks.workbooks import row, workbook

SLUG = "data.read_spreadsheet"


def _uri(content: bytes) -> str:
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ({"contents": "a,b\n 1 ,2\n"}, [{"a": "1", "b": "2"}]),
        ({"contents": "a,b\n 1 ,2", "strip": False}, [{"a": " 1 ", "b": "2"}]),
        ({"contents": "a;b\n1;2", "delimiter": ";"}, [{"a": "1", "b": "2"}]),
        ({"contents": "a\tb\n1\t2", "delimiter": "\\t"}, [{"a": "1", "b": "2"}]),
        ({"contents": "a,b\n'x,y',2", "quotechar": "'"}, [{"a": "x,y", "b": "2"}]),
        ({"contents": "a,b\nx\\,y,2"}, [{"a": "x,y", "b": "2"}]),
        ({"contents": 'a,b\n"two\nlines",ä'}, [{"a": "two\nlines", "b": "ä"}]),
        ({"contents": "a,b\n1"}, [{"a": "1"}]),
        ({"contents": "a,b"}, []),
        ({"contents": "a\n1\n2\n3", "skip_rows": 2}, [{"a": "3"}]),
        ({"contents": "1,2\n3,4", "has_header": False, "skip_rows": 1}, [{"0": "3", "1": "4"}]),
        ({"contents": "a,b,c\n1,2,3", "skip_columns": ["b"]}, [{"a": "1", "c": "3"}]),
        ({"contents": "1,2,3", "has_header": False, "skip_columns": ["0", "2"]}, [{"1": "2"}]),
        ({"contents": 'a,b\n"1",2', "quotechar": "", "escapechar": ""}, [{"a": '"1"', "b": "2"}]),
        ({"file_input": "data:,a%0A1"}, [{"a": "1"}]),
        ({"file_input": _uri(b"\xef\xbb\xbfa,b\n1,2")}, [{"a": "1", "b": "2"}]),
        ({"file_input": _uri("a\nä".encode("cp1252")), "contents": "x\ny"}, [{"a": "ä"}]),
        (
            {"file_input": _uri(workbook([row(1, "name", "age"), row(2, "Ada", 36.0), row(3, "Bo", 1.5)]))},
            [{"name": "Ada", "age": "36"}, {"name": "Bo", "age": "1.5"}],
        ),
        ({"file_input": _uri(workbook([]))}, []),
    ],
)
def test_a_table_is_read(given: dict[str, Any], rows: list[dict[str, str]]) -> None:
    assert outputs_of(SLUG, given) == [("rows", rows)]


def test_rows_come_one_by_one_if_that_is_wanted() -> None:
    given = {"contents": "a\n1\n2", "produce_singular_result": True}
    assert outputs_of(SLUG, given) == [("row", {"a": "1"}), ("row", {"a": "2"})]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"contents": ""}, "Either 'contents' or 'file_input' must be provided."),
        ({"contents": "a\n1,2"}, "Row 2 has 2 cells, but the header only 1."),
        ({"contents": "a\n1", "skip_rows": 2}, "The table has fewer than 2 rows to skip."),
        ({"file_input": "/etc/passwd"}, "A file is given as a web address or a data URI."),
        ({"file_input": "data:text/csv;base64,?"}, "The content of the data URI is not base 64."),
        (
            {"file_input": _uri(b"PK\x03\x04 is not all")},
            "The workbook cannot be read: Cannot detect file format",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(given: dict[str, Any], message: str) -> None:
    assert failure_of(SLUG, given) == ("invalid_input", message)


@pytest.mark.parametrize("mark", ["delimiter", "quotechar", "escapechar"])
def test_a_mark_is_one_character(mark: str) -> None:
    code, message = failure_of(SLUG, {"contents": "a\n1", mark: "ab"})
    assert code == "invalid_input"
    assert message is not None
    assert message.startswith("The table cannot be read with these characters: ")


async def test_a_file_is_fetched_from_its_address(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, workbook([row(1, "a"), row(2, "x")]))]
    firing = await fire(ReadSpreadsheet, {"file_input": f"{wire.base_url}/table.xlsx"}, ctx)
    assert firing.outputs == [("rows", [{"a": "x"}])]
