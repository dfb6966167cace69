"""Lock files: who runs a thing of this folder. The kernel frees a lock however its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from platform_project.embedded.errors import StartRefused

_PROBES_SECONDS = 0.5  # others probe a lock for microseconds; what holds longer is a holder


class FolderLock:
    """An flock on `path`. Its text names the holder: a process id, then anything worth telling."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, note: str = "") -> bool:
        """Take it for this process; False if another one holds it. Raises StartRefused."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as err:
            raise StartRefused(
                f"{err.filename}: {err.strerror}. Set VAR_DIR to a folder that you can write."
            ) from err
        until = time.monotonic() + _PROBES_SECONDS
        while not _locked(handle, fcntl.LOCK_EX):
            if time.monotonic() > until:
                os.close(handle)
                return False
            time.sleep(0.02)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {note}".strip().encode(), 0)
        self._handle = handle
        return True

    def free(self) -> None:
        """Give it back. The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held(self) -> bool:
        """True if some process, this one included, holds it."""
        try:
            handle = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return not _locked(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    def holder(self) -> tuple[int | None, str]:
        """Process id and note of the last holder, as it wrote them."""
        try:
            pid, _, note = self.path.read_text().partition(" ")
        except FileNotFoundError:
            return None, ""
        return (int(pid), note) if pid.isdigit() else (None, "")


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
