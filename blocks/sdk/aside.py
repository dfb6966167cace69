"""Work that users can make slow, handed to a helper program that the kernel ends when it takes too much.

A template or a pattern can ask for hours of work in one operation that gives way to nothing: neither a clock
nor another thread stops it. So what is not known to be quick is done in a child process under limits of the
kernel (`blocks/sdk/aside_worker.py`): the bomb goes off there, its step fails, and nothing else notices.

    engine thread ── request, as JSON ──▸ helper (keeps watch) ── fork ──▸ worker: CPU and memory limited
                  ◂─ done | failed ──────────────────────────────────────────┘

Helpers are started when first needed, kept for the next request, and end on their own when they have nothing
to do for a while or when this process ends. They see neither the environment nor the connections of the
platform, and what they answer is read as JSON, never as code.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import orjson

from blocks.sdk.errors import BlockFailure, InvalidInput, TooCostly, TooLarge

CPU_SECONDS = 1.0  # of one request
MEMORY_BYTES = 400 * 1024**2  # of addresses of a helper
MAX_REQUEST_BYTES = 64 * 1024**2
PATIENCE_SECONDS = 30.0  # by the clock on the wall: for machines that have no time for a helper
AT_ONCE = max(2, os.cpu_count() or 1)  # requests of this process; further ones wait

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from blocks.sdk.aside_worker import main; main()"
_LENGTH = struct.Struct("!I")
_FAILURES: dict[str, type[BlockFailure]] = {kind.code: kind for kind in (InvalidInput, TooCostly, TooLarge)}
_TOO_MUCH_MEMORY = "takes more memory than a step may use."


def aside(job: str, what: str, **arguments: Any) -> Any:
    """What the named job of `aside_worker.JOBS` makes of JSON-safe arguments. Blocks until it is done.

    what: the work in words, as in "The template". Raises what the job raises, and TooCostly when it takes
    more than CPU_SECONDS or MEMORY_BYTES.
    """
    request = orjson.dumps({"job": job, "arguments": arguments})
    if len(request) > MAX_REQUEST_BYTES:
        raise TooLarge(f"{what} is given more than {MAX_REQUEST_BYTES:,} bytes.")
    try:
        answer = orjson.loads(_pool.ask(request))
    except _HelperGone:
        raise TooCostly(f"{what} {_TOO_MUCH_MEMORY}") from None
    except TimeoutError:
        raise TooCostly(f"{what} takes longer than {PATIENCE_SECONDS:g} s.") from None
    if "done" in answer:
        return answer["done"]
    raise _failure(what, answer)


def _failure(what: str, answer: dict[str, Any]) -> Exception:
    """What to raise for an answer without a result."""
    if answer.get("spent") == "time":
        return TooCostly(f"{what} takes more than {CPU_SECONDS:g} s of computing.")
    if answer.get("spent") == "memory":
        return TooCostly(f"{what} {_TOO_MUCH_MEMORY}")
    if "crashed" in answer:
        return RuntimeError(answer["crashed"])
    failed = answer["failed"]
    kind = _FAILURES[failed["code"]]
    return (
        kind(failed["message"], pin=failed["pin"])
        if issubclass(kind, InvalidInput)
        else kind(failed["message"])
    )


def send(wire: socket.socket, message: bytes) -> None:
    wire.sendall(_LENGTH.pack(len(message)))
    wire.sendall(message)


def receive(wire: socket.socket) -> bytes:
    """The next message. Raises EOFError if the other side has ended."""
    (length,) = _LENGTH.unpack(_exactly(wire, _LENGTH.size))
    return _exactly(wire, length)


def _exactly(wire: socket.socket, size: int) -> bytes:
    message = bytearray(size)
    view, got = memoryview(message), 0
    while got < size:
        read = wire.recv_into(view[got:])
        if not read:
            raise EOFError
        got += read
    return bytes(message)


class _HelperGone(Exception):
    """It ended without an answer: idle for long, or killed from outside."""


class _Helper:
    def __init__(self) -> None:
        self.wire, theirs = socket.socketpair()
        self.wire.settimeout(PATIENCE_SECONDS)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-I", "-c", _START, str(_ROOT), str(CPU_SECONDS)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={},  # it has no use for the platform's secrets
                start_new_session=True,
            )

    def ask(self, request: bytes) -> bytes:
        try:
            send(self.wire, request)
            return receive(self.wire)
        except TimeoutError:
            raise
        except (EOFError, OSError):
            raise _HelperGone from None

    def end(self) -> None:
        self.wire.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class _Pool:
    """The helpers of this process."""

    def __init__(self) -> None:
        self._idle: list[_Helper] = []
        self._turn = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, request: bytes) -> bytes:
        """Raises _HelperGone and TimeoutError."""
        with self._turn:
            kept = self._kept()
            if kept is not None:
                with contextlib.suppress(_HelperGone):  # it had nothing to do for too long
                    return self._through(kept, request)
            return self._through(_Helper(), request)

    def _kept(self) -> _Helper | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _through(self, helper: _Helper, request: bytes) -> bytes:
        try:
            answer = helper.ask(request)
        except BaseException:
            helper.end()
            raise
        self._idle.append(helper)
        return answer

    def end(self) -> None:
        while (helper := self._kept()) is not None:
            helper.end()

    def forget(self) -> None:
        """In a forked child: the helpers are the parent's, and live as long as somebody holds their wire."""
        for helper in self._idle:
            helper.wire.close()


_pool = _Pool()
_inherited: list[_Pool] = []  # kept, so that nothing waits for processes that are not ours


def _start_anew() -> None:
    global _pool
    _pool.forget()
    _inherited.append(_pool)
    _pool = _Pool()


def end_helpers() -> None:
    """End the helpers that have nothing to do."""
    _pool.end()


atexit.register(end_helpers)
os.register_at_fork(after_in_child=_start_anew)
