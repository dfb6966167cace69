"""News by RSS and Atom."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from blocks.library._programs import Reader, read_by
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.answers import check

MAX_FEED_BYTES = 5 * 1024 * 1024
MAX_ENTRIES = 2_000
WATCH_SECONDS = 90.0  # how long one step reads again and again
READER = Reader(Path(__file__).with_name("_feed_reader.py"), "The feed", "rss_url")


class FeedEntry(BaseModel):
    """One piece of news."""

    title: str = Field(description="Its title")
    link: str = Field(description="Where it stands")
    description: str = Field(description="Its summary, as HTML without scripts")
    pub_date: datetime | None = Field(description="When it was published; nothing if the feed does not say")
    author: str = Field(description="Who wrote it")
    categories: list[str] = Field(description="What it is about")


class ReadRSSFeed(Block):
    """Read the news of an RSS or Atom feed, newest or not, that are not older than a while.

    It can watch the feed for a minute and a half; for longer, let a schedule start the agent.
    """

    id = "5ebe6768-8e5d-41e3-9134-1c7bd89a8d52"
    slug = "web.read_feed"
    aliases = ("c6731acb-4105-4zp1-bc9b-03d0036h370g",)
    category = Category.INPUT
    timeout_seconds = WATCH_SECONDS + 30.0
    max_at_once = 50

    class Input(BlockInput):
        rss_url: str = Pin(
            description="The feed's address", example="https://example.com/feed.xml", max_length=8_000
        )
        time_period: int = Pin(
            1_440, description="How old news may be, in minutes", example=60, ge=0, le=5_256_000
        )
        polling_rate: int = Pin(description="Seconds between two readings", example=300, ge=1, le=86_400)
        run_continuously: bool = Pin(
            True, description="Read again and again, for 90 seconds at most, and hand on what is new"
        )

    class Output(BlockOutput):
        entry: FeedEntry = Pin(description="One piece of news")
        entries: list[FeedEntry] = Pin(description="All news of one reading")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        until = ctx.now() + timedelta(seconds=WATCH_SECONDS if input.run_continuously else 0)
        oldest = ctx.now() - timedelta(minutes=input.time_period)
        seen: set[tuple[str, str]] = set()
        while True:
            news = _news(await _read(input.rss_url, ctx), oldest, seen)
            for entry in news:
                yield "entry", entry
            yield "entries", news
            if ctx.now() + timedelta(seconds=input.polling_rate) > until:
                return
            await asyncio.sleep(input.polling_rate)


async def _read(url: str, ctx: Context) -> list[dict[str, Any]]:
    address = url.strip() if "://" in url else f"https://{url.strip()}"
    answer = await ctx.http.request("GET", address, max_bytes=MAX_FEED_BYTES)
    check(answer, "The feed's address")
    kind = answer.headers.get("content-type", "")[:200]
    entries: list[dict[str, Any]] = await asyncio.to_thread(
        read_by, READER, answer.content, kind, str(MAX_ENTRIES)
    )
    return entries


def _news(entries: list[dict[str, Any]], oldest: datetime, seen: set[tuple[str, str]]) -> list[FeedEntry]:
    """What is new enough and was not handed on before. What has no date counts as new."""
    news = []
    for entry in map(FeedEntry.model_validate, entries):
        known_by = (entry.link, entry.title)
        if known_by not in seen and (entry.pub_date is None or entry.pub_date > oldest):
            seen.add(known_by)
            news.append(entry)
    return news
