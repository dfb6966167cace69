"""Queries of a real MariaDB, as somebody's own database."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from blocks.databases import UsersDatabases
from blocks.library.database.query import SQLQuery
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential, fire
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.mariadb import PASSWORD, MariaDB, is_installed, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not is_installed() and not os.environ.get("CI"),
        reason="There is no MariaDB (Debian: mariadb-server).",
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """With a shop, and a user who may do anything, also write files."""
    with serving(tmp_path_factory.mktemp("mariadb")) as running:
        running.ask(
            "CREATE DATABASE shop CHARACTER SET utf8mb4",
            f"CREATE USER keeper@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
            "GRANT ALL ON *.* TO keeper@'127.0.0.1' WITH GRANT OPTION",
            "CREATE TABLE shop.goods (id int, name text, price decimal(9,2), at datetime, took time,"
            " data blob, many bigint unsigned)",
            "INSERT INTO shop.goods VALUES (1, 'tea', 2.50, '2026-01-02 03:04:05', '01:00:00', 'a', 1)",
            "INSERT INTO shop.goods VALUES (2, '100% é😀', 3, NULL, NULL, NULL, 18446744073709551615)",
            "CREATE TABLE shop.unsafe (id int) ENGINE=MyISAM",
            "CREATE SEQUENCE shop.numbers",
            "CREATE FUNCTION shop.sneak() RETURNS int MODIFIES SQL DATA"
            " BEGIN DELETE FROM shop.goods; RETURN 1; END",
        )
        yield running


@pytest.fixture
async def ctx(server: MariaDB) -> AsyncIterator[Context]:
    async def credential(provider: str) -> Credential:
        return Credential(provider, PASSWORD, username="keeper")

    async with Outbound(OutboundPolicy(allowed_hosts=("127.0.0.1",))) as client:
        yield Context(http=BlockHttp(client), credentials=credential, databases=UsersDatabases())


@pytest.fixture
def given(server: MariaDB) -> Any:
    where = {"database_type": "mysql", "host": "127.0.0.1", "port": server.port, "database": "shop"}
    return lambda query, **more: {**where, "query": query, **more}


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """Any user's server can write there."""
    tmp_path.chmod(0o777)
    return tmp_path


async def test_rows_come_as_json(given: Any, ctx: Context) -> None:
    firing = await fire(SQLQuery, given("SELECT *, id % 2 AS id FROM goods ORDER BY 1;"), ctx)
    assert firing.outputs == [
        (
            "results",
            [
                {
                    "id": 1, "name": "tea", "price": "2.50", "at": "2026-01-02T03:04:05", "took": "1:00:00",
                    "data": "YQ==", "many": 1, "id_2": 1,
                },
                {
                    "id": 2, "name": "100% é😀", "price": 3, "at": None, "took": None,
                    "data": None, "many": "18446744073709551615", "id_2": 0,
                },
            ],
        ),
        ("columns", ["id", "name", "price", "at", "took", "data", "many", "id_2"]),
        ("row_count", 2),
        ("truncated", False),
    ]  # fmt: skip


async def test_what_passes_is_encrypted_if_the_server_can(given: Any, ctx: Context) -> None:
    [row] = dict((await fire(SQLQuery, given("SHOW STATUS LIKE 'Ssl_version'"), ctx)).outputs)["results"]
    assert row["Value"].startswith("TLSv1.")


@pytest.mark.parametrize(
    "query",
    ["SELECT seq AS n FROM seq_1_to_1000000000", "SELECT seq AS n FROM seq_1_to_9000000 LIMIT 9000000"],
)
async def test_only_so_many_rows_are_fetched(query: str, given: Any, ctx: Context) -> None:
    made = dict((await fire(SQLQuery, given(query, max_rows=2), ctx)).outputs)
    assert (made["results"], made["row_count"], made["truncated"]) == ([{"n": 1}, {"n": 2}], 2, True)


@pytest.mark.parametrize(
    "query", ["SHOW TABLES LIKE 'goods'", "DESCRIBE goods", "EXPLAIN SELECT 1", "VALUES (1)"]
)
async def test_other_statements_that_read_are_asked(query: str, given: Any, ctx: Context) -> None:
    assert (await fire(SQLQuery, given(query), ctx)).error is None


