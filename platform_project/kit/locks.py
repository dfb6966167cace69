"""Named locks in PostgreSQL, for what is not a row. They end with the transaction, whatever happens."""

from __future__ import annotations

import hashlib

from django.db import connection


def try_lock(*name: object) -> bool:
    """Take the lock `name` until the transaction ends; False, at once, if somebody else holds it."""
    return _run("SELECT pg_try_advisory_xact_lock(%s)", name)


def lock(*name: object) -> None:
    """Take the lock `name` until the transaction ends; waits for whoever holds it."""
    _run("SELECT pg_advisory_xact_lock(%s) IS NOT NULL", name)


def lock_shared(*name: object) -> None:
    """Take the lock `name` beside others who take it like this; waits for whoever holds it alone."""
    _run("SELECT pg_advisory_xact_lock_shared(%s) IS NOT NULL", name)


def _run(query: str, name: tuple[object, ...]) -> bool:
    assert connection.in_atomic_block, "a lock outside a transaction would end at once"
    digest = hashlib.sha256("\0".join(str(part) for part in name).encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(query, [number])
        row = cursor.fetchone()
    return bool(row and row[0])
