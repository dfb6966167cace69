"""The local HTTP server that heavy nodes call: `GET /?ms=100` answers `{}` after so long.

On an event loop in a thread of its own, without a thread per call: it should cost next to nothing.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

_WAIT = re.compile(rb"GET /\?ms=(\d{1,5}) ")
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def outside() -> Iterator[str]:
    """The URL of a server that runs within."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="outside", daemon=True)
    thread.start()
    opened = asyncio.run_coroutine_threadsafe(asyncio.start_server(_serve, "127.0.0.1", 0), loop)
    server = opened.result(5)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def call_seconds(url: str, times: int = 50) -> float:
    """What one call takes from here: the median over a connection that is kept."""
    took = []
    with httpx2.Client() as client:
        for _ in range(times):
            began = time.perf_counter()
            client.get(url).raise_for_status()
            took.append(time.perf_counter() - began)
    return statistics.median(took)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if found := _WAIT.match(head):
                await asyncio.sleep(int(found[1]) / 1000)
            writer.write(_ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        pass  # the caller is done, or we are; asyncio complains of a connection's task that ends cancelled
    finally:
        writer.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    calls = asyncio.all_tasks() - {asyncio.current_task()}
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
