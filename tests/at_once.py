"""Work on connections of its own, side by side with what a test does on its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection, connections

from platform_project.errors import PlatformError

_PATIENCE_SECONDS = 10


def beside(work: Callable[[], object], refusals: list[str] | None = None) -> threading.Thread:
    """A thread that has ended by now, or waits for a lock. refusals: takes the code of what it is refused."""

    def run() -> None:
        try:
            work()
        except PlatformError as why:
            if refusals is None:
                raise
            refusals.append(why.code)
        finally:
            connections.close_all()

    before = _waiting()
    thread = threading.Thread(target=run)
    thread.start()
    until = time.monotonic() + _PATIENCE_SECONDS
    while thread.is_alive() and _waiting() == before:
        assert time.monotonic() < until
        thread.join(0.01)
    return thread


def together(*works: Callable[[], object]) -> None:
    """Do all of these, each in a thread, begun at one moment; until the last has ended."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        ready.wait(_PATIENCE_SECONDS)
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    ended(*threads)


def ended(*threads: threading.Thread) -> None:
    """Wait until they have."""
    for thread in threads:
        thread.join(_PATIENCE_SECONDS)
        assert not thread.is_alive()


def _waiting() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
