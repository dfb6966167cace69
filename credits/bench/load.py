"""Many processes and threads that hold, capture and release, for a while."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from credits.services import ledger
from platform_project.kit.ids import uuid7

HELD, COST = 50_000, 30_000  # micro-credits of each piece of work

_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Load:
    """What is measured."""

    workspaces: Sequence[UUID]
    processes: int
    threads: int  # of each process
    seconds: float


def cycles_of(load: Load) -> list[float]:
    """Seconds of each cycle: a hold, a capture of a part, which gives the rest back, and a release."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's; no process may use another's
    gate = _fork.Barrier(load.processes * load.threads)
    answers = [_fork.SimpleQueue() for _ in range(load.processes)]
    workers = [_fork.Process(target=_work, args=(load, gate, answer)) for answer in answers]
    for worker in workers:
        worker.start()
    took = [seconds for answer in answers for seconds in answer.get()]
    for worker in workers:
        worker.join()
    return took


def _work(load: Load, gate: threading.Barrier, answer: multiprocessing.SimpleQueue[list[float]]) -> None:
    took: list[float] = []
    threads = [threading.Thread(target=_loop, args=(load, gate, took)) for _ in range(load.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close_pool()  # type: ignore[attr-defined]  # as above
    answer.put(took)


def _loop(load: Load, gate: threading.Barrier, took: list[float]) -> None:
    connection.ensure_connection()
    gate.wait()
    until = time.monotonic() + load.seconds
    while (began := time.monotonic()) < until:
        _cycle(random.choice(load.workspaces))  # noqa: S311  # whose turn it is does not matter
        took.append(time.monotonic() - began)
    connection.close()


def _cycle(workspace_id: UUID) -> None:
    key = f"bench:{uuid7()}"
    ledger.hold(workspace_id=workspace_id, amount=HELD, key=key)
    ledger.capture(hold_key=key, amount=COST, key=f"{key}:paid", provider="bench", model="bench")
    ledger.release(hold_key=key)
