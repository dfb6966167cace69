"""The reference's results for given inputs, block by block; and where ours differ on purpose."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from blocks.sdk import Context, find_block, fire

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "block_cases.json").read_text())

# block and input → what we say instead; the reasons stand in docs/compatibility.md
DIFFERENCES = {
    ("Calculator", '{"operation": "Power", "a": 10, "b": 400}'): "The result is too large for a number.",
    ("Calculator", '{"operation": "Add", "a": 1e+308, "b": 1e+308}'): "The result is too large for a number.",
    ("Calculator", '{"operation": "Divide", "a": 1, "b": 0}'): "A number cannot be divided by zero.",
    ("XMLParser", '{"input_xml": "<a><![CDATA[x<y]]></a>"}'): None,
}


def _key(case: dict[str, Any]) -> tuple[str, str]:
    return case["block"], json.dumps(case["input"])


def _named(case: dict[str, Any]) -> str:
    return f"{case['block']}-{json.dumps(case['input'])[:60]}"


@pytest.mark.parametrize("case", [case for case in CASES if _key(case) not in DIFFERENCES], ids=_named)
async def test_it_does_what_the_reference_does(case: dict[str, Any]) -> None:
    block = find_block(case["block_id"])
    assert block is not None
    firing = await fire(block, case["input"], Context())
    if case.get("fails"):
        assert firing.error
        assert firing.outputs == [("error", firing.error)]
        return
    assert firing.error is None
    assert firing.input == case["coerced_input"]
    assert [list(output) for output in firing.outputs] == case["outputs"]


@pytest.mark.parametrize("case", [case for case in CASES if _key(case) in DIFFERENCES], ids=_named)
async def test_it_differs_where_that_is_meant(case: dict[str, Any]) -> None:
    block = find_block(case["block_id"])
    assert block is not None
    firing = await fire(block, case["input"], Context())
    assert firing.error == DIFFERENCES[_key(case)]


def test_every_difference_is_a_case() -> None:
    assert set(DIFFERENCES) <= {_key(case) for case in CASES}
    assert len(CASES) > 90


def test_only_results_that_json_cannot_carry_are_not_finite() -> None:
    odd = [
        _key(c)
        for c in CASES
        for _, v in c.get("outputs", [])
        if isinstance(v, float) and not math.isfinite(v)
    ]
    assert len(odd) == 3
    assert set(odd) <= set(DIFFERENCES)
