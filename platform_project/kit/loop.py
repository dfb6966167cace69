"""One event loop per process, in a thread of its own, for code that waits on many things at once.

Synchronous callers (views, Celery tasks) hand coroutines over; connections that are bound to a loop are
shared by all of them. A forked child gets a loop of its own.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_running: tuple[int, asyncio.AbstractEventLoop] | None = None  # process id, its loop


def the_loop() -> asyncio.AbstractEventLoop:
    """The process's loop, started on first use."""
    global _running
    if _running is None or _running[0] != os.getpid():
        with _lock:
            if _running is None or _running[0] != os.getpid():
                _running = (os.getpid(), _started())
    return _running[1]


def submit(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Run a coroutine on the loop; the future is the caller's to wait for or to cancel."""
    return asyncio.run_coroutine_threadsafe(work, the_loop())


def run(work: Coroutine[Any, Any, T], timeout_seconds: float | None = None) -> T:
    """Run a coroutine on the loop and wait. Raises TimeoutError, and cancels it, when it takes longer."""
    future = submit(work)
    try:
        return future.result(timeout_seconds)
    except TimeoutError:
        future.cancel()
        raise


def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="event-loop", daemon=True).start()
    return loop
