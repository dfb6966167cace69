"""Rows that are written without the ORM are what the ORM would have written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from agents.models import Execution, Graph, GraphVersion, NodeExecution
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from platform_project.kit.rows import FEW, Maker, as_row, insert_rows, run, selected, together

ODD_TEXTS = ["", "\\", "\\N", "tab\there", "line\nbreak", "back\\nslash", "cr\rlf\n", "ünïcödé 🎵", "a'b\"c"]
make = Maker(NodeExecution)


@pytest.fixture
def execution(alice: User) -> Execution:
    graph = Graph.objects.create(workspace=alice.personal_workspace, name="Rows", active_number=1)
    version = GraphVersion.objects.create(
        graph=graph, number=1, name="Rows", input_schema={"properties": {}}, output_schema={}
    )
    made: Execution = Execution.objects.create(workspace=graph.workspace, graph=graph, version=version)
    return made


def row(execution: Execution, step: int, **fields: Any) -> NodeExecution:
    given: dict[str, Any] = {
        "node_key": "n",
        "node_position": 0,
        "block_id": uuid4(),
        "index": step,
        "wave": 0,
    }
    given |= {"input": {}, "outputs": [], **fields}
    return make({}, id=uuid7(), execution_id=execution.pk, step=step, **given)


def columns(found: NodeExecution) -> dict[str, Any]:
    return {field.attname: getattr(found, field.attname) for field in NodeExecution._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, FEW + 1], ids=["by INSERT", "by COPY"])
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_what_is_written_is_read_back_to_the_letter(execution: Execution, text: str, count: int) -> None:
    at = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
    values = {text or "k": [text, None, True, 1.5, 1e20, {"b": 1, "a": text}]}
    fields = {"input": values, "outputs": [["out", text]], "error": text, "queued_at": at, "started_at": at}
    fields |= {"node_key": text[:100], "is_output": True, "cost": 2**40, "lost_workers": 0}
    given = [row(execution, step, **fields) for step in range(count)]
    insert_rows(given)
    assert [columns(found) for found in NodeExecution.objects.in_order()] == [columns(one) for one in given]


@pytest.mark.django_db
def test_a_row_is_as_the_orm_makes_it(execution: Execution) -> None:
    given = {"node_key": "n", "node_position": 0, "block_id": uuid4(), "wave": 0, "input": {}, "outputs": []}
    by_orm = NodeExecution.objects.create(execution=execution, step=0, index=0, **given)
    insert_rows([make({}, id=uuid7(), execution_id=execution.pk, step=1, index=1, **given)])
    ours, theirs = (columns(NodeExecution.objects.get(step=step)) for step in (1, 0))
    differ = {name for name, value in ours.items() if value != theirs[name]}
    assert differ == {"id", "step", "index", "queued_at"}
    assert ours["queued_at"] > theirs["queued_at"]  # the database's clock, at its statement
    assert by_orm.pk == theirs["id"]


@pytest.mark.django_db
def test_what_was_left_to_the_database_is_left_to_it_row_by_row(execution: Execution) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    insert_rows([row(execution, 0), row(execution, 1, queued_at=at), row(execution, 2)])
    first, given, last = NodeExecution.objects.in_order().values_list("queued_at", flat=True)
    assert first is not None
    assert last is not None
    assert given == at < first < last


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, FEW], ids=["by INSERT", "by COPY"])
def test_a_row_that_is_there_already_is_refused_and_nothing_is_written(
    execution: Execution, count: int
) -> None:
    insert_rows([row(execution, 0)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([*(row(execution, step + 1) for step in range(count)), row(execution, 0)])
    assert NodeExecution.objects.count() == 1


@pytest.mark.django_db
def test_a_few_rows_go_along_with_other_statements_and_are_refused_with_them(execution: Execution) -> None:
    insert_rows([row(execution, 0)])

    @transaction.atomic
    def write() -> None:
        with together():
            run("UPDATE agents_execution SET error = 'x' WHERE id = %s", [execution.pk])
            insert_rows([row(execution, 1), row(execution, 0)])

    with pytest.raises(IntegrityError):
        write()
    with together():
        said = run("SELECT count(*), max(error) FROM agents_execution", [])
        insert_rows([row(execution, 1)])
    assert said.fetchone() == (1, "")
    assert NodeExecution.objects.count() == 2


@pytest.mark.django_db
def test_no_rows_are_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert_rows([])


@pytest.mark.django_db
def test_a_row_is_read_as_the_orm_reads_it(execution: Execution) -> None:
    insert_rows([row(execution, 0, input={"b": [1, None], "a": "x\ty"})])
    with connection.cursor() as cursor:
        cursor.execute(selected(NodeExecution, "WHERE execution_id = %s"), [execution.pk])
        found = as_row(NodeExecution, cursor.fetchone())
        assert as_row(NodeExecution, cursor.fetchone()) is None
    assert found is not None
    assert columns(found) == columns(NodeExecution.objects.get())


def test_statements_are_not_kept_in_memory_with_debug_on(db: None, settings: Any) -> None:
    settings.DEBUG = True
    Graph.objects.count()
    assert list(connection.queries_log) == []


@pytest.mark.django_db
def test_what_is_made_over_and_over_is_prepared_and_nothing_else() -> None:
    before = prepared_statements()
    for number in (1, 2):
        run("SELECT 41 + %s", [number])
    for _ in range(10):
        User.objects.exists()
    made = [row for row in prepared_statements() if row not in before]
    assert made == [("SELECT 41 + $1", 2, 0)]


@pytest.mark.django_db
def test_a_plan_is_kept_where_that_is_asked_for_until_the_transaction_ends_and_reads_no_whole_table(
    execution: Execution,
) -> None:
    statement = "SELECT id FROM agents_graph WHERE id = %s AND name <> %s"
    given = [execution.graph_id, "kept"]
    with transaction.atomic():
        run(statement, given, keeps_plans=True)
        run(statement, given)
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_seqscan")
            assert cursor.fetchone() == ("off",)
            cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%name <> $2%'")
            [(name,)] = cursor.fetchall()
            cursor.execute(f"EXPLAIN EXECUTE {name}('{execution.graph_id}', 'kept')")
            plan = " ".join(line for (line,) in cursor.fetchall())
        assert "Index" in plan  # though the table has one row
        assert "Seq Scan" not in plan
    [(_, customs, kept)] = [row for row in prepared_statements() if "name <> $2" in row[0]]
    assert (customs, kept) == (0, 3)  # the third is the EXPLAIN


def prepared_statements() -> list[tuple[str, int, int]]:
    """What is prepared, and how often it was run by plans of its own and by one that is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, custom_plans, generic_plans FROM pg_prepared_statements WHERE NOT from_sql"
        )
        found: list[tuple[str, int, int]] = cursor.fetchall()
    return found
