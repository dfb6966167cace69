"""Asking PostgreSQL: a read-only transaction, and the extended protocol, which takes one statement alone."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import tuple_row

from blocks.databases.rows import answered, said
from blocks.sdk import AuthFailed, BlockFailure, ProviderDown, ProviderRefused, TimedOut
from blocks.sdk.sql import Answered, Query, bare_statements, first_word

_CONNECT_SECONDS = 10
_READ_BIT_BY_BIT = frozenset({"SELECT", "VALUES", "TABLE"})


async def ask_postgres(query: Query) -> Answered:
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
        raise ProviderDown(f"The database broke off: {said(err)}") from err
    except psycopg.Error as err:
        raise ProviderRefused(f"The database refuses: {said(err)}") from err


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
    return answered(_columns(cursor), rows[:most], is_truncated=len(rows) > most)


def _columns(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description or []]


def _unconnected(err: psycopg.OperationalError, query: Query) -> BlockFailure:
    text = str(err)
    if "authentication failed" in text or "role" in text:
        return AuthFailed("The database refuses the user name or the password.")
    if f'database "{query.database}"' in text:
        return ProviderRefused(f"There is no database '{query.database}'.")
    return ProviderDown(f"The database on {query.host}, port {query.port}, cannot be reached.")
