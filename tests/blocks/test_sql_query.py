"""Queries of a real PostgreSQL: the embedded one, as somebody's own database."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.db import connection

from blocks.databases import UsersDatabases
from blocks.library.database.query import SQLQuery
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential, fire
from blocks.sdk.sql import DatabaseKind, bare_statements
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A table that other connections see; it is gone afterwards."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        columns = "id int, name text, price numeric, at timestamptz, data bytea"
        cursor.execute(f"CREATE TABLE sql_block_shop ({columns})")
        cursor.execute("INSERT INTO sql_block_shop VALUES (1, 'tea', 2.50, '2026-01-02T03:04:05Z', 'a')")
        cursor.execute("INSERT INTO sql_block_shop VALUES (2, '100% é', 3, NULL, NULL)")
        yield
        cursor.execute("DROP TABLE sql_block_shop")


def _own(name: str) -> str:
    return str(connection.settings_dict[name])


@pytest.fixture
async def ctx() -> AsyncIterator[Context]:
    async def credential(provider: str) -> Credential:
        return Credential(provider, _own("PASSWORD"), username=_own("USER"))

    async with Outbound(OutboundPolicy(allowed_hosts=("127.0.0.1",))) as client:
        yield Context(http=BlockHttp(client), credentials=credential, databases=UsersDatabases())


def given(query: str, **more: Any) -> dict[str, Any]:
    settings = connection.settings_dict
    where = {"host": "127.0.0.1", "port": int(settings["PORT"]), "database": settings["NAME"]}
    return {**where, "query": query, **more}


async def test_rows_come_as_json(ctx: Context) -> None:
    firing = await fire(SQLQuery, given("SELECT *, id % 2 AS id FROM sql_block_shop ORDER BY 1;"), ctx)
    assert firing.outputs == [
        (
            "results",
            [
                {
                    "id": 1, "name": "tea", "price": "2.50", "at": "2026-01-02T03:04:05+00:00",
                    "data": "YQ==", "id_2": 1,
                },
                {"id": 2, "name": "100% é", "price": 3, "at": None, "data": None, "id_2": 0},
            ],
        ),
        ("columns", ["id", "name", "price", "at", "data", "id_2"]),
        ("row_count", 2),
        ("truncated", False),
    ]  # fmt: skip


async def test_only_so_many_rows_are_fetched(ctx: Context) -> None:
    firing = await fire(SQLQuery, given("SELECT generate_series(1, 100000000) AS n", max_rows=2), ctx)
    made = dict(firing.outputs)
    assert (made["results"], made["row_count"], made["truncated"]) == ([{"n": 1}, {"n": 2}], 2, True)


async def test_no_rows_are_rows_too(ctx: Context) -> None:
    firing = await fire(SQLQuery, given("SELECT name FROM sql_block_shop WHERE false"), ctx)
    assert firing.outputs[:3] == [("results", []), ("columns", ["name"]), ("row_count", 0)]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM sql_block_shop",
        "SELECT 1; DELETE FROM sql_block_shop",
        "/* SELECT */ DELETE FROM sql_block_shop",
        "COMMIT",
        "",
        "-- nothing",
    ],
)
async def test_what_does_not_read_is_refused_before_it_is_sent(query: str, ctx: Context) -> None:
    assert (await fire(SQLQuery, given(query), ctx)).error_code == "invalid_input"


@pytest.mark.parametrize(
    "query",
    [
        "WITH gone AS (DELETE FROM sql_block_shop RETURNING id) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM sql_block_shop",
        "SELECT * INTO sql_block_copy FROM sql_block_shop",
        "SELECT set_config('transaction_read_only', 'off', false), nextval('nothing')",
    ],
)
async def test_what_looks_like_reading_and_is_not_the_database_refuses(query: str, ctx: Context) -> None:
    firing = await fire(SQLQuery, given(query), ctx)
    assert firing.error_code == "provider_refused"


async def test_quotes_and_comments_are_no_statements(ctx: Context) -> None:
    query = "SELECT 'a;b' AS \"x;y\", $$;$$ AS z -- ; DELETE\n"
    assert dict((await fire(SQLQuery, given(query), ctx)).outputs)["results"] == [{"x;y": "a;b", "z": ";"}]


def test_a_statement_full_of_beginnings_is_looked_through_once() -> None:
    began = time.process_time()
    for text in ("/*" * 50_000, "'" * 99_999, "".join(f"${n}$" for n in range(15_000)), "--" * 50_000):
        for kind in (DatabaseKind.POSTGRES, DatabaseKind.MYSQL):
            bare_statements(text, kind)
    assert time.process_time() - began < 0.5


async def test_changes_are_made_where_they_are_allowed(ctx: Context) -> None:
    added = "INSERT INTO sql_block_shop SELECT 3, 'milk'"
    firing = await fire(SQLQuery, given(added, read_only=False), ctx)
    assert firing.outputs == [
        ("results", []), ("columns", []), ("row_count", 0), ("truncated", False), ("affected_rows", 1),
    ]  # fmt: skip
    gone = "DELETE FROM sql_block_shop WHERE id = 3 RETURNING name"
    firing = await fire(SQLQuery, given(gone, read_only=False), ctx)
    assert dict(firing.outputs)["results"] == [{"name": "milk"}]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"query": "SELECT pg_sleep(60)", "timeout": 1}, "timed_out"),
        ({"query": "SELECT * FROM no_such_table"}, "provider_refused"),
        ({"query": "SELECT 1", "port": 1}, "provider_down"),
        ({"query": "SELECT 1", "database": "no_such_database"}, "provider_refused"),
        ({"query": "SELECT 1", "database_type": "mssql"}, "provider_refused"),
        ({"query": "SELECT 1", "host": "169.254.169.254"}, "address_refused"),
    ],
)
async def test_what_goes_wrong_is_typed(more: dict[str, Any], code: str, ctx: Context) -> None:
    firing = await fire(SQLQuery, {**given("SELECT 1"), **more}, ctx)
    assert firing.error_code == code, firing.error
    assert _own("PASSWORD") not in str(firing)


async def test_without_a_credential_nothing_is_asked(ctx: Context) -> None:
    ctx.credentials = None
    assert (await fire(SQLQuery, given("SELECT 1"), ctx)).error_code == "missing_credential"


async def test_a_credential_of_one_server_is_sent_to_no_other(ctx: Context) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, "hunter2-hunter2", base_url="db.example.com:5432", username="ada")

    ctx.credentials = credential
    for more in ({}, {"host": "db.example.com", "port": 1}):
        firing = await fire(SQLQuery, {**given("SELECT 1"), **more}, ctx)
        assert (firing.error_code, firing.error) == (
            "invalid_input",
            "This credential is for db.example.com:5432.",
        )
