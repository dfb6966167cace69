"""The readable text of a web page."""

from __future__ import annotations

import asyncio
from pathlib import Path

from blocks.library._programs import Reader, read_by
from blocks.sdk import (
    Answer,
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
)
from blocks.sdk.answers import check

MAX_PAGE_BYTES = 5 * 1024 * 1024
MAX_ADDRESS_CHARACTERS = 8_000
MAX_READING_SECONDS = 20.0
MAX_READING_BYTES = 1024**3  # of memory
_PROGRAM = Path(__file__).with_name("_reader.py")
_READABLE = ("text/", "application/xhtml", "application/xml", "application/json")


class ExtractWebPageText(Block):
    """Fetch a web page and take out its text, without menus, scripts and advertisements."""

    id = "3f6d1b0a-6c1e-4d0b-9c53-2a7f5f0d8e41"
    slug = "web.extract_text"
    aliases = ("a1b2c3-web-scraper",)
    category = Category.WEB
    categories = (Category.WEB, Category.SEARCH)
    timeout_seconds = 60.0
    max_at_once = 8  # each takes a processor for a while, and its page is kept in memory

    class Input(BlockInput):
        url: str = Pin(
            description="The page's address",
            example="https://example.com",
            min_length=1,
            max_length=MAX_ADDRESS_CHARACTERS,
        )
        max_characters: int = Pin(
            100_000, description="Cut the text off after so many", ge=1, le=1_000_000, advanced=True
        )

    class Output(BlockOutput):
        text: str = Pin(description="The page's text")
        title: str = Pin(description="The page's title; empty if it has none")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        answer = await ctx.http.request("GET", _with_scheme(input.url), max_bytes=MAX_PAGE_BYTES)
        _check(answer)
        text, title = await asyncio.to_thread(_extracted, answer)
        yield "text", text[: input.max_characters]
        yield "title", title


def _with_scheme(url: str) -> str:
    url = url.strip()
    return url if "://" in url else f"https://{url}"


def _check(answer: Answer) -> None:
    check(answer, "The page")
    kind = answer.headers.get("content-type", "text/html").lower()
    if not kind.startswith(_READABLE):
        raise InvalidInput(f"The address holds no text but '{kind[:100]}'.", pin="url")


def _extracted(answer: Answer) -> tuple[str, str]:
    """(text, title)."""
    if "html" not in answer.headers.get("content-type", "text/html").lower():
        return answer.text, ""
    read = read_by(_reader(), answer.content, answer.url[:MAX_ADDRESS_CHARACTERS])
    return read["text"], read["title"]


def _reader() -> Reader:
    return Reader(_PROGRAM, "The page", "url", MAX_READING_SECONDS, MAX_READING_BYTES)
