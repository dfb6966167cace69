"""What tests of the pruning of history share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from agents.history import prune
from agents.models import Execution, Graph, NodeExecution
from agents.services import retention
from tests.factories.history import VALUE, id_at, make_execution

MAY = datetime(2021, 5, 9, tzinfo=UTC)


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


def make_family(outer: Graph, inner: Graph, ended: datetime) -> tuple[Execution, Execution]:
    """An execution and one of a sub-agent in it, which began after it."""
    top = make_execution(outer, ended, began=ended - timedelta(hours=12))
    return top, make_execution(inner, ended, parent=top, root=top, depth=1)


def said(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries.captured_queries]


def prune_elsewhere() -> None:
    try:
        prune.prune()
    finally:
        connections.close_all()


def add_firings_at(execution: Execution, number: int) -> None:
    row = execution.node_executions.order_by("step")[0]
    row.pk, row.step, row.index = id_at(datetime.now(UTC)), 100 + number, 100 + number
    row.save(force_insert=True)
