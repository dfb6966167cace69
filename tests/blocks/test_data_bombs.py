"""Values, files and feeds that are made to take for ever: they cost their step an error that names a limit,
and nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from blocks.library.data import _tables, spreadsheet
from blocks.library.data.spreadsheet import ReadSpreadsheet
from blocks.library.web import feeds
from blocks.library.web.feeds import ReadRSSFeed
from blocks.sdk import Block, Context, all_blocks, fire, fire_pure
from blocks.sdk.samples import sample_of
from tests.blocks.firings import failure_of
from tests.blocks.wire import Reply, Wire
from tests.blocks.workbooks import row, workbook

pytestmark = pytest.mark.slow

PURE = [block for block in all_blocks() if block.pure]
TOO_MANY = "The inputs hold more than 300,000 items."


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def _given(block: type[Block], name: str, value: Any) -> dict[str, Any]:
    required = {pin.name: sample_of(pin) for pin in block.input_pins().values() if pin.required}
    return {**required, name: value}


@pytest.fixture(scope="module")
def ten_million() -> list[Any]:
    return [0] * 10_000_000


@pytest.mark.parametrize("block", PURE, ids=lambda block: block.slug)
def test_ten_million_items_are_refused_at_once(block: type[Block], ten_million: list[Any]) -> None:
    for name in block.input_pins():
        began = time.process_time()
        firing = fire_pure(block, _given(block, name, ten_million), Context())
        assert time.process_time() - began < 0.1
        assert (firing.error_code, firing.error) == ("too_large", TOO_MANY)
        assert len(str(firing)) < 1_000


@pytest.mark.parametrize("block", PURE, ids=lambda block: block.slug)
def test_json_nested_deeper_than_the_limit_is_refused(block: type[Block]) -> None:
    for name in block.input_pins():
        firing = fire_pure(block, _given(block, name, _nested(101)), Context())
        assert firing.error_code == "invalid_input"
        assert firing.error == f"Input '{name}' cannot be used: it is nested deeper than 100 levels."


def test_lists_as_deep_as_they_may_be_are_flattened() -> None:
    block = next(block for block in PURE if block.slug == "data.flatten_list")
    firing = fire_pure(block, {"nested_list": _nested(100)}, Context())
    assert firing.outputs == [("flattened_list", [1]), ("length", 1), ("original_depth", 100)]


MANY_BESIDE_ONE: list[Any] = [[] for _ in range(1_000)] + [list(range(1_000))]
CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "data.zip_lists",
        {"lists": MANY_BESIDE_ONE, "pad_to_longest": True},
        "The padded lists would hold more than 300,000 items.",
    ),
    ("text.count_words", {"text": "a " * 5_000_001}, "`text` is longer than 10,000,000 characters."),
    ("text.encode", {"text": "😀" * 1_000_001}, "`text` is longer than 1,000,000 characters."),
    ("text.decode", {"text": "\\n" * 500_001}, "`text` is longer than 1,000,000 characters."),
    ("text.extract_code", {"text": "```py " * 200_000}, "`text` is longer than 1,000,000 characters."),
    (
        "data.read_spreadsheet",
        {"contents": "a" * 5_000_001},
        "The table is longer than 5,000,000 characters.",
    ),
    ("data.read_spreadsheet", {"contents": "," * 250_001}, "The table has more than 250,000 cells."),
    ("data.read_spreadsheet", {"contents": "\n" * 250_002}, "The table has more than 250,000 cells."),
    (
        "data.read_spreadsheet",
        {"file_input": "data:;base64," + "A" * 32_000_000},
        "The file is larger than 10,485,760 bytes.",
    ),
]


@pytest.mark.parametrize(("slug", "values", "message"), CASES, ids=[f"{c[0]}-{c[2][:40]}" for c in CASES])
def test_what_would_grow_too_large_is_refused(slug: str, values: dict[str, Any], message: str) -> None:
    assert failure_of(slug, values) == ("too_large", message)


@pytest.mark.parametrize(
    ("slug", "text"),
    [
        ("text.encode", "😀" * 1_000_000),
        ("text.decode", "\\n" * 500_000),
        ("text.decode", "\\" * 999_999 + "n"),
        ("text.extract_code", "```py " * 160_000),
        ("text.extract_code", "```py" + " " * 999_000),
        ("text.extract_code", "`" * 1_000_000),
        ("text.extract_code", "\n \n" * 333_333),
        ("text.count_words", "a " * 5_000_000),
    ],
)
def test_the_worst_text_within_the_bounds_takes_no_time(slug: str, text: str) -> None:
    block = next(block for block in PURE if block.slug == slug)
    began = time.process_time()
    firing = fire_pure(block, {"text": text}, Context())
    assert firing.error is None
    assert time.process_time() - began < 1.0


@pytest.fixture
async def loop_goes_on() -> Any:
    """Whatever is read meanwhile, other steps get their turn."""
    turns = asyncio.create_task(_turns())
    yield
    turns.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turns


async def _turns() -> None:
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.01)
        assert time.monotonic() - began < 1.0


def _rows(times: int) -> Iterator[str]:
    for _ in range(times):
        yield row(1, *[1] * 10) * 1_000


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a small archive of many rows": (
        lambda: workbook(_rows(600)),
        "too_costly",
        "The workbook takes more than 128 MB of memory to read.",
    ),
    "two cells in opposite corners": (
        lambda: workbook(['<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>']),
        "too_costly",
        "The workbook takes more than 128 MB of memory to read.",
    ),
    "a cell of many megabytes": (
        lambda: workbook(["<row><c t='inlineStr'><is><t>", *["x" * 10**6] * 200, "</t></is></c></row>"]),
        "too_costly",
        "The workbook takes more than 128 MB of memory to read.",
    ),
    "more cells than are read": (
        lambda: workbook([row(line, *[1] * 100) for line in range(1, 2_600)]),
        "too_large",
        "The sheet has more than 250,000 cells.",
    ),
}


@pytest.mark.parametrize("name", WORKBOOKS)
@pytest.mark.usefixtures("loop_goes_on")
async def test_a_workbook_that_is_a_bomb_is_given_up(
    name: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, code, message = WORKBOOKS[name]
    smaller = _tables.READER.within(memory_bytes=128 * 1024**2)
    monkeypatch.setattr(_tables, "READER", smaller)
    wire.replies = [Reply(200, await asyncio.to_thread(make))]
    firing = await fire(ReadSpreadsheet, {"file_input": wire.base_url}, ctx)
    assert (firing.error_code, (firing.error or "")[: len(message)]) == (code, message)


async def test_a_workbook_that_takes_too_long_is_given_up(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_tables, "READER", _tables.READER.within(seconds=0.3))
    wire.replies = [Reply(200, workbook(_rows(300)))]
    firing = await fire(ReadSpreadsheet, {"file_input": wire.base_url}, ctx)
    assert (firing.error_code, firing.error) == (
        "too_costly",
        "The workbook is too complex to be read within 0.3 s.",
    )


async def test_a_file_beyond_the_limit_is_not_read_to_its_end(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_FILE_BYTES", 5_000)
    wire.replies = [Reply(200, b"a" * 1_000, is_endless=True)]
    firing = await fire(ReadSpreadsheet, {"file_input": wire.base_url}, ctx)
    assert firing.error_code == "too_large"


def _laughs() -> bytes:
    """A billion of them, in nine entities."""
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(9))
    return b'<!DOCTYPE l [<!ENTITY a "ha">' + entities + b"]><rss><channel><item>&j;</item></channel></rss>"


FEEDS: dict[str, tuple[bytes, str, str]] = {
    "entities": (_laughs(), "invalid_input", "The feed may not declare entities."),
    "the same in UTF-16": (
        '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + _laughs().decode().encode("utf-16-le"),
        "invalid_input",
        "The feed may not declare entities.",
    ),
    "an entity from a file": (
        b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0">&a;</rss>',
        "invalid_input",
        "The feed may not declare entities.",
    ),
    "many entries": (
        b"<rss version='2.0'><channel>" + b"<item/>" * 2_001 + b"</channel></rss>",
        "too_large",
        "The feed has more than 2,000 entries.",
    ),
    "elements within elements": (
        b"<rss version='2.0'><channel><item>" + b"<a>" * 800_000,
        "too_costly",
        "The feed is too complex to be read within 1 s.",
    ),
}


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.usefixtures("loop_goes_on")
async def test_a_feed_that_is_a_bomb_is_given_up(
    name: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, code, message = FEEDS[name]
    monkeypatch.setattr(feeds, "READER", feeds.READER.within(seconds=1))
    wire.replies = [Reply(200, body, {"Content-Type": "application/xml"})]
    given = {"rss_url": wire.base_url, "polling_rate": 1, "run_continuously": False}
    firing = await fire(ReadRSSFeed, given, ctx)
    assert (firing.error_code, firing.error) == (code, message)


def test_a_data_uri_is_measured_once_it_is_decoded() -> None:
    uri = "data:;base64," + "A" * 14_000_000
    failure = failure_of("data.read_spreadsheet", {"file_input": uri})
    assert failure == ("too_large", "The file is larger than 10,485,760 bytes.")
