"""Answers that come line by line while the work behind them goes on: one JSON object to a line.

The work runs on the process's event loop and holds no thread of the web server. A caller who hangs up ends
it. Empty lines say that it goes on, so that no proxy takes the silence for an end.
"""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import orjson
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from platform_project.kit import loop

CONTENT_TYPE = "application/x-ndjson"
QUIET_SECONDS = 10.0  # without news; then an empty line is sent

Tell = Callable[[dict[str, Any]], None]  # from the loop: one line
Work = Callable[
    [Tell], Coroutine[Any, Any, None]
]  # what it raises is a bug: its failures are lines of its own
_Take = Callable[[bytes | None], object]  # one line; None: the last has been


def told_by_lines(request: HttpRequest, work: Work) -> StreamingHttpResponse:
    """An answer of what `work` tells. It begins when the first line is asked for."""
    # Django collects a plain iterator under ASGI, and an asynchronous one everywhere else.
    lines: Any = _later(work) if isinstance(request, ASGIRequest) else _now(work)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingHttpResponse(lines, content_type=CONTENT_TYPE, headers=headers)


async def _later(work: Work) -> AsyncIterator[bytes]:
    here = asyncio.get_running_loop()
    told: asyncio.Queue[bytes | None] = asyncio.Queue()
    under_way = _begun(work, lambda line: here.call_soon_threadsafe(told.put_nowait, line))
    try:
        while True:
            try:
                async with asyncio.timeout(QUIET_SECONDS):
                    line = await told.get()
            except TimeoutError:
                line = b"\n"
            if line is None:
                break
            yield line
        under_way.result()
    finally:
        under_way.cancel()


def _now(work: Work) -> Iterator[bytes]:
    told: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    under_way = _begun(work, told.put)
    try:
        while True:
            try:
                line = told.get(timeout=QUIET_SECONDS)
            except queue.Empty:
                line = b"\n"
            if line is None:
                break
            yield line
        under_way.result()
    finally:
        under_way.cancel()


def _begun(work: Work, take: _Take) -> Any:
    """The work under way; None is the last that is taken, however it ends."""

    def tell(said: dict[str, Any]) -> None:
        take(orjson.dumps(said) + b"\n")

    under_way = loop.submit(work(tell))
    under_way.add_done_callback(lambda _: take(None))
    return under_way
