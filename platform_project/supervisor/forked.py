"""One program as a child process, forked from this one: what was imported before is shared memory."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from platform_project.embedded.children import die_with_parent
from platform_project.embedded.privileges import libc

_PR_SET_NAME = 15  # linux/prctl.h
_HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_STEADY_SECONDS = 60.0  # who lived that long starts again without delay
_LONGEST_DELAY_SECONDS = 30.0


@dataclass(frozen=True)
class Program:
    name: str  # at most 12 characters: the kernel keeps 15
    run: Callable[[], None]
    runs_once: bool = False  # its end is no accident


@dataclass
class Child:
    """A running program. `output` is the end of the pipe that gives what it writes."""

    program: Program
    pid: int
    output: int
    started_at: float = field(default_factory=time.monotonic)
    status: int | None = None  # exit code; negative: the signal that ended it

    def has_ended(self) -> bool:
        if self.status is None:
            pid, raw = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(raw)
        return self.status is not None

    def send(self, signal_number: signal.Signals) -> None:
        if not self.has_ended():
            os.kill(self.pid, signal_number)


def start(program: Program) -> Child:
    """Fork `program` into a session of its own. It ends with us, whatever ends us."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        pid = os.fork()
        if pid == 0:
            _become(program, parent, writing)  # never returns
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
    os.close(writing)
    return Child(program, pid, reading)


def delay_seconds(falls: int, lived_seconds: float) -> float:
    """How long to wait before the next start, after `falls` short lives in a row."""
    if lived_seconds >= _STEADY_SECONDS:
        return 0.0
    return min(_LONGEST_DELAY_SECONDS, 0.5 * 2.0 ** min(falls, 10))  # a float ends at 2.0**1024


def ending(status: int) -> str:
    """How a child ended, in words."""
    if status >= 0:
        return f"ended with code {status}"
    return f"was killed by {signal.Signals(-status).name}"


def name_process(name: str) -> None:
    """Set the short name that `ps` and `top` show."""
    libc.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def _become(program: Program, parent: int, writing: int) -> None:
    """In the child: leave everything of the parent's behind, run, exit."""
    code = 1
    try:
        os.setsid()
        die_with_parent(parent, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for number in _HANDLED:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
        _redirect(writing)
        name_process(f"pc-{program.name}")
        program.run()
        code = 0
    except SystemExit as err:
        code = err.code if isinstance(err.code, int) else int(err.code is not None)
        if isinstance(err.code, str):
            print(err.code, file=sys.stderr)  # noqa: T201
    finally:
        error, value, trace = sys.exc_info()
        if error is not None and value is not None:
            sys.excepthook(error, value, trace)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # no way back into the parent's code, none of its exit handlers


def _redirect(writing: int) -> None:
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    os.closerange(3, 1024)  # lock files, the pipes of siblings
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # text streams, both
