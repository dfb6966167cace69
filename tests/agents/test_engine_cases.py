"""The engine's cases through the planner and the real blocks; `test_engine_cases_live.py` takes the queue."""

from __future__ import annotations

import random
from typing import Any

import pytest

from agents.engine.plan import make_plan
from agents.engine.validation import check_run, check_structure
from tests.agents.cases import CASES, as_graph, expected_outcome, same
from tests.agents.memory import MemoryRun, outputs_of


@pytest.mark.parametrize("seed", [None, 1, 2], ids=["in order", "any order", "another order"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["key"])
def test_an_engine_case_holds(case: dict[str, Any], seed: int | None) -> None:
    graph = as_graph(case["graph"])
    assert check_structure(graph).is_clean
    plan = make_plan(graph)
    inputs, masks = case.get("inputs") or {}, case.get("masks") or {}
    report = check_run(plan, masks, inputs)
    expected = expected_outcome(case)
    if expected is None:
        assert not report.is_clean
        return
    assert report.is_clean, report
    chance = None if seed is None else random.Random(seed)
    ended = MemoryRun(plan, inputs, masks, chance).to_end()
    unhandled = [f for f in ended if f.error is not None and not plan.nodes[f.position].handles_errors]
    assert ("FAILED" if unhandled else "COMPLETED") == expected["status"]
    assert same(outputs_of(plan, ended), expected["outputs"])
    if "node_count" in expected:
        assert len(ended) == expected["node_count"]
