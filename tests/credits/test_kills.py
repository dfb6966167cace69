"""64 threads in four processes work on one account, and processes are killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from credits.errors import HoldNotFound, InsufficientCredits
from credits.models import Account, AccountKind, Entry, EntryKind, Hold
from credits.services import ledger
from credits.services.verification import differences
from platform_project.accounts.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PROCESSES, THREADS = 4, 16
PIECES = 3_000  # of work, which all of them take at random: most come more than once
GRANTED = 20_000  # less than all of it costs
KILLS = 5
SECONDS = 3.0

_fork = multiprocessing.get_context("fork")


def _held(piece: int) -> int:
    return 1 + piece % 13


def _cost(piece: int) -> int:
    return piece % 17  # now and then more than was held


def _do(place: UUID, piece: int) -> bool:
    """All that belongs to one piece of work; True if it was paid."""
    key = f"piece:{piece}"
    try:
        ledger.hold(workspace_id=place, amount=_held(piece), key=key)
    except InsufficientCredits:
        return False
    if piece % 5 == 0:
        ledger.release(hold_key=key)
        return False
    ledger.capture(hold_key=key, amount=_cost(piece), key=f"{key}:paid")
    return True


@pytest.fixture
def place(alice: User) -> UUID:
    found: UUID = alice.personal_workspace.pk
    ledger.grant(workspace_id=found, amount=GRANTED, key="all there is")
    return found


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Where processes say what was paid, once they know: a line a piece."""
    path = tmp_path / "paid"
    path.touch()
    return path


def _worker(place: UUID, said: Path) -> None:
    paid = os.open(said, os.O_WRONLY | os.O_APPEND)

    def work() -> None:
        while True:
            piece = random.randrange(PIECES)
            if _do(place, piece):
                os.write(paid, f"{piece}\n".encode())

    for _ in range(THREADS):
        threading.Thread(target=work, daemon=True).start()
    signal.pause()


def _started(place: UUID, said: Path) -> BaseProcess:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's; no process may use another's
    process = _fork.Process(target=_worker, args=(place, said), daemon=True)
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def test_whoever_is_killed_nothing_is_taken_twice_and_the_books_close(place: UUID, said: Path) -> None:
    workers = [_started(place, said) for _ in range(PROCESSES)]
    try:
        for _ in range(KILLS):
            time.sleep(random.uniform(0.2, 2 * SECONDS / KILLS - 0.2))
            _kill(workers.pop(random.randrange(PROCESSES)))
            workers.append(_started(place, said))
    finally:
        for worker in workers:
            _kill(worker)
    known = {int(line) for line in said.read_text().splitlines()}
    assert len(known) > 100
    _settle_all_that_is_open()
    captures = Entry.objects.filter(kind=EntryKind.CAPTURE, account__kind=AccountKind.WORKSPACE)
    paid = dict(captures.values_list("key", "amount"))
    assert {f"piece:{piece}:paid" for piece in known} <= paid.keys()
    account = Account.objects.get(kind=AccountKind.WORKSPACE)
    assert account.balance == GRANTED + sum(paid.values()) >= 0
    assert account.held == 0
    assert list(differences()) == []
    for piece in sorted(known)[:50]:
        assert (
            ledger.capture(hold_key=f"piece:{piece}", amount=_cost(piece), key=f"piece:{piece}:paid").amount
            == paid[f"piece:{piece}:paid"]
        )
    account.refresh_from_db()
    assert account.balance == GRANTED + sum(paid.values())


def _settle_all_that_is_open() -> None:
    """What recovery does with work whose worker is gone, once the sessions of the killed have ended."""
    until = time.monotonic() + 10
    while _busy() and time.monotonic() < until:
        time.sleep(0.02)
    for key in Hold.objects.filter(state="open").values_list("key", flat=True):
        ledger.release(hold_key=key)
    with pytest.raises(HoldNotFound):
        ledger.release(hold_key="piece:none")


def _busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
        )
        return bool(cursor.fetchone()[0] > 1)
