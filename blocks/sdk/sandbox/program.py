"""A program of the machine's within the walls: it works on the files of one folder, and on nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from blocks.sdk.errors import BlockFailure, SandboxUnavailable, TooCostly, TooLarge

# Read by whatever is started, on the distributions there are; a missing one is no matter.
SYSTEM_FILES = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache",
    "/dev/null", "/dev/urandom",
)  # fmt: skip
_WALLS = Path(__file__).resolve().parent / "walls.py"
_NO_WALLS = 3  # walls.py's exit code
_COMPLAINT_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run of a program may take."""

    seconds: float  # by the clock
    cpu_seconds: int  # of all its threads
    memory_bytes: int
    file_bytes: int  # of each file that it writes


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    complaint: str  # the end of what it wrote to standard error


async def run_program(what: str, command: Sequence[str], *, folder: Path, bounds: Bounds) -> Done:
    """Run a program that may read itself, its libraries and `folder`, and write to `folder`.

    what: the work in words, as in "The video". Raises TooCostly, TooLarge or SandboxUnavailable.
    """
    process = await asyncio.create_subprocess_exec(
        *within_walls(
            command,
            memory_bytes=bounds.memory_bytes,
            cpu_seconds=bounds.cpu_seconds,
            life_seconds=int(bounds.seconds) + 5,
            file_bytes=bounds.file_bytes,
            places=[*SYSTEM_FILES, command[0], f"+{folder}"],
        ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(bounds.seconds):
            complaint = await _last_of(process)
            code = await process.wait()
    except TimeoutError:
        raise TooCostly(f"{what} takes longer than {bounds.seconds:g} s.") from None
    finally:
        await _ended(process)
    return _judged(what, Done(code, complaint), bounds)


@asynccontextmanager
async def talk_with_program(
    what: str, command: Sequence[str], *, folder: Path, places: Sequence[str], bounds: Bounds
) -> AsyncIterator[Talk]:
    """The same for a program that is talked with over its standard input and output, and is ended at the end.

    places: what else it may read. Raises TooCostly, TooLarge or SandboxUnavailable.
    """
    with tempfile.TemporaryFile() as complaint:
        process = await asyncio.create_subprocess_exec(
            *within_walls(
                command,
                memory_bytes=bounds.memory_bytes,
                cpu_seconds=bounds.cpu_seconds,
                life_seconds=int(bounds.seconds) + 5,
                file_bytes=bounds.file_bytes,
                places=[*SYSTEM_FILES, command[0], *places, f"+{folder}"],
            ),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=complaint,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(bounds.seconds):
                yield Talk(what, process, complaint, bounds)
        except TimeoutError:
            raise TooCostly(f"{what} takes longer than {bounds.seconds:g} s.") from None
        finally:
            await _ended(process)


@dataclass(frozen=True, slots=True)
class Talk:
    """With a program that runs."""

    what: str
    process: asyncio.subprocess.Process
    complaint: IO[bytes]
    bounds: Bounds

    async def read(self, size: int) -> bytes:
        """Exactly so many bytes. Raises what the program's end means if it ends before."""
        assert self.process.stdout is not None
        try:
            return await self.process.stdout.readexactly(size)
        except asyncio.IncompleteReadError:
            raise await self._end() from None

    async def write(self, content: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(content)
            await self.process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise await self._end() from None

    async def _end(self) -> BlockFailure:
        code = await self.process.wait()
        self.complaint.seek(0)
        said = self.complaint.read(_COMPLAINT_BYTES).decode(errors="replace")
        try:
            _judged(self.what, Done(code, said), self.bounds)
        except BlockFailure as failure:
            return failure
        return TooCostly(f"{self.what} ended before its work was done.")


def within_walls(
    command: Sequence[str],
    *,
    memory_bytes: int,
    cpu_seconds: int,
    life_seconds: int,
    places: Sequence[str],
    file_bytes: int = 0,
) -> list[str]:
    """The command that starts `command` within the walls (`walls.py`)."""
    limits = map(str, (memory_bytes, cpu_seconds, life_seconds, file_bytes))
    return [sys.executable, "-I", "-S", str(_WALLS), *limits, *places, "--", *command]


def _judged(what: str, done: Done, bounds: Bounds) -> Done:
    """Raises for an end that the walls made."""
    if done.code == _NO_WALLS:
        raise SandboxUnavailable(done.complaint)
    if done.code == -signal.SIGXCPU:
        raise TooCostly(f"{what} takes more than {bounds.cpu_seconds} s of computing.")
    if done.code == -signal.SIGXFSZ or "File too large" in done.complaint:
        raise TooLarge(f"{what} becomes larger than {bounds.file_bytes:,} bytes.")
    if done.code == -signal.SIGKILL or "Cannot allocate memory" in done.complaint:
        raise TooCostly(f"{what} takes more memory than a step may use.")
    return done


async def _last_of(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    kept = b""
    while piece := await process.stderr.read(64 * 1024):
        kept = (kept + piece)[-_COMPLAINT_BYTES:]
    return kept.decode(errors="replace")


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
