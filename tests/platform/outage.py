"""Takes the test's own database away for a while: sessions are ended, and new ones are refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@contextmanager
def database_away(seconds: float | None = None) -> Iterator[None]:
    """Nobody reaches the database: for `seconds`, or until the block ends."""
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(_address(), autocommit=True) as session:

        def come_back() -> None:
            session.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')

        timer = threading.Timer(seconds or 0, come_back)
        session.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
        session.execute(_END, [name])
        try:
            if seconds is not None:
                timer.start()
            yield
        finally:
            timer.cancel()
            come_back()


def _address() -> str:
    """Another database of the same server: the way back in."""
    place = connection.settings_dict
    return f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/polychord"
