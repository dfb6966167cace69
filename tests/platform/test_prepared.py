"""Statements that a connection keeps prepared give, refuse and survive what those of a cursor do."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from platform_project.kit.rows import run, together

LONG = "x" * 3_000_000  # more than a socket takes at once


@pytest.fixture
def things(transactional_db: None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE things (id integer PRIMARY KEY, name text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE things")


def names() -> list[Any]:
    return [name for (name,) in run("SELECT name FROM things ORDER BY id", [])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "ünïcödé '\\ \n %s"),
        ("text", ""),
        ("text", None),
        ("text", LONG),
        ("bigint", -(2**62)),
        ("boolean", False),
        ("uuid", uuid4()),
        ("bytea", bytes(range(256))),
        ("timestamptz", datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC)),
        ("date", date(2026, 11, 22)),
        ("interval", timedelta(days=2, seconds=3, microseconds=4)),
        ("numeric", Decimal("1.50")),
        ("double precision", 1e-300),
        ("text[]", ["a,b", 'c"d', "", "{}"]),
        ("uuid[]", [uuid4(), uuid4()]),
        ("integer[]", []),
    ],
)
def test_a_value_comes_back_as_it_went(kind: str, value: Any) -> None:
    statement: Any = f"SELECT %s::{kind}"
    for _ in range(2):  # once prepared, once known
        assert run(statement, [value]).fetchall() == [(value,)]


@pytest.mark.django_db
def test_names_may_stand_several_times_and_a_percent_sign_is_written_twice() -> None:
    given = {"a": 1, "b": 2, "unused": 3}
    assert run("SELECT %(b)s - %(a)s::int, %(b)s * 10, 7 %% 4", given).fetchone() == (1, 20, 3)


def test_a_text_that_the_database_cannot_hold_is_refused_and_not_cut(things: None) -> None:
    with pytest.raises(DataError, match="NUL"):
        run("INSERT INTO things VALUES (%s, %s)", [1, "ab\0cd"])
    assert names() == []


def test_of_statements_that_go_together_all_are_written_or_none(things: None) -> None:
    run("INSERT INTO things VALUES (%s, %s)", [1, "first"])

    def write() -> None:
        with together():
            run("INSERT INTO things VALUES (%s, %s)", [2, "second"])
            run("INSERT INTO things VALUES (%s, %s)", [1, "again"])
            run("UPDATE things SET name = %s", ["lost"])

    with pytest.raises(IntegrityError):
        write()
    assert names() == ["first"]
    with together():  # what the failed ones prepared is known, what they did not is prepared now
        run("INSERT INTO things VALUES (%s, %s)", [2, "second"])
        changed = run("UPDATE things SET name = name || %s", ["!"])
    assert changed.rowcount == 2
    assert names() == ["first!", "second!"]


def test_an_error_between_statements_that_go_together_leaves_the_connection_usable(things: None) -> None:
    @transaction.atomic
    def write() -> None:
        with together():
            run("INSERT INTO things VALUES (%s, %s)", [1 // 0, "lost"])

    with pytest.raises(ZeroDivisionError):
        write()
    assert names() == []


def test_a_transaction_begins_with_its_first_statement_and_is_kept_or_taken_back(things: None) -> None:
    with transaction.atomic():
        run("INSERT INTO things VALUES (%s, %s)", [1, "kept"])

    @transaction.atomic
    def write(number: int) -> None:
        run("INSERT INTO things VALUES (%s, %s)", [number, "taken back"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(2)
    assert names() == ["kept"]
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            write(1)
        run("INSERT INTO things VALUES (%s, %s)", [2, "kept too"])
    assert names() == ["kept", "kept too"]


def test_much_that_goes_together_and_much_that_comes_do_not_wait_for_each_other(
    transactional_db: None,
) -> None:
    with together():
        found = [run("SELECT repeat('y', 3000000), %s::text", [LONG]) for _ in range(5)]
    assert [tuple(map(len, rows.fetchone() or ())) for rows in found] == [(3_000_000, 3_000_000)] * 5


@pytest.mark.parametrize("is_together", [False, True])
def test_a_server_that_goes_is_an_outage_and_the_next_connection_prepares_anew(
    transactional_db: None, is_together: bool
) -> None:
    run("SELECT 1", [])
    [(pid,)] = run("SELECT pg_backend_pid()", [])

    def end() -> None:
        with together() if is_together else nullcontext():
            run("SELECT pg_terminate_backend(pg_backend_pid())", [])
            run("SELECT 1", [])

    with pytest.raises(OperationalError):
        end()
    connection.close()
    assert run("SELECT 1", []).fetchone() == (1,)
    assert run("SELECT pg_backend_pid()", []).fetchone() != (pid,)


def test_plans_are_kept_no_longer_than_the_transaction_that_asks_for_it(transactional_db: None) -> None:
    def seqscan() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_seqscan")
            return cursor.fetchone()[0]

    @transaction.atomic
    def ask(divisor: int) -> None:
        assert seqscan() == "on"
        run("SELECT 1", [], keeps_plans=True)
        assert seqscan() == "off"
        1 // divisor

    ask(1)
    assert seqscan() == "on"
    with pytest.raises(ZeroDivisionError):
        ask(0)
    assert seqscan() == "on"
    ask(1)
    assert seqscan() == "on"
    run("SELECT 1", [], keeps_plans=True)
    assert seqscan() == "on"
