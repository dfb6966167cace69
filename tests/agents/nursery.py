"""Workers by forking a process that has imported what they need: each costs a processor 5 s otherwise.

The platform makes its own in the same way. `python -m tests.agents.nursery` is the process that forks: it
takes the arguments of one `celery` a line, with a log file, and answers with a process id.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A worker of the nursery, with what tests ask of a `Popen`; it is none, for it is not our child."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs. How it ended is not known."""
        return 0 if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired(f"worker {self.pid}", timeout or 0)
        return 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _has_ended(self, seconds: float | None) -> bool:
        return bool(select.select([self._handle], [], [], seconds)[0])

    def __del__(self) -> None:
        os.close(self._handle)


class Nursery:
    """The process that forks, in the environment that all its workers have."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.agents.nursery"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._end)

    def worker(self, arguments: Sequence[str], log: Path) -> Forked:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([[*arguments], str(log)]) + "\n")
        self._process.stdin.flush()
        return Forked(int(self._process.stdout.readline()))

    def _end(self) -> None:
        self._process.communicate()


def serve() -> None:
    """Fork a worker for each line of the input."""
    import django

    django.setup()

    from platform_project.supervisor.programs import preload

    preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    nursery = os.getpid()
    while line := sys.stdin.readline():
        arguments, log = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _work(nursery, arguments, log)
        print(pid, flush=True)  # noqa: T201  that is the answer


def _work(nursery: int, arguments: list[str], log: str) -> None:
    """Become a worker, as `python -m celery` does; ends the process."""
    from celery.bin.celery import main

    from platform_project.embedded.children import die_with_parent

    die_with_parent(nursery, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for target, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, _appending(log)), (2, _appending(log))):
        os.dup2(source, target)
        os.close(source)
    sys.argv = ["celery", *arguments]
    sys.exit(main())


def _appending(log: str) -> int:
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)


if __name__ == "__main__":
    serve()
