"""Starts of one graph go on side by side, and a start beside a save or a deletion takes what is there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, transaction

from agents.engine.graph import Graph as Document
from agents.engine.graph import Node
from agents.models import Execution, ExecutionState, Graph
from agents.services import graphs, runs
from platform_project.accounts.models import User
from platform_project.errors import NotFound

T = TypeVar("T")
PATIENCE_SECONDS = 10


@pytest.fixture
def graph(alice: User, transactional_db: None) -> Graph:
    row: Graph = graphs.create_graph(workspace=alice.personal_workspace, user=alice, given=document(1)).graph
    return row


def document(value: int) -> graphs.GraphDocument:
    node = Node("n", "basic.store_value", {"input": value})
    return graphs.GraphDocument("Race", "", Document((node,), ()), ())


def start(graph: Graph, user: User) -> Execution:
    return runs.start_run(graph=graph, user=user, request=runs.RunRequest())


def in_thread(pool: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
    def closing() -> T:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(closing)


def is_somebody_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        row = cursor.fetchone()
    return bool(row and row[0])


def wait_until_a_start_waits() -> None:
    woken = threading.Event()
    for _ in range(PATIENCE_SECONDS * 50):
        if is_somebody_waiting_for_a_lock():
            return
        woken.wait(0.02)
    raise AssertionError("the start does not wait")


def test_a_start_does_not_wait_for_another_of_the_same_graph(graph: Graph, alice: User) -> None:
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        start(graph, alice)
        second = in_thread(pool, lambda: start(graph, alice)).result(PATIENCE_SECONDS)
    assert Execution.objects.count() == ExecutionState.objects.count() == 2
    assert second.version.number == 1


def test_a_start_beside_a_save_takes_the_version_that_was_saved(graph: Graph, alice: User) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            graphs.save_version(graph_id=graph.pk, user=alice, given=document(2))
            started = in_thread(pool, lambda: start(graph, alice))
            wait_until_a_start_waits()
        assert started.result(PATIENCE_SECONDS).version.number == 2


def test_a_start_beside_a_deletion_is_refused_and_leaves_nothing(graph: Graph, alice: User) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Graph.objects.get(pk=graph.pk).delete()
            started = in_thread(pool, lambda: start(graph, alice))
            wait_until_a_start_waits()
        with pytest.raises(NotFound, match="no version 1"):
            started.result(PATIENCE_SECONDS)
    assert not Execution.objects.exists()
