"""The clock blocks, at a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from blocks.library.time.clock import GetCurrentDate, GetCurrentDateAndTime, GetCurrentTime
from blocks.sdk import Block, Context, fire

MOMENT = datetime(2026, 11, 21, 23, 30, 5, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("block", "given", "expected"),
    [
        (GetCurrentDate, {}, ("date", "2026-11-21")),
        (GetCurrentDate, {"offset": 7}, ("date", "2026-11-14")),
        (GetCurrentDate, {"offset": "-1"}, ("date", "2026-11-22")),
        (
            GetCurrentDate,
            {"format_type": {"discriminator": "iso8601", "timezone": "Asia/Tokyo"}},
            ("date", "2026-11-22"),
        ),
        (
            GetCurrentDate,
            {"format_type": {"discriminator": "strftime", "format": "%d.%m."}},
            ("date", "21.11."),
        ),
        (GetCurrentTime, {}, ("time", "23:30:05")),
        (GetCurrentTime, {"format_type": {"discriminator": "iso8601"}}, ("time", "23:30:05+00:00")),
        (
            GetCurrentTime,
            {"format_type": {"discriminator": "strftime", "format": "%H:%M", "use_user_timezone": True}},
            ("time", "00:30"),
        ),
        (GetCurrentDateAndTime, {}, ("date_time", "2026-11-21 23:30:05")),
        (
            GetCurrentDateAndTime,
            {"format_type": {"discriminator": "iso8601", "include_microseconds": True}},
            ("date_time", "2026-11-21T23:30:05.000042+00:00"),
        ),
    ],
)
async def test_it_tells_the_time(
    block: type[Block], given: dict[str, Any], expected: tuple[str, str]
) -> None:
    ctx = Context(timezone="Europe/Berlin", clock=lambda: MOMENT)
    firing = await fire(block, {"trigger": "go", **given}, ctx)
    assert firing.outputs == [expected]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (
            {"format_type": {"discriminator": "strftime", "timezone": "Mars/Base"}},
            "There is no time zone 'Mars/Base'.",
        ),
        (
            {"format_type": {"discriminator": "strftime", "timezone": "../etc"}},
            "There is no time zone '../etc'.",
        ),
        (
            {"format_type": {"discriminator": "strftime", "format": "%9999d"}},
            "The format pads to an unbounded width.",
        ),
        ({"offset": "soon"}, "`offset` must be a whole number of days."),
        ({"offset": 10**9}, "`offset` must be within 365,000 days."),
    ],
)
async def test_it_refuses(given: dict[str, Any], error: str) -> None:
    firing = await fire(GetCurrentDate, {"trigger": "go", **given}, Context(clock=lambda: MOMENT))
    assert (firing.error, firing.error_code) == (error, "invalid_input")
