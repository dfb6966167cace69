"""A clamd of the machine's, on a socket of its own, that knows one signature: nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The harmless text that every virus scanner reports; in two parts, or scanners would report this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Eicar-Test.UNOFFICIAL"
PATIENCE_SECONDS = 60.0
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def is_installed() -> bool:
    return shutil.which("clamd", path=_PATH) is not None


@contextmanager
def serving(folder: Path, **options: str) -> Iterator[Path]:
    """Gives the path of its socket. `options` are lines of its configuration."""
    place, log = folder / "socket", folder / "log"
    (folder / "signatures").mkdir()
    (folder / "signatures" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    lines = {
        "Foreground": "yes",
        "LocalSocket": str(place),
        "DatabaseDirectory": str(folder / "signatures"),
        "TemporaryDirectory": str(folder),
        "SelfCheck": "0",
        **options,
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    command = [str(shutil.which("clamd", path=_PATH)), "--config-file", str(folder / "clamd.conf")]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            _wait(place, process, log)
            yield place
        finally:
            process.kill()


def _wait(place: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not place.exists():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, "clamd does not start."
        time.sleep(0.02)
