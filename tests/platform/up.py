"""`manage.py up` as a process of its own, as people start it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests import prepared

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Platform:
    process: subprocess.Popen[bytes]
    log: Path
    environment: dict[str, str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def family(self) -> list[psutil.Process]:
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.base}/health/ready", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as err:
            return dict(json.load(err))
        except (urllib.error.URLError, OSError, ValueError):  # it may end in the middle of its answer
            return {"status": "no answer"}

    def wait_ready(self, seconds: float) -> float:
        began = time.monotonic()
        while self.health()["status"] != "ok":
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - began < seconds, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - began

    def second(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def platform_on(folder: Path, log: Path, more: Mapping[str, str] | None = None) -> Iterator[Platform]:
    """The platform on the data of `folder`, on a port of its own; killed at the end if it still runs.

    A folder that is not there yet is made, with a migrated database.
    """
    if not folder.exists():
        prepared.seed(folder)
    environment = {**os.environ, "VAR_DIR": str(folder), "PORT": str(free_port()), "DEBUG": "true"}
    environment |= {"DJANGO_SETTINGS_MODULE": "platform_project.settings", **(more or {})}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield Platform(process, log, environment)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
