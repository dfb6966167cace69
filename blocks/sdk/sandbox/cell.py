"""One process within walls: begun, asked once, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import time
from typing import Any

from blocks.sdk.errors import BlockFailure, CodeFailed, SandboxUnavailable, TooCostly, TooLarge
from blocks.sdk.sandbox.node import PACKAGES, SNAPSHOT, find_node, require_packages
from blocks.sdk.sandbox.program import within_walls

MEMORY_BYTES = 512 * 1024**2  # on top of what the interpreter takes by itself
LONGEST_SECONDS = 300.0  # of one request
WAITING_SECONDS = 300.0  # a cell that was begun ahead is of use for so long
START_SECONDS = 60.0
MAX_ANSWER_BYTES = 16 * 1024**2
PROGRAMS = {"python": "python.mjs", "javascript": "javascript.mjs"}

_START_MEMORY_BYTES = 4 * 1024**3  # until the cell is ready and what it takes by itself is known
_START_CPU_SECONDS = 60 + int(LONGEST_SECONDS)  # a hard limit can only be lowered
_LIFE_SECONDS = int(START_SECONDS + WAITING_SECONDS + LONGEST_SECONDS + 60)  # then the kernel ends it
_LENGTH = struct.Struct("!I")
_TICKS = os.sysconf("SC_CLK_TCK")
_COMPLAINT_BYTES = 2_000


class CellGone(Exception):
    """It ended without an answer."""


class Cell:
    def __init__(self, kind: str) -> None:
        """Begin a process; it is ready some time later. Raises SandboxUnavailable."""
        require_packages()
        find_node()  # raises before anything is open
        self.wire, theirs = socket.socketpair()
        self.wire.setblocking(False)
        self.begun = time.monotonic()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  # our own programs
                _command(kind, theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                env={},  # it has no use for the platform's secrets
                start_new_session=True,
            )

    async def ready(self) -> None:
        """Wait until it can be asked. Raises SandboxUnavailable if it cannot begin."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._receive()
        except TimeoutError:
            raise SandboxUnavailable("The local sandbox did not start in time.") from None
        except CellGone:
            raise SandboxUnavailable(f"The local sandbox cannot start: {self._complaint()}") from None
        self._limit_memory()

    async def ask(self, request: dict[str, Any], *, seconds: float) -> dict[str, Any]:
        """What it answers within so many seconds, of the clock and of computing.

        Raises TooCostly, TooLarge, or CodeFailed if it ended in another way.
        """
        self._limit_computing(seconds)
        body = json.dumps(request).encode()
        try:
            async with asyncio.timeout(seconds + 1.0):  # the kernel, which counts what is computed, is first
                loop = asyncio.get_running_loop()
                await loop.sock_sendall(self.wire, _LENGTH.pack(len(body)) + body)
                answer: dict[str, Any] = json.loads(await self._receive())
        except TimeoutError:
            raise TooCostly(f"The code takes longer than {seconds:g} s.") from None
        except (CellGone, OSError):
            raise self._reason(seconds) from None
        return answer

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Gone for good; nothing of it is left."""
        self.kill()
        self.wire.close()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def forget(self) -> None:
        """In a forked child: the process is the parent's."""
        self.wire.close()

    async def _receive(self) -> bytes:
        (length,) = _LENGTH.unpack(await self._exactly(_LENGTH.size))
        if length > MAX_ANSWER_BYTES:
            raise TooLarge(f"The code gives more than {MAX_ANSWER_BYTES:,} bytes.")
        return await self._exactly(length)

    async def _exactly(self, size: int) -> bytes:
        loop, message = asyncio.get_running_loop(), bytearray()
        while len(message) < size:
            try:
                piece = await loop.sock_recv(self.wire, min(size - len(message), 1024**2))
            except OSError:
                raise CellGone from None
            if not piece:
                raise CellGone
            message += piece
        return bytes(message)

    def _limit_memory(self) -> None:
        most = _data_bytes(self.process.pid) + MEMORY_BYTES
        self._limit(resource.RLIMIT_DATA, most, most)

    def _limit_computing(self, seconds: float) -> None:
        most = int(_computed_seconds(self.process.pid) + seconds + 0.999)
        self._limit(resource.RLIMIT_CPU, most, most + 1)

    def _limit(self, what: int, soft: int, hard: int) -> None:
        try:
            resource.prlimit(self.process.pid, what, (soft, hard))
        except (ProcessLookupError, PermissionError, ValueError) as err:
            raise SandboxUnavailable(f"The local sandbox cannot be limited: {err}") from err

    def _reason(self, seconds: float) -> BlockFailure:
        """Why it ended in the middle of its work."""
        code = self.process.wait()
        if code == -signal.SIGXCPU:
            return TooCostly(f"The code takes more than {seconds:g} s of computing.")
        complaint = self._complaint()
        if code in (-signal.SIGKILL, -signal.SIGTRAP, -signal.SIGABRT) or "out of memory" in complaint:
            return TooCostly("The code takes more memory than a step may use.")
        return CodeFailed("The code ended its interpreter.")

    def _complaint(self) -> str:
        """The last line that it wrote to standard error."""
        assert self.process.stderr is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1.0)
        self.kill()
        text: bytes = self.process.stderr.read(64 * 1024)
        return text.decode(errors="replace").strip()[-_COMPLAINT_BYTES:]


def _command(kind: str, wire: int) -> list[str]:
    node = find_node()
    arguments = [str(PACKAGES / "pyodide"), str(SNAPSHOT)] if kind == "python" else []
    return within_walls(
        node.command(PROGRAMS[kind], *arguments, str(wire)),
        memory_bytes=_START_MEMORY_BYTES,
        cpu_seconds=_START_CPU_SECONDS,
        life_seconds=_LIFE_SECONDS,
        places=node.readable(),
    )


def _data_bytes(pid: int) -> int:
    """Private memory of a process that it may write to: what the kernel counts against its limit."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    raise SandboxUnavailable("The local sandbox ended as it began.")


def _computed_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
