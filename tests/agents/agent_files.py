"""Files of agents as other installations write them."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b"
OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4"
STORE = "1ff065e9-88e8-4358-9d82-8dc91f622ba9"
RUN_AGENT = "e189baac-8c20-45a1-94a7-55177ea42565"
TEXT_GENERATOR = "1f292d4a-41a4-4977-9684-7c8d560b9f91"
CHILD = "aaaaaaaa-0000-4000-8000-000000000000"  # the id of an agent that comes along
UNKNOWN = "00000000-aaaa-4bbb-8ccc-000000000001"


def file_node(node_id: str, block_id: str, **defaults: Any) -> dict[str, Any]:
    """With what such a node carries besides."""
    return {
        "id": node_id,
        "block_id": block_id,
        "input_default": defaults,
        "metadata": {"position": {"x": 10.5, "y": -3}},
        "input_links": [{"id": "copy", "source_id": "elsewhere"}],
        "output_links": [],
        "graph_id": "old",
        "graph_version": 3,
        "webhook_id": None,
        "webhook": None,
    }


def file_link(wire: str, **more: Any) -> dict[str, Any]:
    """`"a.output -> b.input"`"""
    (source_id, source_name), (sink_id, sink_name) = (end.split(".", 1) for end in wire.split(" -> "))
    ends = {"source_id": source_id, "source_name": source_name, "sink_id": sink_id, "sink_name": sink_name}
    return {"id": f"link {wire}", **ends, "is_static": False, **more}


def agent_file(*nodes: dict[str, Any], links: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "id": "11111111-2222-4333-8444-555555555555",
        "version": 12,
        "is_active": True,
        "name": "Elsewhere",
        "description": "",
        "instructions": None,
        "recommended_schedule_cron": None,
        "forked_from_id": None,
        "forked_from_version": None,
        "nodes": list(nodes),
        "links": [file_link(wire) for wire in links],
        "sub_graphs": [],
        "input_schema": {"type": "object", "properties": {}, "required": []},
        "output_schema": {"type": "object", "properties": {}, "required": []},
        "user_id": "somebody",
        "created_at": "2025-01-01T00:00:00Z",
    } | more


def echo(**more: Any) -> dict[str, Any]:
    """An agent that gives back what it is given."""
    return agent_file(
        file_node("in", INPUT, name="word", value=None),
        file_node("out", OUTPUT, name="echo"),
        links=("in.result -> out.value",),
        **more,
    )


def imported(client: APIClient, file: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/graphs/import", file)
    assert answer.status_code == 201, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def start(client: APIClient, graph: dict[str, Any], **inputs: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1/graphs/{graph['id']}/executions", {"inputs": inputs})
    return answer.status_code, answer.json()
