"""The readable text of a web page."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

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
    ProviderDown,
    ProviderRefused,
)

MAX_PAGE_BYTES = 5 * 1024 * 1024
MAX_ADDRESS_CHARACTERS = 8_000
MAX_READING_SECONDS = 20.0
_READER = Path(__file__).with_name("_reader.py")
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
    if answer.status_code >= 500:
        raise ProviderDown(f"The page answered with status {answer.status_code}.")
    if answer.status_code >= 400:
        raise ProviderRefused(f"The page answered with status {answer.status_code}.")
    kind = answer.headers.get("content-type", "text/html").lower()
    if not kind.startswith(_READABLE):
        raise InvalidInput(f"The address holds no text but '{kind[:100]}'.", pin="url")


def _extracted(answer: Answer) -> tuple[str, str]:
    """(text, title)."""
    if "html" not in answer.headers.get("content-type", "text/html").lower():
        return answer.text, ""
    read = _read(answer.content, answer.url)
    return read["text"], read["title"]


def _read(page: bytes, url: str) -> dict[str, str]:
    """What the reader program finds. Raises InvalidInput, and ends it, when the page is too much for it."""
    command = [sys.executable, "-I", str(_READER), url[:MAX_ADDRESS_CHARACTERS]]
    try:
        # Without the environment: the page's reader has no use for the platform's secrets.
        done = subprocess.run(  # noqa: S603  # our own program; the address is an argument, not a command
            command, input=page, capture_output=True, env={}, timeout=MAX_READING_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        raise InvalidInput(
            f"The page is too complex to be read within {MAX_READING_SECONDS:g} s.", pin="url"
        ) from None
    except subprocess.CalledProcessError:
        raise InvalidInput("The page cannot be read; it may be too large or broken.", pin="url") from None
    read: dict[str, str] = json.loads(done.stdout)
    return read
