"""Asking MySQL and MariaDB: a session that is read-only, and a protocol that takes one statement alone.

The driver has no event loop, so it works in a thread; whoever stops waiting cuts its connection.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from functools import cache
from typing import Any

from blocks.databases.rows import MAX_ANSWER_BYTES, answered, said
from blocks.sdk import AuthFailed, BlockFailure, ProviderDown, ProviderRefused, TimedOut, TooLarge
from blocks.sdk.sql import Answered, Query

_Connection = Any  # the driver's: imported when first used, and its stubs leave out what is needed here

_CONNECT_SECONDS = 10
_TRIED_ADDRESSES = 4
# Under these, quotes and backslashes mean something else than `bare_statements` reads into them.
_OTHER_SYNTAX = frozenset(
    {"ANSI", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL"}
)
_REFUSED_SIGN_IN = frozenset(
    {1045, 1251, 1698, 2059}
)  # the last two numbers: ways to sign in, not known here
_NO_DATABASE = 1049
_TOO_SLOW = frozenset({1317, 1969, 3024})  # interrupted; MariaDB's and MySQL's limits of time
_BROKEN = frozenset({1040, 1053, 2003, 2006, 2013})  # too many connections, shutting down, not there, gone
# What the driver raises for an answer that is none of MySQL's.
_GARBLED = (struct.error, ValueError, LookupError, AssertionError, RuntimeError, TypeError)


async def ask_mysql(query: Query) -> Answered:
    """Raises AuthFailed, ProviderDown, ProviderRefused, TimedOut or TooLarge."""
    held = _Held()
    try:
        return await asyncio.to_thread(_asked, query, held)
    finally:
        held.cut()


class _Held:
    """The socket of a connection, to be cut by another thread than the one that waits for it."""

    def __init__(self) -> None:
        self.connection: _Connection = None
        self._plain: socket.socket | None = None
        self._is_cut = False

    def open(self, query: Query) -> socket.socket:
        """Raises OSError."""
        failure: OSError = OSError("there is no address")
        for address in query.addresses[:_TRIED_ADDRESSES]:
            try:
                self._plain = socket.create_connection((address, query.port), _CONNECT_SECONDS)
            except OSError as err:
                failure = err
                continue
            if self._is_cut:
                self.cut()
            return self._plain
        raise failure

    def cut(self) -> None:
        self._is_cut = True
        current = getattr(self.connection, "_sock", None) or self._plain  # another one once it is encrypted
        if current is not None:
            try:
                socket.socket.shutdown(current, socket.SHUT_RDWR)
            except OSError:  # it is closed
                return


def _asked(query: Query, held: _Held) -> Answered:
    import pymysql  # here: imported when first used

    try:
        plain = held.open(query)
    except OSError as err:
        raise _unreachable(query) from err
    connection = held.connection = _bounded()(**_options(query))
    try:
        with plain:
            connection.connect(plain)
            _prepare(connection, query)
            return _answer(connection, query)
    except pymysql.err.Error as err:
        raise _failure(err, query) from err
    except _GARBLED as err:
        raise ProviderDown(f"What answers on {query.host}, port {query.port}, is no MySQL.") from err
    finally:
        connection.forget()


@cache
def _bounded() -> Any:
    """The driver's connection, with a bound to what a server may send: rows are as long as it likes."""
    from pymysql import connections

    driver: Any = connections.Connection

    class BoundedConnection(driver):  # type: ignore[misc]  # what is overridden is not in the stubs
        received_bytes = 0

        def _read_bytes(self, num_bytes: int) -> bytes:
            self.received_bytes += num_bytes
            if self.received_bytes > 2 * MAX_ANSWER_BYTES:
                raise TooLarge(f"The rows have more than {2 * MAX_ANSWER_BYTES:,} bytes: ask for less.")
            read: bytes = super()._read_bytes(num_bytes)
            return read

        def forget(self) -> None:
            """Close at once: politely, a result that was read in part would be read to its end first."""
            if self._result is not None:
                self._result.unbuffered_active = False
            self._force_close()

    return BoundedConnection


def _options(query: Query) -> dict[str, Any]:
    return {
        "host": query.addresses[0],
        "port": query.port,
        "database": query.database,
        "user": query.username,
        "password": query.password,
        "charset": "utf8mb4",
        "read_timeout": query.timeout_seconds + _CONNECT_SECONDS,
        "write_timeout": _CONNECT_SECONDS,
        "program_name": "polychord",
        "local_infile": False,  # no file of this machine
        "defer_connect": True,
    }


def _prepare(connection: _Connection, query: Query) -> None:
    """Bounds that the server itself keeps, and a syntax that was reckoned with."""
    seconds, version = query.timeout_seconds, connection.get_server_info() or ""
    limit = (
        f"max_statement_time = {seconds}"
        if "mariadb" in version.lower()
        else f"max_execution_time = {seconds * 1000}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.sql_mode")
        row = cursor.fetchone()
        modes = [mode for mode in str(row[0] if row else "").split(",") if mode not in _OTHER_SYNTAX]
        cursor.execute("SET SESSION sql_mode = %s", (",".join(modes),))
        cursor.execute(f"SET SESSION {limit}, sql_select_limit = {query.max_rows + 1}")
        if query.is_read_only:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute(f"START TRANSACTION READ {'ONLY' if query.is_read_only else 'WRITE'}")


def _answer(connection: _Connection, query: Query) -> Answered:
    """No more rows than wanted are fetched of a statement that only reads; one that changes is read whole."""
    from pymysql.cursors import Cursor, SSCursor

    cursor = connection.cursor(SSCursor if query.is_read_only else Cursor)
    try:
        cursor.execute(query.text.strip().rstrip(";"))  # without arguments, so % is a sign like any
        found = _found(cursor, query.max_rows)
        if not query.is_read_only:
            connection.commit()
        return found
    finally:
        connection.forget()  # before the cursor goes, which would read on


def _found(cursor: Any, most: int) -> Answered:
    if cursor.description is None:
        return Answered([], [], False, max(cursor.rowcount, 0))
    rows = cursor.fetchmany(most + 1)
    columns = [column[0] for column in cursor.description]
    return answered(columns, rows[:most], is_truncated=len(rows) > most)


def _failure(err: Exception, query: Query) -> BlockFailure:
    number = err.args[0] if err.args else None
    if number in _REFUSED_SIGN_IN:
        return AuthFailed("The database refuses the user name or the password.")
    if number == _NO_DATABASE:
        return ProviderRefused(f"There is no database '{query.database}'.")
    if number in _TOO_SLOW:
        return TimedOut(f"The database took longer than {query.timeout_seconds} s.")
    if number in _BROKEN:
        return ProviderDown(f"The database broke off: {said(err)}")
    return ProviderRefused(f"The database refuses: {said(err)}")


def _unreachable(query: Query) -> ProviderDown:
    return ProviderDown(f"The database on {query.host}, port {query.port}, cannot be reached.")
