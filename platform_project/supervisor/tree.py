"""The loop that keeps the tree alive, and takes it down."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import Protocol

from platform_project.embedded.errors import StartRefused
from platform_project.supervisor import forked
from platform_project.supervisor.forked import Child, Program
from platform_project.supervisor.lines import Lines

POLITE_SECONDS = (
    5.0  # for requests and tasks in progress; what is killed later is taken up again at the next start
)
_LOOK_SECONDS = 0.5  # how late the death of an embedded server is seen
_WISHES = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # they ask the platform to stop


class Stopped(Exception):
    """SIGTERM, SIGINT or SIGHUP came before the loop ran."""


class EmbeddedServer(Protocol):
    name: str

    def start(self) -> None: ...
    def wait_ready(self) -> None: ...
    def ended(self) -> int | None: ...
    def stop(self) -> None: ...


class Tree:
    """All programs of one platform. `catch_signals` first, then `run_once`, `run`, `stop`."""

    def __init__(self, lines: Lines, servers: Sequence[EmbeddedServer] = ()) -> None:
        self.lines = lines
        self.servers = servers
        self.is_stopping = False
        self._is_looping = False
        self._children: dict[str, Child] = {}
        self._falls: dict[str, int] = {}
        self._up_since: dict[str, float] = {}  # servers that run, and when that was first seen
        self._due: dict[str, tuple[float, Callable[[], object]]] = {}  # when to start again, and how
        self._selector = selectors.DefaultSelector()

    def catch_signals(self) -> None:
        """From now on a signal to stop is a wish, and the end of a child wakes the loop."""
        waking, self._waker = os.pipe()
        for end in (waking, self._waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        self._selector.register(waking, selectors.EVENT_READ, None)
        for number in _WISHES:
            signal.signal(number, self._wish)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run_once(self, program: Program) -> int:
        """Run a program to its end, passing its lines on; gives its exit code."""
        child = self._start(program)
        self._loop(lambda: child.status is not None)
        return child.status if child.status is not None else 1

    def run(self, programs: Sequence[Program]) -> None:
        """Run the programs, and start again what ends, until a signal asks to stop."""
        for program in programs:
            self._start(program)
        self._loop(lambda: False)

    def stop(self) -> None:
        """End all children: politely, then not. Never longer than POLITE_SECONDS and a moment.

        A signal that asks to stop changes nothing from here on, not even while the interpreter ends.
        """
        self.is_stopping = True
        for number in _WISHES:
            signal.signal(number, signal.SIG_IGN)
        for child in self._children.values():
            child.send(signal.SIGTERM)
        until = time.monotonic() + POLITE_SECONDS
        while self._children and time.monotonic() < until:
            self._turn(until - time.monotonic())
        for child in self._children.values():
            self._say(f"{child.program.name} did not end in {POLITE_SECONDS:.0f} s; killing it")
            child.send(signal.SIGKILL)
        while self._children:
            self._turn(0.1)

    def _loop(self, is_done: Callable[[], bool]) -> None:
        self._is_looping = True
        while not self.is_stopping and not is_done():
            self._turn(_LOOK_SECONDS)
            self._look_after_servers()
            self._start_due()
        self._is_looping = False
        if self.is_stopping:
            raise Stopped

    def _turn(self, seconds: float) -> None:
        """Wait for something to happen; pass on lines; see who has ended."""
        for key, _ in self._selector.select(max(0.0, min(seconds, _LOOK_SECONDS))):
            data = _read(key.fd)
            if key.data is not None and data:
                self.lines.add(key.data, data)
            elif key.data is not None and data is not None:  # all who could write have closed it
                self._selector.unregister(key.fd)
        for child in [child for child in self._children.values() if child.has_ended()]:
            self._bury(child)

    def _bury(self, child: Child) -> None:
        name = child.program.name
        while data := _read(child.output):
            self.lines.add(name, data)
        self.lines.finish(name)
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)
        os.close(child.output)
        del self._children[name]
        if not self.is_stopping and not child.program.runs_once:
            lived = time.monotonic() - child.started_at
            self._again(name, forked.ending(child.status or 0), lived, partial(self._start, child.program))

    def _again(self, name: str, how: str, lived_seconds: float, start: Callable[[], object]) -> None:
        falls = self._falls.get(name, 0)
        delay = forked.delay_seconds(falls, lived_seconds)
        self._falls[name] = falls + 1 if delay else 0
        self._due[name] = (time.monotonic() + delay, start)
        self._say(f"{name} {how}; starting it again in {delay:g} s")

    def _start_due(self) -> None:
        now = time.monotonic()
        for name in [name for name, (at, _) in self._due.items() if at <= now]:
            _, start = self._due.pop(name)
            start()

    def _start(self, program: Program) -> Child:
        child = forked.start(program)
        self._children[program.name] = child
        self._selector.register(child.output, selectors.EVENT_READ, program.name)
        return child

    def _look_after_servers(self) -> None:
        for server in self.servers:
            if server.name in self._due:
                continue
            status = server.ended()
            if status is None:
                self._up_since.setdefault(server.name, time.monotonic())
            else:
                now = time.monotonic()
                lived = now - self._up_since.pop(server.name, now)
                self._again(server.name, forked.ending(status), lived, partial(self._revive, server))

    def _revive(self, server: EmbeddedServer) -> None:
        try:
            server.start()
            server.wait_ready()
        except StartRefused as reason:
            self._say(str(reason))
            server.stop()  # what did begin and is not ready would be in the way of the next try
            self._again(server.name, "did not start", 0.0, partial(self._revive, server))
        else:
            self._say(f"{server.name} runs again")

    def _wish(self, number: int, _frame: FrameType | None) -> None:
        if self.is_stopping:  # the terminal and `make` may both pass the same wish on
            return
        self.is_stopping = True
        if not self._is_looping:
            raise Stopped

    def _say(self, line: str) -> None:
        self.lines.say("up", line)


def _read(handle: int) -> bytes | None:
    """What waits in a pipe; b"" at its end; None if nothing waits."""
    try:
        return os.read(handle, 65536)
    except BlockingIOError:
        return None
