"""The helper program of `blocks/sdk/aside.py`.

It forks a worker, which takes requests one after the other under limits of the kernel. A worker that is
killed for what it was asked costs a fork and no more: everything is imported already.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import orjson

from blocks.sdk.aside import MEMORY_BYTES, receive, send
from blocks.sdk.errors import BlockFailure, InvalidInput
from blocks.sdk.json_values import json_safe
from blocks.sdk.patterns import find_here
from blocks.sdk.template_sandbox import fill
from blocks.sdk.xml_values import read_xml_here

IDLE_SECONDS = 60.0
JOBS: dict[str, Callable[..., Any]] = {"fill": fill, "find": find_here, "read_xml": read_xml_here}
_MESSAGE_CHARACTERS = 2_000
_WORN = 3  # exit code of a worker that is to be replaced
_WORN_BYTES = 120 * 1024**2  # a worker that grew larger than this gives its memory back by ending


def main() -> None:
    """Arguments: where the project lies, and the seconds of computing for each request."""
    wire, cpu_seconds = socket.socket(fileno=0), float(sys.argv[2])
    _limit()
    while (worker := os.fork()) != 0:
        _, status = os.waitpid(worker, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
            with contextlib.suppress(OSError):
                send(wire, orjson.dumps({"spent": "time"}))
        elif os.waitstatus_to_exitcode(status) != _WORN:
            return
    _serve(wire, cpu_seconds)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to files
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(wire: socket.socket, cpu_seconds: float) -> NoReturn:
    code = 0
    try:
        while code == 0 and select.select([wire], [], [], IDLE_SECONDS)[0]:
            answer, code = _answer(receive(wire), cpu_seconds)
            send(wire, answer)
    except (EOFError, OSError):
        code = 0  # nobody asks any more
    finally:
        os._exit(code)


def _answer(request: bytes, cpu_seconds: float) -> tuple[bytes, int]:
    """What to answer, and how to end: 0 to go on."""
    # Without a handler the signal kills, also in the middle of an operation that runs no Python code.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        answer = _done(request)
    except MemoryError:
        return orjson.dumps({"spent": "memory"}), _WORN
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return answer, _WORN if used > _WORN_BYTES else 0


def _done(request: bytes) -> bytes:
    asked = orjson.loads(request)
    try:
        return orjson.dumps({"done": json_safe(JOBS[asked["job"]](**asked["arguments"]))})
    except BlockFailure as failure:
        pin = failure.pin if isinstance(failure, InvalidInput) else None
        message = json_safe(failure.message[:_MESSAGE_CHARACTERS])
        return orjson.dumps({"failed": {"code": failure.code, "message": message, "pin": pin}})
    except MemoryError:
        raise
    except Exception as crash:  # noqa: BLE001  # handed over: it is a bug, and the caller's to report
        text = json_safe(f"{type(crash).__name__}: {crash}"[:_MESSAGE_CHARACTERS])
        return orjson.dumps({"crashed": text})
