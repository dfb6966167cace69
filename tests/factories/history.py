"""Executions of long ago, with their firings, as they would be there had the platform run then."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from agents.history import partitions
from agents.models import Execution, ExecutionState, Graph, NodeExecution
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import client_for
from tests.factories.agents import chain, save

STORE_ID = uuid.UUID("1ff065e9-88e8-4358-9d82-8dc91f622ba9")
VALUE = {"text": "kept in confidence"}


def make_graph(user: User, workspace: Workspace | None = None) -> Graph:
    return Graph.objects.get(pk=save(client_for(user, workspace), chain())["id"])


def id_at(moment: datetime) -> uuid.UUID:
    """An id as `uuid7` would have made it then."""
    low = uuid.uuid4().int & ((1 << 80) - 1) & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | low)


def days_ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def make_execution(
    graph: Graph, ended: datetime | None, *, began: datetime | None = None, firings: int = 2, **fields: Any
) -> Execution:
    """An execution with firings, begun at `began` and ended at `ended` (COMPLETED; None: it still runs)."""
    moment = began or ended or datetime.now(UTC)
    values = {
        "status": "COMPLETED" if ended else "RUNNING",
        "inputs": VALUE,
        "outputs": {"result": [VALUE]},
        "node_count": firings,
        "started_at": moment,
        "ended_at": ended,
        **fields,
    }
    execution: Execution = Execution.objects.create(
        id=id_at(moment),
        workspace=graph.workspace,
        graph=graph,
        version=graph.versions.get(number=graph.active_number),
        **values,
    )
    Execution.objects.filter(pk=execution.pk).update(created_at=moment)
    ExecutionState.objects.create(execution=execution, snapshot={})
    add_firings(execution, firings)
    return execution


def add_firings(execution: Execution, count: int) -> list[NodeExecution]:
    partitions.make_room(execution.pk)
    return NodeExecution.objects.bulk_create(
        NodeExecution(
            execution=execution,
            step=step,
            node_key="n1",
            node_position=1,
            block_id=STORE_ID,
            index=step,
            wave=step,
            status="COMPLETED",
            is_delivered=True,
            input={"input": VALUE},
            outputs=[["output", VALUE]],
            error="1 is no text",
            cost=5,
            started_at=execution.started_at,
            ended_at=execution.ended_at,
        )
        for step in range(count)
    )
