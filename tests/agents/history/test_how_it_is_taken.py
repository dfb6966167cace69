"""Retention takes what is due bit by bit, and stands in nobody's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents import history
from agents.history import prune
from agents.history.partitions import TABLE
from agents.history.prune import Pruned
from agents.models import Execution, Graph, NodeExecution
from platform_project.accounts.models import User
from platform_project.kit.locks import only_one
from tests.agents.history.pruned import (
    held,
    kept,
    rule,
)
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


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
