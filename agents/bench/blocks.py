"""What blocks cost that do nothing: one firing without its work, and the import of the whole catalogue."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from agents.bench.report import Report, Target, judged, times
from agents.engine.graph import Graph, Node
from agents.engine.plan import make_plan
from agents.runner.plans import firing_values
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Outputs,
    Pin,
    find_block,
    fire_pure,
)

FIRINGS = 500  # of a round
NOTHING = "bench.nothing"
_IMPORT = """
import json, time
def resident():
    return int(open("/proc/self/statm").read().split()[1])
before, began, cpu = resident(), time.perf_counter(), time.process_time()
from blocks.sdk import all_blocks
found = all_blocks()
took, cpu = time.perf_counter() - began, time.process_time() - cpu
import os
mb = (resident() - before) * os.sysconf("SC_PAGE_SIZE") / 2**20
print(json.dumps({"blocks": len(found), "seconds": took, "cpu_seconds": cpu, "mb": mb}))
"""

# A light block → what its firing is given by its node, and by links.
FIRED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    NOTHING: ({"count": 3}, {"text": "hello", "items": [1, 2, 3]}),
    "basic.store_value": ({}, {"input": "hello"}),
    "logic.calculator": ({"operation": "Add", "b": 1}, {"a": 2}),
    "logic.condition": ({"operator": "<", "value2": 9}, {"value1": 3}),
    "data.create_list": ({}, {"values_$_0": 1, "values_$_1": 2}),
    "text.fill_template": ({"format": "Hi {{ name }}"}, {"values_#_name": "Ada"}),
    "agent.output": ({"name": "answer"}, {"value": 42}),
}


class Nothing(Block):
    """Take three values of different kinds and hand one on."""

    id = "6c3a5a7e-3f0d-4c55-9b2e-5a5f2c1d7e90"
    slug = NOTHING
    category = Category.BASIC
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="A text", min_length=1)
        count: int = Pin(1, description="A number", ge=0)
        items: list[int] = Pin([], description="A list")

    class Output(BlockOutput):
        result: str = Pin(description="The text")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        yield "result", input.text


def measure_blocks(rounds: int) -> dict[str, Report]:
    """The two cases, with their targets."""
    return {"one light firing": _firings(rounds), "import of the catalogue": _imports(max(3, rounds // 4))}


def _firings(rounds: int) -> Report:
    """Resolve the inputs, coerce, validate, run and check the outputs; microseconds of the processor."""
    took = {slug: _micros(slug, *given, rounds) for slug, given in FIRED.items()}
    report: Report = {"median_us": took[NOTHING], "of_other_blocks_us": took}
    return judged(report, [Target("median_us", at_most=60)])


def _micros(slug: str, defaults: Mapping[str, Any], tokens: dict[str, Any], rounds: int) -> float:
    node = make_plan(Graph((Node("n", slug, defaults),), ()), _found).nodes[0]
    ctx, seconds = Context(), []
    for _ in range(rounds + 1):
        began = time.thread_time()
        for _ in range(FIRINGS):
            fired = fire_pure(node.block, firing_values(node, tokens, {}, {}), ctx)
        seconds.append((time.thread_time() - began) / FIRINGS)
        assert fired.error is None, fired.error
    return round(statistics.median(seconds[1:]) * 1_000_000, 1)


def _found(block_id: str) -> type[Block] | None:
    return Nothing if block_id == NOTHING else find_block(block_id)


def _imports(rounds: int) -> Report:
    """In a fresh process each, which has imported nothing before; judged by the processor's time."""
    told = [_import() for _ in range(rounds)]
    report: Report = {
        "blocks": told[0]["blocks"],
        **times([one["seconds"] for one in told]),
        "median_cpu_ms": times([one["cpu_seconds"] for one in told])["median_ms"],
        "mb": round(statistics.median(one["mb"] for one in told), 1),
    }
    return judged(report, [Target("median_cpu_ms", at_most=700), Target("mb", at_most=40)])


def _import() -> dict[str, Any]:
    script = [sys.executable, "-c", _IMPORT]
    done = subprocess.run(script, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)  # noqa: S603  ourselves
    told: dict[str, Any] = json.loads(done.stdout)
    return told
