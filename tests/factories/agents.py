"""Graphs and runs for tests, made as people make them: as JSON, over the API."""

from __future__ import annotations

import time
from typing import Any

from rest_framework.test import APIClient

from agents.engine.state import ENDED_EXECUTION

STORE = "basic.store_value"
OUTPUT = "agent.output"
REQUEST = "6595ae1f-b924-42cb-9a41-551a0611c4b4"


def node(node_id: str, block_id: str, **defaults: Any) -> dict[str, Any]:
    return {"id": node_id, "block_id": block_id, "input_default": defaults, "metadata": {}}


def link(wire: str) -> dict[str, Any]:
    """`"a.output -> b.input"`"""
    source, sink = wire.split(" -> ")
    source_id, source_name = source.split(".", 1)
    sink_id, sink_name = sink.split(".", 1)
    return {"source_id": source_id, "source_name": source_name, "sink_id": sink_id, "sink_name": sink_name}


def graph_json(*nodes: dict[str, Any], links: tuple[str, ...] = (), name: str = "Test") -> dict[str, Any]:
    return {"name": name, "description": "", "nodes": list(nodes), "links": [link(wire) for wire in links]}


def chain(length: int = 3) -> dict[str, Any]:
    """A value that is handed on, and given as `result`."""
    nodes = [node("n0", STORE, input="hello"), *(node(f"n{i}", STORE) for i in range(1, length - 1))]
    nodes.append(node("out", OUTPUT, name="result"))
    wires = [f"n{i}.output -> n{i + 1}.input" for i in range(length - 2)]
    return graph_json(*nodes, links=(*wires, f"n{length - 2}.output -> out.value"))


def calling(url: str, method: str = "GET") -> dict[str, Any]:
    """One heavy step, a request of `url`, whose answer is given as `result`."""
    return graph_json(
        node("call", REQUEST, url=url, method=method),
        node("out", OUTPUT, name="result"),
        links=("call.response -> out.value",),
    )


def save(client: APIClient, graph: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/graphs", graph)
    assert answer.status_code == 201, answer.json()
    saved: dict[str, Any] = answer.json()
    return saved


def start(client: APIClient, graph: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Save a graph and start it; the execution as it was answered."""
    answer = client.post(f"/api/v1/graphs/{save(client, graph)['id']}/executions", body)
    assert answer.status_code == 201, answer.json()
    started: dict[str, Any] = answer.json()
    return started


def wait(client: APIClient, execution_id: str, seconds: float = 20) -> dict[str, Any]:
    """The execution once it has ended. Raises AssertionError when it takes longer."""
    until = time.monotonic() + seconds
    while True:
        execution: dict[str, Any] = client.get(f"/api/v1/executions/{execution_id}").json()
        if execution["status"] in ENDED_EXECUTION:
            return execution
        assert time.monotonic() < until, execution
        time.sleep(0.02)


def wait_for(client: APIClient, execution_id: str, status: str, seconds: float = 10) -> list[dict[str, Any]]:
    """The firings of an execution once one of them has `status`."""
    until = time.monotonic() + seconds
    while True:
        rows = firings(client, execution_id)
        if any(row["status"] == status for row in rows):
            return rows
        assert time.monotonic() < until, rows
        time.sleep(0.02)


def firings(client: APIClient, execution_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(f"/api/v1/executions/{execution_id}/nodes?page_size=500").json()[
        "results"
    ]
    return rows
