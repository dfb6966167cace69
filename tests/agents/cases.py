"""Graphs with what must come of them.

Where our rules differ from the engine that the cases were taken from, the expectation is ours; each
difference is one of docs/compatibility.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agents.engine.graph import Graph, Link, Node

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "engine_cases.json").read_text())

ANY_TEXT = object()  # the wording of an error is ours

OURS: dict[str, dict[str, Any]] = {
    "error_without_link": {"status": "FAILED", "outputs": {"ok": ["x"]}},
    "error_pin_routed": {"status": "COMPLETED", "outputs": {"err": [ANY_TEXT]}},
    "fail_one_item": {"status": "COMPLETED", "outputs": {"ok": [{"a": "1"}, {"b": "2"}], "err": [ANY_TEXT]}},
    "output_format": {"status": "COMPLETED", "outputs": {"who": ["Hello Bob!"]}},
}


def expected_outcome(case: dict[str, Any]) -> dict[str, Any] | None:
    """What must come of a case; None if it must be refused."""
    wanted: dict[str, Any] = case["expected"]
    if "start_error" in wanted or "validation_errors" in wanted:
        return None
    ours: dict[str, Any] = OURS.get(case["key"], wanted)
    return ours


def same(got: Any, wanted: Any) -> bool:
    if wanted is ANY_TEXT:
        return isinstance(got, str) and bool(got)
    if isinstance(wanted, dict):
        return (
            isinstance(got, dict)
            and got.keys() == wanted.keys()
            and all(same(got[k], wanted[k]) for k in wanted)
        )
    if isinstance(wanted, list):
        return isinstance(got, list) and len(got) == len(wanted) and all(map(same, got, wanted))
    return bool(got == wanted)


def as_graph(given: dict[str, Any]) -> Graph:
    nodes = tuple(Node(n["id"], n["block_id"], n["input_default"], n["metadata"]) for n in given["nodes"])
    links = tuple(
        Link(x["source_id"], x["source_name"], x["sink_id"], x["sink_name"], bool(x.get("is_static")))
        for x in given["links"]
    )
    return Graph(nodes, links)
