"""A platform of its own to measure: `manage.py up` on a new folder and a free port, for as long as needed.

Its workers may call this machine, which the heavy cases need; all else is at its defaults.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from platform_project.embedded import children

START_SECONDS = 120.0
STOP_SECONDS = 30.0
_SERVERS = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")


def measure_own(arguments: Sequence[str]) -> int:
    """Run `manage.py bench` with these arguments on a platform of its own; its exit status."""
    with _platform() as environment:
        command = [sys.executable, "manage.py", "bench", *arguments]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode  # noqa: S603  ourselves


@contextmanager
def _platform() -> Iterator[dict[str, str]]:
    """The environment in which commands find the platform that runs within."""
    with tempfile.TemporaryDirectory(prefix="polychord-bench-") as folder:
        var, log = Path(folder) / "var", Path(folder) / "up.log"
        environment = {
            **{name: value for name, value in os.environ.items() if name not in _SERVERS},
            **dict.fromkeys(_SERVERS, ""),
            "VAR_DIR": str(var),
            "HOST": "127.0.0.1",
            "PORT": str(_free_port()),
            "DEBUG": "true",
            "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
        }
        up = children.spawn(
            [sys.executable, settings.BASE_DIR / "manage.py", "up"],
            log=log,
            when_parent_dies=signal.SIGTERM,
            environment=environment,
        )
        try:
            _wait_ready(up, environment["PORT"], log)
            yield environment
        finally:
            children.stop(up, (signal.SIGTERM, STOP_SECONDS))


def _wait_ready(up: subprocess.Popen[bytes], port: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _is_ready(port):
        if up.poll() is not None or time.monotonic() > until:
            raise CommandError(f"The platform did not start: {children.last_line(log)}")
        time.sleep(0.2)


def _is_ready(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