async def test_quotes_and_comments_are_no_statements(given: Any, ctx: Context) -> None:
    query = "SELECT 'a;b' AS `x;y`, 'it\\'s;' AS z -- ; DELETE\n # ; it's nothing\n /* ; */"
    assert dict((await fire(SQLQuery, given(query), ctx)).outputs)["results"] == [
        {"x;y": "a;b", "z": "it's;"}
    ]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM goods",
        "SELECT 1; DELETE FROM goods",
        "SELECT '\\'' ; DELETE FROM goods; -- '",
        "/* SELECT */ DELETE FROM goods",
        "/*! DELETE FROM goods */",
        "SELECT 1 /*!50000 INTO OUTFILE '{path}' */",
        "SELECT 1 /*M! INTO OUTFILE '{path}' */",
        "SELECT 1 INTO OUTFILE '{path}'",
        "SELECT 1 into/**/dumpfile '{path}'",
        "SELECT 1--1 INTO OUTFILE '{path}'",
        "SET GLOBAL max_connections = 1",
        "CALL anything()",
        "COMMIT",
        "",
        "# nothing",
    ],
)
async def test_what_does_not_read_is_refused_before_it_is_sent(
    query: str, given: Any, ctx: Context, open_folder: Path
) -> None:
    file = open_folder / "written"
    firing = await fire(SQLQuery, given(query.replace("{path}", str(file))), ctx)
    assert (firing.error_code, file.exists()) == ("invalid_input", False)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT sneak()",
        "SELECT nextval(numbers)",
        "SELECT setval(numbers, 7)",
        "EXPLAIN SELECT 1; DELETE FROM goods",
        "SHOW ANALYZE; DELETE FROM goods",
    ],
)
async def test_what_looks_like_reading_and_is_not_changes_nothing(
    query: str, given: Any, ctx: Context, server: MariaDB
) -> None:
    firing = await fire(SQLQuery, given(query), ctx)
    assert firing.error_code in {"provider_refused", "invalid_input"}, firing
    assert server.ask("SELECT count(*) FROM shop.goods") == [(2,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM goods",
        "INSERT INTO unsafe VALUES (1)",
        "CREATE TABLE another (id int)",
        "DROP TABLE goods",
        "TRUNCATE goods",
        "WITH x AS (SELECT 1) SELECT 1; DELETE FROM goods",
    ],
)
async def test_the_server_itself_refuses_changes_whatever_the_statement_looks_like(
    statement: str, given: Any, ctx: Context, server: MariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blocks.library.database.query.check_reads", lambda text, kind: None)
    assert (await fire(SQLQuery, given(statement), ctx)).error_code == "provider_refused"
    assert server.ask("SELECT count(*) FROM shop.goods") == [(2,)]
    assert server.ask("SELECT count(*) FROM shop.unsafe") == [(0,)]


async def test_a_server_of_other_quotes_is_asked_with_ours(given: Any, ctx: Context, server: MariaDB) -> None:
    server.ask("SET GLOBAL sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES'")
    try:
        made = dict((await fire(SQLQuery, given('SELECT "a\\";b" AS x, @@sql_mode AS modes'), ctx)).outputs)
    finally:
        server.ask("SET GLOBAL sql_mode = DEFAULT")
    [row] = made["results"]
    assert row["x"] == 'a";b'
    assert {"ANSI_QUOTES", "NO_BACKSLASH_ESCAPES"}.isdisjoint(row["modes"].split(","))
    assert "STRICT_TRANS_TABLES" in row["modes"]


async def test_changes_are_made_where_they_are_allowed(given: Any, ctx: Context) -> None:
    added = "INSERT INTO goods (id, name) SELECT 3, 'milk'"
    firing = await fire(SQLQuery, given(added, read_only=False), ctx)
    assert firing.outputs == [
        ("results", []), ("columns", []), ("row_count", 0), ("truncated", False), ("affected_rows", 1),
    ]  # fmt: skip
    gone = "DELETE FROM goods WHERE id = 3 RETURNING name"
    firing = await fire(SQLQuery, given(gone, read_only=False), ctx)
    assert dict(firing.outputs)["results"] == [{"name": "milk"}]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"query": "SELECT sleep(60)", "timeout": 1}, "timed_out"),
        ({"query": "SELECT * FROM no_such_table"}, "provider_refused"),
        ({"query": "SELECT repeat('x', 1000000) FROM seq_1_to_100"}, "too_large"),
        ({"query": "SELECT 1", "port": 1}, "provider_down"),
        ({"query": "SELECT 1", "database": "no_such_database"}, "provider_refused"),
        ({"query": "SELECT 1", "database_type": "mssql"}, "provider_refused"),
        ({"query": "SELECT 1", "host": "169.254.169.254"}, "address_refused"),
    ],
)
async def test_what_goes_wrong_is_typed(more: dict[str, Any], code: str, given: Any, ctx: Context) -> None:
    firing = await fire(SQLQuery, {**given("SELECT 1"), **more}, ctx)
    assert firing.error_code == code, firing.error
    assert PASSWORD not in str(firing)


async def test_a_wrong_password_is_refused_without_being_shown(given: Any, ctx: Context) -> None:
    async def credential(provider: str) -> Credential:
        return Credential(provider, "wrong-password", username="keeper")

    ctx.credentials = credential
    firing = await fire(SQLQuery, given("SELECT 1"), ctx)
    assert (firing.error_code, firing.error) == (
        "auth_failed", "The database refuses the user name or the password.",
    )  # fmt: skip


async def test_what_is_no_mysql_is_said_to_be_none(given: Any, ctx: Context) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 500_000)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as babbling:
        port = babbling.sockets[0].getsockname()[1]
        firing = await fire(SQLQuery, given("SELECT 1", port=port), ctx)
    assert firing.error_code in {"provider_down", "provider_refused"}, firing.error


async def test_a_cancelled_query_leaves_no_connection(given: Any, ctx: Context, server: MariaDB) -> None:
    running = asyncio.create_task(fire(SQLQuery, given("SELECT sleep(50)", timeout=60), ctx))
    mine = (
        "SELECT count(*) FROM information_schema.processlist WHERE user = 'keeper' AND state = 'User sleep'"
    )
    await _until(lambda: server.ask(mine) == [(1,)])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await _until(lambda: server.ask(mine) == [(0,)])


async def _until(condition: Any) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        await asyncio.sleep(0.05)
