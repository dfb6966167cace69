"""Small tables of the database that are asked for all the time: each process keeps what it read for a while.

    _table = Kept(read, otherwise=Table, seconds=20, complaint="the table could not be read")
    _table.now()

While the database is away the last one serves, or `otherwise` before there is any.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from platform_project.kit.outages import DATABASE_AWAY

log = structlog.get_logger(__name__)
Table = TypeVar("Table")


class Kept(Generic[Table]):
    """For threads. complaint: what the log says when it cannot be read."""

    def __init__(
        self, read: Callable[[], Table], *, otherwise: Callable[[], Table], seconds: float, complaint: str
    ) -> None:
        self._read = read
        self._otherwise = otherwise
        self._seconds = seconds
        self._complaint = complaint
        self._lock = threading.Lock()
        self._kept: tuple[float, Table] | None = None  # until when, and what

    def fresh(self) -> Table | None:
        """What was read lately, without asking the database; None if that is too long ago."""
        kept = self._kept
        return kept[1] if kept is not None and time.monotonic() < kept[0] else None

    def now(self) -> Table:
        """The table, from the database if what was read is too old."""
        kept = self._kept
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        with self._lock:
            try:
                table = self._read()
            except DATABASE_AWAY as err:
                log.warning(self._complaint, reason=type(err).__name__)
                return kept[1] if kept else self._otherwise()
            self._kept = (time.monotonic() + self._seconds, table)
            return table

    def forget(self) -> None:
        """Read it anew at the next question: a row of it has changed."""
        self._kept = None
