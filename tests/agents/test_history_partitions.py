"""Firings lie in the month of their execution, and those who name it look nowhere else."""

from __future__ import annotations

import importlib
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents.history import partitions
from agents.history.partitions import TABLE, Month
from agents.models import Execution, Graph, NodeExecution
from agents.runner.expand import expand
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from tests.factories.agents import calling, chain, start
from tests.factories.history import VALUE, add_firings, id_at, make_execution, make_graph

Clients = Callable[..., APIClient]
MAY = Month(2021, 5)
MIDNIGHT = datetime(2021, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """What this process knows of months goes with the transaction of a test."""
    partitions._made.clear()
    yield
    partitions._made.clear()


@pytest.fixture
def graph(alice: User) -> Graph:
    return make_graph(alice)


def place_of(row: NodeExecution) -> str:
    """The partition in which a row lies."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tableoid::regclass::text FROM {TABLE} WHERE id = %s", [row.pk])
        ((name,),) = cursor.fetchall()
        return str(name)


# --- Months -----------------------------------------------------------------------------------------------
def test_a_month_begins_with_its_first_millisecond(db: None) -> None:
    last, first = id_at(datetime(2021, 5, 31, 23, 59, 59, 999_000, UTC)), id_at(MIDNIGHT)
    assert (Month.of(last), Month.of(first)) == (Month(2021, 5), Month(2021, 6))
    assert last < Month(2021, 6).first_id <= first
    assert Month(2021, 6).first_id == uuid.UUID("0179c4de-b400-0000-0000-000000000000")
    assert (Month(2020, 12).next, Month(2021, 1).next) == (Month(2021, 1), Month(2021, 2))
    assert Month.of(uuid7()) == Month.at(datetime.now(UTC))


def test_this_month_and_the_next_ones_are_there_from_the_beginning(db: None) -> None:
    month = Month.at(datetime.now(UTC))
    assert partitions.months() == [month, month.next, month.next.next]


def test_months_ahead_are_made_once(db: None) -> None:
    before = partitions.months()
    partitions.keep_ahead(datetime(2021, 11, 21, tzinfo=UTC))
    made = [Month(2021, 11), Month(2021, 12), Month(2022, 1)]
    assert partitions.months() == [*made, *before]
    partitions.keep_ahead(datetime(2021, 12, 1, tzinfo=UTC))
    assert partitions.months() == [*made, Month(2022, 2), *before]


def test_every_start_makes_the_months_ahead(transactional_db: None) -> None:
    last = partitions.months()[-1]
    partitions.drop(last)
    call_command("prepare_database", stdout=StringIO())
    assert partitions.months()[-1] == last


def test_firings_lie_in_the_month_of_their_execution(graph: Graph) -> None:
    before = make_execution(graph, datetime(2021, 5, 31, 23, 59, 59, 999_000, UTC))
    after = make_execution(graph, MIDNIGHT)
    late = NodeExecution(
        id=uuid7(),
        execution=before,
        step=9,
        node_key="n1",
        node_position=1,
        block_id=uuid7(),
        index=9,
        wave=9,
    )
    late.save()
    assert {place_of(row) for row in before.node_executions.all()} == {f"{TABLE}_2021_05"}
    assert {place_of(row) for row in after.node_executions.all()} == {f"{TABLE}_2021_06"}
    assert NodeExecution.objects.get(pk=late.pk).execution == before


def test_a_month_that_nobody_made_is_made_when_an_execution_needs_it(alice: User, client_of: Clients) -> None:
    start(client_of(alice), chain())
    execution = Execution.objects.get()
    old = id_at(datetime(2021, 5, 9, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agents_execution SET id = %s", [old])
        cursor.execute("UPDATE agents_executionstate SET execution_id = %s", [old])
    expand(old)
    assert MAY in partitions.months()
    assert {place_of(row) for row in NodeExecution.objects.all()} == {MAY.table}
    assert Execution.objects.exclude(pk=execution.pk).get().status == "COMPLETED"


def test_what_must_be_unique_stays_so_in_every_month(graph: Graph) -> None:
    execution = make_execution(graph, MIDNIGHT)
    with pytest.raises(IntegrityError, match=r"execution_id_.*_key"), transaction.atomic():
        add_firings(execution, 1)
    assert execution.node_executions.count() == 2


def test_two_that_need_the_same_month_make_it_once(transactional_db: None) -> None:
    execution_id = id_at(datetime(2021, 5, 9, tzinfo=UTC))
    failed: list[DatabaseError] = []
    gate = threading.Barrier(4)

    def make() -> None:
        gate.wait(5)
        try:
            partitions._make(Month.of(execution_id))
        except DatabaseError as err:
            failed.append(err)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert MAY in partitions.months()
    partitions.drop(MAY)
    assert MAY not in partitions.months()


# --- Who looks where --------------------------------------------------------------------------------------
def looked_at(queries: CaptureQueriesContext, about: str = TABLE) -> list[set[str]]:
    """For each statement on firings, the partitions that its plan reads or writes."""
    found = []
    for query in queries.captured_queries:
        sql = query["sql"]
        if not re.search(rf"\b{about}\b", sql) or not sql.startswith(("SELECT", "UPDATE", "DELETE")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        found.append(set(re.findall(rf"{about}_\d{{4}}_\d{{2}}", plan)))
    return found


@pytest.fixture
def queued(alice: User, client_of: Clients) -> NodeExecution:
    """One heavy firing that is queued, in a table of several years."""
    for year in range(2021, 2024):
        partitions.keep_ahead(datetime(year, 1, 1, tzinfo=UTC))
    start(client_of(alice), calling("http://127.0.0.1:1/"))
    expand(Execution.objects.get().pk)
    return NodeExecution.objects.get()


def test_an_id_of_no_execution_makes_no_partition(db: None) -> None:
    before = partitions.months()
    expand(id_at(datetime(1999, 5, 1, tzinfo=UTC)))
    assert partitions.months() == before


def test_claiming_renewing_and_settling_look_into_one_month(queued: NodeExecution) -> None:
    firing, execution = queued.pk, queued.execution_id
    with CaptureQueriesContext(connection) as queries:
        assert NodeExecution.objects.claim(firing, execution, "lease")
        assert NodeExecution.objects.renew(["lease"], {execution}) == {"lease"}
        assert NodeExecution.objects.settle(firing, execution, "lease", status="COMPLETED")
    plans = looked_at(queries)
    assert len(plans) == 4
    assert plans == [{Month.of(execution).table}] * 4


def test_what_lost_its_worker_is_looked_for_in_the_months_of_what_runs(queued: NodeExecution) -> None:
    assert list(NodeExecution.objects.left_alone()) == []
    NodeExecution.objects.claim(queued.pk, queued.execution_id, "lease")
    assert list(NodeExecution.objects.left_alone()) == []
    NodeExecution.objects.update(lease_until="2026-01-01T00:00:00Z")
    with CaptureQueriesContext(connection) as queries:
        assert list(NodeExecution.objects.left_alone()) == [queued]
    month = Month.of(queued.execution_id)
    assert looked_at(queries) == [{month.table, month.next.table, month.next.next.table}]
    Execution.objects.update(status="COMPLETED", ended_at=MIDNIGHT)
    assert list(NodeExecution.objects.left_alone()) == []


def test_expanding_looks_into_one_month(queued: NodeExecution) -> None:
    execution = queued.execution_id
    NodeExecution.objects.claim(queued.pk, execution, "lease")
    NodeExecution.objects.settle(queued.pk, execution, "lease", status="COMPLETED", outputs=[["response", 1]])
    with CaptureQueriesContext(connection) as queries:
        expand(execution)
    assert Execution.objects.get().status == "COMPLETED"
    plans = looked_at(queries)
    assert len(plans) >= 3
    assert set().union(*plans) == {Month.of(execution).table}


def test_a_firing_is_found_by_its_id_alone_through_an_index_of_each_month(queued: NodeExecution) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT * FROM {TABLE} WHERE id = %s", [queued.pk])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("pkey") == len(partitions.months()) > 10
    assert "Seq Scan" not in plan


# --- From one table to many, and back ---------------------------------------------------------------------
def shape(cursor: Any) -> dict[str, str]:
    """Indexes and constraints by name; without what says only that the table is partitioned."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass "
        "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
        [TABLE, TABLE],
    )
    return {name: text.replace(" ON ONLY ", " ON ") for name, text in cursor.fetchall()}


