"""SQL queries of users' own databases."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
    ProviderRefused,
)
from blocks.sdk.pins import Widget
from blocks.sdk.sql import DatabaseKind, Query, bare_statements, first_word

MAX_QUERY_CHARACTERS = 100_000
MAX_ROWS = 10_000
_PORTS = {DatabaseKind.POSTGRES: 5432, DatabaseKind.MYSQL: 3306}  # of the kinds that can be asked
_READING = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN"})
_READING_OF_MYSQL = _READING | {"DESCRIBE", "DESC"}
_EXECUTED_COMMENT = re.compile(r"/\*M?!")
_INTO_FILES = re.compile(r"\b(?:OUTFILE|DUMPFILE)\b", re.IGNORECASE)  # allowed in read-only transactions, too


class SQLQuery(Block):
    """Ask a PostgreSQL, MySQL or MariaDB database; unless told otherwise, only to read."""

    id = "4dc35c0f-4fd8-465e-9616-5a216f1ba2bc"
    slug = "database.query"
    category = Category.DATA
    is_sensitive = True
    at_most_once = True
    providers = ("database",)
    timeout_seconds = 150.0

    class Input(BlockInput):
        database_type: DatabaseKind = Pin(
            DatabaseKind.POSTGRES,
            description="The kind of database; mysql is MariaDB, too",
            widget=Widget.SELECT,
        )
        host: str = Pin(description="The server", example="db.example.com", min_length=1, max_length=255)
        port: int | None = Pin(None, description="Its port; the usual one if empty", ge=1, le=65535)
        database: str = Pin(description="The database's name", example="shop", min_length=1, max_length=200)
        query: str = Pin(
            description="One statement",
            example="SELECT name FROM customers LIMIT 10",
            widget=Widget.CODE,
            min_length=1,
            max_length=MAX_QUERY_CHARACTERS,
        )
        read_only: bool = Pin(True, description="Refuse whatever changes something", advanced=True)
        timeout: int = Pin(30, description="Seconds that it may take", advanced=True, ge=1, le=120)
        max_rows: int = Pin(1_000, description="Rows to get at most", advanced=True, ge=1, le=MAX_ROWS)

    class Output(BlockOutput):
        results: list[dict[str, Any]] = Pin(description="The rows: column → value")
        columns: list[str] = Pin(description="The columns in order")
        row_count: int = Pin(description="How many rows there are")
        truncated: bool = Pin(description="Whether there were more rows")
        affected_rows: int = Pin(description="How many rows a statement changed that gives none")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if ctx.databases is None or input.database_type not in _PORTS:
            raise ProviderRefused(f"Databases of type '{input.database_type}' cannot be asked here.")
        if input.read_only:
            check_reads(input.query, input.database_type)
        user = await ctx.credential("database")
        port = input.port or _PORTS[input.database_type]
        _refuse_other_server(user, input.host, port)
        answered = await ctx.databases.query(
            Query(
                kind=input.database_type,
                host=input.host,
                addresses=await ctx.http.addresses(input.host, port),
                port=port,
                database=input.database,
                username=user.username,
                password=user.api_key,
                text=input.query,
                is_read_only=input.read_only,
                timeout_seconds=input.timeout,
                max_rows=input.max_rows,
            )
        )
        yield "results", answered.rows
        yield "columns", answered.columns
        yield "row_count", len(answered.rows)
        yield "truncated", answered.is_truncated
        if answered.affected_rows is not None:
            yield "affected_rows", answered.affected_rows


def _refuse_other_server(user: Credential, host: str, port: int) -> None:
    """A credential that belongs to one server is sent to no other. Raises InvalidInput."""
    if not user.base_url:
        return
    own = urlsplit(f"//{user.base_url}")
    if host.strip().lower() != own.hostname or own.port not in (None, port):
        raise InvalidInput(f"This credential is for {user.base_url}.", pin="host")


def check_reads(text: str, kind: DatabaseKind) -> None:
    """Refuse what is not one reading statement. The database itself is told to refuse changes too.

    Raises InvalidInput.
    """
    found = bare_statements(text, kind)
    if len(found) != 1:
        raise InvalidInput(f"One statement at a time: there are {len(found)}.", pin="query")
    is_mysql = kind is DatabaseKind.MYSQL
    if first_word(found[0]) not in (_READING_OF_MYSQL if is_mysql else _READING):
        raise InvalidInput(
            "Only statements that read are allowed: set read_only off for others.", pin="query"
        )
    if is_mysql and _EXECUTED_COMMENT.search(found[0]):
        raise InvalidInput("Comments that are executed (/*! … */) are not allowed.", pin="query")
    if is_mysql and _INTO_FILES.search(found[0]):
        raise InvalidInput("Only statements that read are allowed: that one writes a file.", pin="query")
