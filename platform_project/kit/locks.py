"""Named locks in PostgreSQL, for what is not a row; and how long a transaction may wait for locks.

They end with the transaction, whatever happens; `only_one` lasts through several, until its block ends or
its connection does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from django.db import connection

from platform_project.kit.rows import run


def try_locks(*names: tuple[object, ...]) -> bool:
    """Several at once. False if one of them is held by others; the rest may then be ours until the end."""
    assert connection.in_atomic_block, "a lock outside a transaction would end at once"
    statement = " AND ".join(["pg_try_advisory_xact_lock(%s)"] * len(names))
    row = run(f"SELECT {statement}", [_number(name) for name in names]).fetchone()
    return bool(row and row[0])


def lock(*name: object) -> None:
    """Take the lock `name` until the transaction ends; waits for whoever holds it."""
    _in_transaction("SELECT pg_advisory_xact_lock(%s) IS NOT NULL", name)


def try_lock(*name: object) -> bool:
    """Take the lock `name` until the transaction ends; False, at once, if somebody else holds it."""
    return _in_transaction("SELECT pg_try_advisory_xact_lock(%s)", name)


def lock_shared(*name: object) -> None:
    """Take the lock `name` beside others who take it like this; waits for whoever holds it alone."""
    _in_transaction("SELECT pg_advisory_xact_lock_shared(%s) IS NOT NULL", name)


@contextmanager
def only_one(*name: object) -> Iterator[bool]:
    """Hold the lock `name` while inside, over many transactions; gives False if somebody else holds it."""
    is_ours = _ask("SELECT pg_try_advisory_lock(%s)", name)
    try:
        yield is_ours
    finally:
        if is_ours:
            _ask("SELECT pg_advisory_unlock(%s)", name)


def time_limits(*, lock_seconds: float, statement_seconds: float = 0) -> None:
    """Until the transaction ends, fail rather than wait longer for a lock, or a statement (0: no limit)."""
    assert connection.in_atomic_block, "limits outside a transaction would last as long as the connection"
    with connection.cursor() as cursor:
        for setting, seconds in (("lock_timeout", lock_seconds), ("statement_timeout", statement_seconds)):
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, str(int(seconds * 1000))])


def _in_transaction(query: LiteralString, name: tuple[object, ...]) -> bool:
    assert connection.in_atomic_block, "a lock outside a transaction would end at once"
    return _ask(query, name)


def _ask(query: LiteralString, name: tuple[object, ...]) -> bool:
    row = run(query, [_number(name)]).fetchone()
    return bool(row and row[0])


def _number(name: tuple[object, ...]) -> int:
    digest = hashlib.sha256("\0".join(str(part) for part in name).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
