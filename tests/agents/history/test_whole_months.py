"""A month of which nothing is to stay is dropped whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents.history import partitions, prune
from agents.history.partitions import TABLE, Month
from agents.history.prune import Pruned
from agents.models import Execution, NodeExecution
from platform_project.accounts.models import User
from tests.agents.history.pruned import (
    MAY,
    add_firings_at,
    held,
    kept,
    make_family,
    prune_elsewhere,
    rule,
    said,
)
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


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
    assert not [sql for sql in said(queries) if sql.startswith(f'DELETE FROM "{TABLE}" WHERE "{TABLE}"."id"')]


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
        pruner = threading.Thread(target=prune_elsewhere)
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
