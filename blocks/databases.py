"""Queries of users' databases: a connection for each, closed afterwards; one statement, in bounds.

Only reading is left to the database itself: the transaction is read-only there, and the protocol takes one
statement alone, so nothing can end that transaction first.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from blocks.sdk import AuthFailed, BlockFailure, ProviderDown, ProviderRefused, TimedOut, TooLarge
from blocks.sdk.sql import Answered, Query, bare_statements, first_word

MAX_ANSWER_BYTES = 20 * 1024**2
_CONNECT_SECONDS = 10
_SAID_CHARACTERS = 500
_READ_BIT_BY_BIT = frozenset({"SELECT", "VALUES", "TABLE"})


class UsersDatabases:
    """`blocks.sdk.sql.Databases`."""

    async def query(self, query: Query) -> Answered:
        try:
            async with asyncio.timeout(query.timeout_seconds + _CONNECT_SECONDS):
                return await _ask_postgres(query)
        except TimeoutError:
            raise TimedOut(f"The database took longer than {query.timeout_seconds} s.") from None


async def _ask_postgres(query: Query) -> Answered:
    try:
        connection = await psycopg.AsyncConnection.connect(**_postgres_options(query))
    except psycopg.OperationalError as err:
        raise _unconnected(err, query) from err
    try:
        async with connection:
            await connection.set_read_only(query.is_read_only)
            return await _postgres_answer(connection, query)
    except psycopg.errors.QueryCanceled as err:
        raise TimedOut(f"The database took longer than {query.timeout_seconds} s.") from err
    except psycopg.OperationalError as err:
        raise ProviderDown(f"The database broke off: {_said(err)}") from err
    except psycopg.Error as err:
        raise ProviderRefused(f"The database refuses: {_said(err)}") from err


def _postgres_options(query: Query) -> dict[str, Any]:
    addresses = query.addresses
    return {
        "host": ",".join([query.host] * len(addresses)),
        "hostaddr": ",".join(addresses),
        "port": query.port,
        "dbname": query.database,
        "user": query.username,
        "password": query.password,
        "connect_timeout": _CONNECT_SECONDS,
        "sslmode": "prefer",
        "passfile": "/dev/null",  # nothing of the machine's own
        "options": f"-c statement_timeout={query.timeout_seconds * 1000}",
        "application_name": "polychord",
    }


async def _postgres_answer(connection: psycopg.AsyncConnection[Any], query: Query) -> Answered:
    """No more rows than wanted are fetched, where the statement lets itself be read bit by bit.

    Both ways take one statement alone, and % is a sign like any.
    """
    text = query.text.strip().rstrip(";").encode()
    word = first_word(next(iter(bare_statements(query.text)), ""))
    if word in _READ_BIT_BY_BIT or (word == "WITH" and query.is_read_only):
        async with connection.cursor("wanted", row_factory=tuple_row) as cursor:
            return await _rows(await cursor.execute(text), query.max_rows)
    async with connection.cursor(row_factory=tuple_row) as plain:
        await plain.execute(text, prepare=True)
        if plain.description is None:
            return Answered([], [], False, max(plain.rowcount, 0))
        return await _rows(plain, query.max_rows)


async def _rows(cursor: Any, most: int) -> Answered:
    rows = await cursor.fetchmany(most + 1)
    return _answered(_columns(cursor), rows[:most], is_truncated=len(rows) > most)


def _columns(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description or []]


def _unconnected(err: psycopg.OperationalError, query: Query) -> BlockFailure:
    text = str(err)
    if "authentication failed" in text or "role" in text:
        return AuthFailed("The database refuses the user name or the password.")
    if f'database "{query.database}"' in text:
        return ProviderRefused(f"There is no database '{query.database}'.")
    return ProviderDown(f"The database on {query.host}, port {query.port}, cannot be reached.")


def _answered(columns: list[str], rows: Sequence[Sequence[Any]], *, is_truncated: bool) -> Answered:
    names = _distinct(columns)
    made, size = [], 0
    for row in rows:
        values = [_plain(value) for value in row]
        size += sum(len(value) for value in values if isinstance(value, str))
        if size > MAX_ANSWER_BYTES:
            raise TooLarge(f"The rows have more than {MAX_ANSWER_BYTES:,} characters: ask for less.")
        made.append(dict(zip(names, values, strict=True)))
    return Answered(names, made, is_truncated, None)


def _distinct(columns: list[str]) -> list[str]:
    """Two columns of one name would be one key: the second is called `name_2`."""
    seen: dict[str, int] = {}
    names = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        names.append(column if seen[column] == 1 else f"{column}_{seen[column]}")
    return names


def _plain(value: Any) -> Any:
    """A value of a column as JSON can carry it; numbers that a float would shorten become text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def _said(err: Exception) -> str:
    return str(err.args[-1] if err.args else err).strip().splitlines()[0][:_SAID_CHARACTERS]
