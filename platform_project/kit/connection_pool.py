"""How a pool of database connections comes back after an outage."""

from __future__ import annotations

import select
from typing import Any

from psycopg_pool import ConnectionPool

# For so long the pool tries at growing intervals, then it calls `try_again`. Left alone it would double them
# for minutes, and look again after as long as the outage took.
RECONNECT_SECONDS = 2.0


def try_again(pool: Any) -> None:
    """Begin anew, for those who already wait: by itself the pool would wait to be asked for another one."""
    if not pool.closed:
        pool.check()


def check(connection: Any) -> None:
    """Raise if a pooled connection is dead; then the others, which likely died with it, are looked at too.

    By itself the pool finds them one by one, and waits twice as long before each next one. The server is
    asked only where something has come in that nobody asked for: a word that it ends, or its end.
    """
    if not _has_come_in(connection):
        return
    try:
        ConnectionPool.check_connection(connection)
    except Exception:
        connection._pool.check()
        raise


def _has_come_in(connection: Any) -> bool:
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))