def rows() -> list[tuple[Any, ...]]:
    names = [field.attname for field in NodeExecution._meta.concrete_fields]
    return list(NodeExecution.objects.order_by("execution_id", "step").values_list(*names))


def test_the_migration_moves_every_row_forwards_and_backwards(graph: Graph) -> None:
    migration = importlib.import_module("agents.migrations.0005_firings_by_month")
    for month in (1, 3, 5):
        make_execution(graph, datetime(2026, month, 1, tzinfo=UTC), firings=3)
    kept, months = rows(), partitions.months()
    assert len(kept) == 9
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        before = shape(cursor)
        with connection.schema_editor(atomic=False) as editor:
            migration.in_one_table(apps, editor)
        assert partitions.months() == []
        assert rows() == kept
        single = shape(cursor)
        assert single[f"{TABLE}_execution_id_5533be3d_fk_agents_ex"].startswith("FOREIGN KEY (execution_id)")
        with connection.schema_editor(atomic=False) as editor:
            migration.by_month(apps, editor)
        after = shape(cursor)
    assert rows() == kept
    assert after == before
    assert set(months) <= set(partitions.months())
    assert place_of(NodeExecution.objects.order_by("execution_id")[0]) == f"{TABLE}_2026_01"
    gone = {name for name in single if name not in after}
    assert gone == {f"{TABLE}_execution_id_5533be3d", f"{TABLE}_execution_id_5533be3d_fk_agents_ex"}


# --- What belongs to an execution goes with it ------------------------------------------------------------
def test_firings_go_with_their_execution_even_if_they_are_committed_in_the_middle_of_it(
    transactional_db: None, alice: User
) -> None:
    execution = make_execution(make_graph(alice), None)
    wrote, may_commit = threading.Event(), threading.Event()

    def slice_of_a_run() -> None:
        with transaction.atomic():
            Execution.objects.filter(pk=execution.pk).update(node_count=3)
            NodeExecution.objects.bulk_create(
                [
                    NodeExecution(
                        execution=execution, step=7, node_key="n", node_position=1, block_id=uuid7(), index=7,
                        wave=7, input={"input": VALUE},
                    )
                ]
            )  # fmt: skip
            wrote.set()
            may_commit.wait(10)
        connections.close_all()

    runner = threading.Thread(target=slice_of_a_run)
    runner.start()
    assert wrote.wait(5)
    threading.Timer(0.2, may_commit.set).start()
    Execution.objects.filter(pk=execution.pk).delete()  # waits for the slice at the row of the execution
    runner.join()
    assert (Execution.objects.count(), NodeExecution.objects.count()) == (0, 0)
