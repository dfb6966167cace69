"""ReadRSSFeed and GetWikipediaSummary against recorded answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from blocks.library.web import feeds, wikipedia
from blocks.library.web.feeds import ReadRSSFeed
from blocks.library.web.wikipedia import GetWikipediaSummary
from blocks.sdk import Context, fire
from tests.blocks.wire import RECORDINGS, Reply, Wire, recorded

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SWARMS = {
    "title": "Swarms & hives",
    "link": "https://bees.example/1",
    "description": "<p>A <b>new</b> hive</p>",
    "pub_date": "2026-11-21T11:30:00Z",
    "author": "Ada",
    "categories": ["Hives", "News"],
}
UNDATED: dict[str, Any] = {
    "title": "No date",
    "link": "https://bees.example/n",
    "description": "",
    "pub_date": None,
    "author": "",
    "categories": [],
}


def _feed(name: str) -> Reply:
    kind = "application/xml"
    return Reply(200, (RECORDINGS / "feeds" / name).read_bytes(), {"Content-Type": kind})


@pytest.fixture
def ctx_at_noon(ctx: Context) -> Context:
    ctx.clock = lambda: NOON
    return ctx


async def test_news_of_the_last_day_are_handed_on_one_by_one_and_together(
    wire: Wire, ctx_at_noon: Context
) -> None:
    wire.replies = [_feed("rss.xml")]
    given = {"rss_url": wire.base_url, "polling_rate": 300, "run_continuously": False}
    firing = await fire(ReadRSSFeed, given, ctx_at_noon)
    assert firing.outputs == [("entry", SWARMS), ("entry", UNDATED), ("entries", [SWARMS, UNDATED])]


async def test_an_atom_feed_is_read_as_well(wire: Wire, ctx_at_noon: Context) -> None:
    wire.replies = [_feed("atom.xml")]
    given = {"rss_url": wire.base_url, "polling_rate": 1, "run_continuously": False, "time_period": 61}
    (_, entry), _ = (await fire(ReadRSSFeed, given, ctx_at_noon)).outputs
    assert (entry["title"], entry["link"], entry["author"], entry["pub_date"]) == (
        "v2.0 — überarbeitet",
        "https://code.example/v2",
        "Bob",
        "2026-11-21T11:00:00Z",
    )


async def test_a_watched_feed_hands_on_only_what_is_new(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "WATCH_SECONDS", 1.5)
    wire.replies = [_feed("atom.xml"), _feed("rss.xml")]
    given = {"rss_url": wire.base_url, "polling_rate": 1, "time_period": 5_000_000}
    firing = await fire(ReadRSSFeed, given, ctx)
    assert firing.error is None
    titles = [value["title"] if pin == "entry" else len(value) for pin, value in firing.outputs]
    assert titles == ["v2.0 — überarbeitet", 1, "Swarms & hives", "Winter", "No date", 3]
    assert len(wire.seen) == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html><body>Hello</body></html>", "The address holds no feed."),
        (b"", "The address holds no feed."),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"/>', "The feed may not declare entities."),
    ],
)
async def test_what_is_no_feed_is_refused(body: bytes, message: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, body)]
    firing = await fire(ReadRSSFeed, {"rss_url": wire.base_url, "polling_rate": 1}, ctx)
    assert (firing.error_code, firing.error) == ("invalid_input", message)


async def test_a_topic_is_looked_up(wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikipedia, "BASE_URL", wire.base_url)
    wire.replies = [recorded("wikipedia", "summary.json")]
    firing = await fire(GetWikipediaSummary, {"topic": " Honey bee/../ä?x "}, ctx)
    summary = "A honey bee is a eusocial flying insect within the genus Apis."
    assert firing.outputs == [("summary", summary)]
    assert wire.seen[0].path == "/page/summary/Honey_bee%2F..%2F%C3%A4%3Fx"


@pytest.mark.parametrize(
    ("reply", "code", "message"),
    [
        (
            recorded("wikipedia", "error_404.json", 404),
            "invalid_input",
            "Wikipedia has no article about 'Nowhere'.",
        ),
        (Reply(200, b"[]"), "provider_refused", "Wikipedia's answer cannot be read."),
        (Reply(200, b"<html>"), "provider_refused", "Wikipedia's answer cannot be read."),
    ],
)
async def test_a_topic_that_nobody_wrote_about_is_named(
    reply: Reply, code: str, message: str, wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wikipedia, "BASE_URL", wire.base_url)
    wire.replies = [reply]
    firing = await fire(GetWikipediaSummary, {"topic": "Nowhere"}, ctx)
    outcome: tuple[Any, Any] = (firing.error_code, firing.error)
    assert outcome == (code, message)
