"""Retention takes what is due, no more, and stands in nobody's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents import history, tasks
from agents.errors import HistoryGone
from agents.history import partitions, prune
from agents.history.partitions import TABLE, Month
from agents.history.prune import Pruned
from agents.models import Execution, ExecutionState, Graph, NodeExecution, RetentionPolicy, Review
from agents.services import retention, runs
from agents.services.runs import RunRequest
from platform_project.accounts.models import User
from platform_project.kit.locks import only_one
from tests.factories.agents import firings
from tests.factories.history import VALUE, days_ago, id_at, make_execution, make_graph

Clients = Callable[..., APIClient]
MAY = datetime(2021, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """What this process knows of months goes with the transaction of a test."""
    partitions._made.clear()
    yield
    partitions._made.clear()


@pytest.fixture
def graph(alice: User, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """In a transaction that is rolled back, where no month can be dropped, whatever day it is."""
    monkeypatch.setattr(prune, "_drop_months", lambda _: 0)
    return make_graph(alice)


@pytest.fixture
def months(transactional_db: None) -> Iterator[None]:
    """Months that a test makes really exist; they end with it."""
    before = partitions.months()
    yield
    NodeExecution.objects.all().delete()
    partitions.finish_drops()
    for month in set(partitions.months()) - set(before):
        partitions.drop(month)
    partitions.keep_ahead()


def rule(graph: Graph, **values: Any) -> None:
    retention.change_rule_of_graph(graph, **values)


def kept(execution: Execution) -> str:
    """What is left of an execution: its `history`, or "gone". All firings must be in the same state."""
    found = Execution.objects.filter(pk=execution.pk).first()
    values = list(NodeExecution.objects.filter(execution_id=execution.pk).values("input", "outputs", "error"))
    whole = {"input": {"input": VALUE}, "outputs": [["output", VALUE]], "error": "1 is no text"}
    empty: dict[str, Any] = {"input": {}, "outputs": [], "error": ""}
    if found is None:
        assert values == []
        return "gone"
    if found.history == "whole":
        assert (found.inputs, found.outputs) == (VALUE, {"result": [VALUE]})
        assert values == [whole] * found.node_count
    else:
        assert (found.inputs, found.outputs, found.pinned_outputs, found.error) == ({}, {}, {}, "")
        assert values == [empty] * found.node_count
    return str(found.history)


# --- What is kept -----------------------------------------------------------------------------------------
KEPT = [
    pytest.param("all", ("whole", "whole", "whole"), id="all"),
    pytest.param("failures", ("metadata", "whole", "metadata"), id="failures"),
    pytest.param("metadata", ("metadata", "metadata", "metadata"), id="metadata"),
    pytest.param("nothing", ("gone", "gone", "gone"), id="nothing"),
]


@pytest.mark.parametrize(("keep", "left"), KEPT)
def test_what_is_kept_of_an_execution_that_ended(keep: str, left: tuple[str, ...], graph: Graph) -> None:
    statuses = ["COMPLETED", "FAILED", "TERMINATED"]
    ended = [make_execution(graph, days_ago(0.5), status=status) for status in statuses]
    rule(graph, keep=keep)
    prune.prune()
    assert tuple(kept(execution) for execution in ended) == left
    assert prune.prune() == Pruned()


def test_of_metadata_the_counts_times_and_codes_stay(graph: Graph, alice: User, client_of: Clients) -> None:
    fields: dict[str, Any] = {
        "status": "FAILED",
        "error": "n1: 1 is no text",
        "error_code": "invalid_input",
        "cost": 10,
    }
    execution = make_execution(
        graph, days_ago(0.5), **fields, nodes_input_masks={"n1": VALUE}, unconsumed={"n1": {"input": 1}}
    )
    rule(graph, keep="metadata")
    assert tasks.prune_history() is None
    client = client_of(alice)
    shown = client.get(f"/api/v1/executions/{execution.pk}").json()
    assert (shown["status"], shown["error"], shown["error_code"]) == ("FAILED", None, "invalid_input")
    assert (shown["node_count"], shown["cost"], shown["history"]) == (2, "0.00001", "metadata")
    assert (shown["inputs"], shown["nodes_input_masks"], shown["outputs"]) == ({}, {}, {})
    assert shown["unconsumed"] == {"n1": {"input": 1}}
    rows = firings(client, str(execution.pk))
    assert [(row["node_id"], row["index"], row["status"]) for row in rows] == [
        ("n1", 0, "COMPLETED"),
        ("n1", 1, "COMPLETED"),
    ]
    assert {(str(row["input"]), str(row["outputs"]), row["error"]) for row in rows} == {("{}", "[]", None)}
    assert all(row["started_at"] and row["ended_at"] and row["cost"] == "0.000005" for row in rows)


def test_days_count_from_the_end_and_take_all(graph: Graph) -> None:
    old, new = make_execution(graph, days_ago(7.01)), make_execution(graph, days_ago(6.99))
    long = make_execution(graph, days_ago(1), began=days_ago(20))
    running = make_execution(graph, None, began=days_ago(20))
    rule(graph, keep="all", days=7)
    assert prune.prune() == Pruned(removed=1)
    assert [kept(execution) for execution in (old, new, long, running)] == ["gone", "whole", "whole", "whole"]


def test_stripped_executions_go_when_their_days_are_over(graph: Graph) -> None:
    old, new = make_execution(graph, days_ago(8)), make_execution(graph, days_ago(2))
    rule(graph, keep="metadata")
    assert prune.prune() == Pruned(stripped=2)
    rule(graph, days=7)
    assert prune.prune() == Pruned(removed=1)
    assert (kept(old), kept(new)) == ("gone", "metadata")


def test_an_execution_that_just_ended_can_still_be_read(graph: Graph, settings: Any) -> None:
    execution = make_execution(graph, days_ago(1 / 24 / 60 * 9))
    rule(graph, keep="nothing")
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    settings.HISTORY_GRACE_MINUTES = 8
    assert (prune.prune(), kept(execution)) == (Pruned(removed=1), "gone")


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "REVIEW", "INSUFFICIENT_CREDITS"])
def test_what_has_not_ended_is_never_touched(status: str, graph: Graph) -> None:
    execution = make_execution(graph, None, began=days_ago(400), status=status)
    rule(graph, keep="nothing", days=1)
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    assert ExecutionState.objects.filter(pk=execution.pk).exists()


def test_a_graphs_rule_goes_before_its_workspaces_and_that_before_the_platforms(
    graph: Graph, alice: User, bob: User, settings: Any
) -> None:
    own, shared, free = graph, make_graph(alice), make_graph(bob)
    ended = [make_execution(graph, days_ago(2)) for graph in (own, shared, free)]
    settings.HISTORY_KEEP, settings.HISTORY_DAYS = "all", 3
    assert prune.prune() == Pruned()
    rule(own, keep="all", days=None)
    retention.change_rule_of_workspace(shared.workspace, keep="metadata")
    assert prune.prune() == Pruned(stripped=1)
    assert [kept(execution) for execution in ended] == ["whole", "metadata", "whole"]
    settings.HISTORY_DAYS = 1
    assert prune.prune() == Pruned(removed=1)
    assert [kept(execution) for execution in ended] == ["whole", "metadata", "gone"]


# --- How it is taken --------------------------------------------------------------------------------------
def test_a_large_execution_goes_in_small_transactions(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "FIRINGS_AT_A_TIME", 10)
    removed, stripped = (
        make_execution(graph, days_ago(9), firings=25),
        make_execution(graph, days_ago(1), firings=25),
    )
    rule(graph, keep="metadata", days=5)
    with CaptureQueriesContext(connection) as queries:
        assert prune.prune() == Pruned(removed=1, stripped=1)
    assert (kept(removed), kept(stripped)) == ("gone", "metadata")
    said = [query["sql"] for query in queries.captured_queries]
    assert len([sql for sql in said if sql.startswith(f'DELETE FROM "{TABLE}"') and "IN" in sql]) >= 3
    assert len([sql for sql in said if sql.startswith(f'UPDATE "{TABLE}"')]) == 3


def test_it_stops_when_its_time_is_up_and_goes_on_the_next_time(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "EXECUTIONS_AT_A_TIME", 2)
    ended = [make_execution(graph, days_ago(1)) for _ in range(5)]
    rule(graph, keep="nothing")
    assert prune.prune(seconds=0) == Pruned()
    assert {kept(execution) for execution in ended} == {"whole"}
    ticks = iter([0.0, 0.1, 0.2, 0.3] + [9.0] * 20)
    monkeypatch.setattr("agents.history.prune.time.monotonic", lambda: next(ticks))
    assert 0 < prune.prune(seconds=1).removed < 5
    monkeypatch.undo()
    prune.prune()
    assert {kept(execution) for execution in ended} == {"gone"}


def test_what_was_begun_is_finished_though_the_rule_is_no_more(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(1))
    prune._mark([execution.pk])
    assert not history.has_firings(Execution.objects.get())
    prune.prune()
    assert kept(execution) == "metadata"


def test_a_locked_execution_or_firing_is_left_for_the_next_time_and_not_waited_for(
    months: None, alice: User
) -> None:
    graph = make_graph(alice)
    locked, partly, free = (make_execution(graph, days_ago(1)) for _ in range(3))
    rule(graph, keep="nothing")
    firing = partly.node_executions.order_by("step")[1]
    with held(Execution, locked.pk), held(NodeExecution, firing.pk):
        began = time.monotonic()
        assert prune.prune() == Pruned(removed=1)
        assert time.monotonic() - began < 5
        assert (kept(locked), kept(free)) == ("whole", "gone")
        assert list(NodeExecution.objects.filter(execution_id=partly.pk)) == [firing]
        assert Execution.objects.get(pk=partly.pk).history == "going"
    assert prune.prune() == Pruned(removed=2)
    assert (kept(locked), kept(partly)) == ("gone", "gone")


def test_only_one_prunes_at_a_time(months: None, alice: User) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1))
    rule(graph, keep="nothing")
    other = threading.Event(), threading.Event()

    def hold() -> None:
        with only_one("agents.history.prune") as is_ours:
            assert is_ours
            other[0].set()
            other[1].wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert other[0].wait(5)
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    other[1].set()
    holder.join()
    assert prune.prune() == Pruned(removed=1)


@contextmanager
def held(model: Any, pk: object) -> Iterator[None]:
    """Somebody else has the row locked while inside."""
    locked, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            assert model.objects.select_for_update().filter(pk=pk).exists()
            locked.set()
            free.wait(20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(5)
    try:
        yield
    finally:
        free.set()
        holder.join()


# --- Whole months -----------------------------------------------------------------------------------------
def test_a_month_in_which_nothing_is_to_stay_is_dropped_whole(months: None, alice: User, bob: User) -> None:
    graph, other = make_graph(alice), make_graph(bob)
    ended = [make_execution(graph, MAY), make_execution(other, MAY)]
    rule(graph, days=30)
    assert prune.prune() == Pruned(removed=1)
    assert [kept(execution) for execution in ended] == ["gone", "whole"]
    assert Month.at(MAY) in partitions.months()
    rule(other, keep="nothing")
    with CaptureQueriesContext(connection) as queries:
        assert prune.prune() == Pruned(months=1, removed=1)
    assert kept(ended[1]) == "gone"
    assert Month.at(MAY) not in partitions.months()
    assert not [
        sql for sql in _said(queries) if sql.startswith(f'DELETE FROM "{TABLE}" WHERE "{TABLE}"."id"')
    ]


def test_a_month_with_something_that_runs_or_stays_is_not_dropped(months: None, alice: User) -> None:
    graph = make_graph(alice)
    running = make_execution(graph, None, began=MAY)
    rule(graph, keep="nothing")
    assert (prune.prune(), kept(running)) == (Pruned(), "whole")
    assert Month.at(MAY) in partitions.months()
    Execution.objects.filter(pk=running.pk).update(status="COMPLETED", ended_at=days_ago(1))
    assert prune.prune() == Pruned(months=1, removed=1)


def test_neither_this_month_nor_those_ahead_are_dropped(months: None) -> None:
    before = partitions.months()
    assert (prune.prune(), partitions.months()) == (Pruned(), before)


def test_dropping_a_month_waits_for_nobody_for_long_and_holds_nobody_up(
    months: None, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_DETACH_SECONDS", 1.0)
    graph = make_graph(alice)
    old, new = make_execution(graph, MAY), make_execution(graph, None)
    rule(graph, days=30)
    waits: list[float] = []
    with held(NodeExecution, old.node_executions.all()[0].pk):
        pruner = threading.Thread(target=_prune_elsewhere)
        pruner.start()
        while pruner.is_alive():
            began = time.monotonic()
            add_firings_at(new, len(waits))
            waits.append(time.monotonic() - began)
            time.sleep(0.02)
        pruner.join()
    assert len(waits) > 10
    assert max(waits) < 0.5
    prune.prune()
    assert Month.at(MAY) not in partitions.months()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [Month.at(MAY).table])
        assert cursor.fetchone() == (None,)
    assert (kept(old), new.node_executions.count()) == ("gone", 2 + len(waits))


def add_firings_at(execution: Execution, number: int) -> None:
    row = execution.node_executions.order_by("step")[0]
    row.pk, row.step, row.index = id_at(datetime.now(UTC)), 100 + number, 100 + number
    row.save(force_insert=True)


def _prune_elsewhere() -> None:
    try:
        prune.prune()
    finally:
        connections.close_all()


def test_a_drop_that_a_crash_interrupted_is_finished(months: None, monkeypatch: pytest.MonkeyPatch) -> None:
    partitions.keep_ahead(MAY)

    def crash(_: str) -> None:
        raise OperationalError("the server went away")

    with monkeypatch.context() as patched:
        patched.setattr(partitions, "_drop_table", crash)
        with pytest.raises(OperationalError):
            partitions.drop(Month.at(MAY))
    assert [name for name, _ in partitions._leaving()] == [Month.at(MAY).table]
    partitions.finish_drops()
    assert partitions._leaving() == []


def test_a_table_that_somebody_else_took_off_is_left_alone(months: None) -> None:
    partitions.keep_ahead(MAY)
    table = Month.at(MAY).table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {table}")
        prune.prune()
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
        cursor.execute(f"DROP TABLE {table}")


def _said(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries.captured_queries]


# --- Families ---------------------------------------------------------------------------------------------
def make_family(outer: Graph, inner: Graph, ended: datetime) -> tuple[Execution, Execution]:
    """An execution and one of a sub-agent in it, which began after it."""
    top = make_execution(outer, ended, began=ended - timedelta(hours=12))
    return top, make_execution(inner, ended, parent=top, root=top, depth=1)


def test_executions_of_sub_agents_are_kept_as_the_one_above_them(alice: User, graph: Graph) -> None:
    outer, inner = graph, make_graph(alice)
    top, child = make_family(outer, inner, days_ago(1))
    rule(inner, keep="nothing")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(), "whole", "whole")
    rule(inner, keep="all")
    rule(outer, keep="metadata")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(stripped=1), "metadata", "metadata")
    rule(outer, keep="nothing")
    assert (prune.prune(), kept(top), kept(child)) == (Pruned(removed=1), "gone", "gone")


def test_a_month_is_not_dropped_while_something_in_it_belongs_to_what_stays(
    months: None, alice: User
) -> None:
    outer, inner = make_graph(alice), make_graph(alice)
    top, child = make_family(outer, inner, datetime(2021, 5, 1, 3, tzinfo=UTC))
    rule(inner, keep="nothing")
    prune.prune()
    assert (kept(top), kept(child)) == ("whole", "whole")
    assert Month(2021, 5) in partitions.months()
    rule(outer, keep="nothing")
    assert prune.prune() == Pruned(months=2, removed=1)
    assert (kept(top), kept(child)) == ("gone", "gone")


def test_nothing_is_taken_while_somebody_builds_on_a_sub_agents_execution(months: None, alice: User) -> None:
    top, child = make_family(outer := make_graph(alice), make_graph(alice), days_ago(1))
    rule(outer, keep="nothing")
    with held(Execution, child.pk):
        assert (prune.prune(), kept(top), kept(child)) == (Pruned(), "whole", "whole")
    assert prune.prune().removed == 1


def test_of_metadata_neither_what_was_asked_nor_what_waited_stays(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(1))
    ExecutionState.objects.update(snapshot={"tokens": [VALUE]})
    Review.objects.create(
        workspace=graph.workspace,
        execution=execution,
        firing_id=execution.node_executions.all()[0].pk,
        node_key="n1",
        kind="data",
        status="APPROVED",
        name="Is this right?",
        data=VALUE,
        answer_schema={},
        decided_data=VALUE,
        message="Yes",
    )
    rule(graph, keep="metadata")
    assert prune.prune() == Pruned(stripped=1)
    review = Review.objects.get()
    assert (review.name, review.data, review.answer_schema, review.decided_data) == ("", None, None, None)
    assert (review.message, review.status, review.kind) == ("", "APPROVED", "data")
    assert ExecutionState.objects.get().snapshot is None


# --- Those that build on it -------------------------------------------------------------------------------
def test_who_builds_on_firings_is_told_when_they_are_gone(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(1))
    assert history.has_firings(execution)
    history.refuse_if_pruned(execution)
    rule(graph, keep="metadata")
    prune.prune()
    assert not history.has_firings(execution)
    with pytest.raises(HistoryGone) as refused:
        history.refuse_if_pruned(execution)
    assert (refused.value.code, refused.value.details) == ("history_gone", {"execution": str(execution.pk)})
    rule(graph, keep="nothing")
    prune.prune()
    with pytest.raises(HistoryGone):
        history.refuse_if_pruned(execution)


def test_what_an_unfinished_rerun_may_take_over_stays(graph: Graph) -> None:
    source = make_execution(graph, days_ago(30))
    again = make_execution(graph, None, source=source)
    rule(graph, keep="nothing")
    assert (prune.prune(), kept(source)) == (Pruned(), "whole")
    Execution.objects.filter(pk=again.pk).update(status="COMPLETED", ended_at=days_ago(0))
    assert (prune.prune(), kept(source)) == (Pruned(removed=1), "gone")
    again.refresh_from_db()
    assert (again.source_id, kept(again)) == (None, "whole")


def test_running_again_what_is_gone_is_refused(graph: Graph, alice: User, client_of: Clients) -> None:
    execution = make_execution(graph, days_ago(1))
    rule(graph, keep="metadata")
    prune.prune()
    answer = client_of(alice).post(f"/api/v1/executions/{execution.pk}/retry", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "history_gone")
    assert Execution.objects.get() == execution


def test_an_execution_that_never_fired_has_nothing_to_miss(graph: Graph, alice: User) -> None:
    execution = runs.start_run(graph=graph, user=alice, request=RunRequest())
    runs.stop_run(execution_id=execution.pk)
    assert not history.has_firings(execution)
    history.refuse_if_pruned(execution)


@pytest.mark.parametrize("ended", [days_ago(1), MAY], ids=["one of many", "a whole month"])
def test_what_somebody_builds_on_stays_until_they_are_done(
    ended: datetime, months: None, alice: User
) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, ended)
    rule(graph, keep="nothing")
    with transaction.atomic():
        history.refuse_if_pruned(execution)
        pruner = threading.Thread(target=_prune_elsewhere)
        pruner.start()
        pruner.join()
        assert kept(execution) == "whole"
    prune.prune()
    assert kept(execution) == "gone"


def test_without_a_rule_everything_stays_for_ever(graph: Graph) -> None:
    execution = make_execution(graph, days_ago(4000))
    assert (prune.prune(), kept(execution)) == (Pruned(), "whole")
    assert not RetentionPolicy.objects.exists()
