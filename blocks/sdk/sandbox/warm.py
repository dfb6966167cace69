"""Cells that are begun ahead: at most one of Python in each process, from its first use on.

What is not used soon is worth nothing; the kernel ends it by its own clock, so nobody has to watch.
"""

from __future__ import annotations

import atexit
import os
import threading
import time

from blocks.sdk.errors import SandboxUnavailable
from blocks.sdk.sandbox.cell import WAITING_SECONDS, Cell

KINDS = frozenset({"python"})  # the others begin quickly enough


class _Warm:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Cell | None = None

    def take(self, kind: str) -> Cell | None:
        """The cell that waits, if it is of that kind; nobody else gets it."""
        if kind not in KINDS:
            return None
        with self._lock:
            cell, self._waiting = self._waiting, None
        if cell is None or _is_usable(cell):
            return cell
        cell.end()
        return None

    def prepare(self, kind: str) -> None:
        """Begin the next cell. It needs a moment of computing, which nobody waits for."""
        if kind not in KINDS:
            return
        with self._lock:
            if self._waiting is None:
                try:
                    self._waiting = Cell(kind)
                except (SandboxUnavailable, OSError):
                    self._waiting = None  # whoever needs it next is told why

    def end(self) -> None:
        with self._lock:
            cell, self._waiting = self._waiting, None
        if cell is not None:
            cell.end()

    def forget(self) -> None:
        if self._waiting is not None:
            self._waiting.forget()


def _is_usable(cell: Cell) -> bool:
    return cell.process.poll() is None and time.monotonic() - cell.begun < WAITING_SECONDS


warm = _Warm()
_inherited: list[_Warm] = []  # kept, so that nothing waits for processes that are not ours


def _start_anew() -> None:
    global warm
    warm.forget()
    _inherited.append(warm)
    warm = _Warm()


def take(kind: str) -> Cell | None:
    return warm.take(kind)


def prepare(kind: str) -> None:
    warm.prepare(kind)


def end_cells() -> None:
    """End what waits."""
    warm.end()


atexit.register(end_cells)
os.register_at_fork(after_in_child=_start_anew)
