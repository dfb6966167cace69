"""What happened when, for whoever reads why a round failed."""

from __future__ import annotations

import threading
import time


class Journal:
    def __init__(self) -> None:
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        with self._lock:
            self._lines.append(f"{time.monotonic() - self._began:7.2f} s  {line}")

    def text(self) -> str:
        with self._lock:
            return "\n".join(self._lines)
