"""Reading what others wrote by a program of its own.

Pages, feeds and workbooks can be made so that reading them takes minutes or gigabytes, part of it without
giving way to other threads. A program can be ended, and has bounds of its own.

    block ── content on stdin; bytes of memory and the rest as arguments ──▸ program: limits itself
          ◂─ {"done": …} | {"refused": message, "too_large": bool}, as JSON ──┘
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blocks.sdk import BlockFailure, InvalidInput, TooCostly, TooLarge


@dataclass(frozen=True, slots=True)
class Reader:
    """One of our programs, and what it may use."""

    program: Path
    what: str  # it reads, in words, as in "The feed"
    pin: str  # to be named when that is wrong
    seconds: float = 15.0
    memory_bytes: int = 512 * 1024**2  # of addresses, most of them never touched

    def within(self, **bounds: Any) -> Reader:
        """The same program under other bounds."""
        return replace(self, **bounds)


def read_by(reader: Reader, content: bytes, *arguments: str) -> Any:
    """What the program makes of `content`. Blocks for the reader's seconds at most.

    Raises InvalidInput naming the pin, TooCostly and TooLarge.
    """
    command = [sys.executable, "-I", str(reader.program), str(reader.memory_bytes), *arguments]
    try:
        # Without the environment: the program has no use for the platform's secrets.
        done = subprocess.run(  # noqa: S603  # our own program; nothing of the content is a command
            command, input=content, capture_output=True, env={}, timeout=reader.seconds, check=True
        )
    except subprocess.TimeoutExpired:
        raise TooCostly(f"{reader.what} is too complex to be read within {reader.seconds:g} s.") from None
    except subprocess.CalledProcessError as err:
        raise _failure(reader, err) from None
    answer = json.loads(done.stdout)
    if "done" in answer:
        return answer["done"]
    if answer["too_large"]:
        raise TooLarge(answer["refused"])
    raise InvalidInput(answer["refused"], pin=reader.pin)


def _failure(reader: Reader, err: subprocess.CalledProcessError) -> BlockFailure:
    """Why the program ended without an answer. What finds no memory is killed, or says so."""
    is_out_of_memory = err.returncode < 0 or any(sign in err.stderr for sign in _NO_MEMORY)
    if is_out_of_memory:
        megabytes = reader.memory_bytes // 1024**2
        return TooCostly(f"{reader.what} takes more than {megabytes:,} MB of memory to read.")
    return InvalidInput(f"{reader.what} cannot be read; it may be broken.", pin=reader.pin)


_NO_MEMORY = (b"MemoryError", b"capacity overflow", b"memory allocation")
