"""Whatever finishes first and whoever dies, an execution does the same things in the same waves."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.engine.graph import Graph, Link, Node
from agents.engine.plan import PlannedNode, make_plan
from agents.engine.validation import check_run
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Firing, Pin
from tests.agents.memory import MemoryRun, in_lockstep

pytestmark = pytest.mark.slow

LOOP_TURNS = 6  # a value that went round this often is not sent on


class _Toy(Block):
    category = Category.LOGIC

    class Input(BlockInput):
        a: Any = Pin(default=None, description="One value")
        b: Any = Pin(default=None, description="Another value")

    class Output(BlockOutput):
        x: Any = Pin(description="Mixed values")
        y: Any = Pin(description="Sometimes the same")

    async def run(self, input: Any, ctx: Any) -> Any:
        yield "x", None  # never called: `_mix` stands for it


class PlainToy(_Toy):
    """Sends what it got."""

    id = "0d5c2a7e-7f0c-4a3c-9b43-54a3c5d4b1a1"
    slug = "toy.plain"


class StaticToy(_Toy):
    """Sends what it got, and lends it."""

    id = "0d5c2a7e-7f0c-4a3c-9b43-54a3c5d4b1a2"
    slug = "toy.static"
    static_output = True


TOYS: dict[str, type[Block]] = {"plain": PlainToy, "static": StaticToy}


def _mix(node: PlannedNode, values: dict[str, Any]) -> Firing:
    """Deterministic outputs that tell which values met: up to three on x, on y only for some."""
    a, b = values.get("a"), values.get("b")
    turns = max(_turns(a), _turns(b)) + 1
    text = f"{node.position}({_text(a)},{_text(b)})"
    seed = random.Random(text).random()
    outputs: list[tuple[str, Any]] = []
    if turns < LOOP_TURNS:
        count = 1 + (seed > 0.6) + (seed > 0.9) if node.is_start or seed > 0.8 else 1
        outputs = [("x", [turns, f"{text}{i}"[:200]]) for i in range(count)]
        if seed < 0.7:
            outputs.append(("y", [turns, f"{text}y"[:200]]))
    return Firing(input=values, outputs=outputs)


def _turns(value: Any) -> int:
    return value[0] if isinstance(value, list) else 0


def _text(value: Any) -> str:
    return value[1] if isinstance(value, list) else "-"


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(2, 8))
    nodes = tuple(Node(str(i), draw(st.sampled_from(["plain", "plain", "static"]))) for i in range(size))
    end = st.integers(0, size - 1).map(str)
    pins = st.sampled_from("xxy"), st.sampled_from("ab")
    one = st.builds(Link, end, pins[0], end, pins[1], st.sampled_from([False, False, True]))
    links = draw(st.lists(one, min_size=1, max_size=12))
    return Graph(nodes, tuple(links))


@settings(max_examples=400, deadline=None)
@given(graphs(), st.integers(0, 2**32))
def test_neither_order_nor_chunks_nor_deaths_change_anything(graph: Graph, seed: int) -> None:
    plan = make_plan(graph, TOYS.get)
    if not check_run(plan, {}, {}).is_clean:
        return
    try:
        expected = in_lockstep(plan, _mix)
    except AssertionError:
        return  # too large to be told apart from endless
    assert MemoryRun(plan, fire=_mix).to_end() == expected
    assert MemoryRun(plan, fire=_mix, chance=random.Random(seed)).to_end() == expected


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sets(st.integers(0, 7)), st.integers(0, 2**32))
def test_disabled_nodes_are_as_if_they_had_never_been(graph: Graph, disabled: set[int], seed: int) -> None:
    gone = {str(place) for place in disabled}
    nodes = tuple(replace(n, settings={"is_disabled": n.id in gone}) for n in graph.nodes)
    left = tuple(node for node in graph.nodes if node.id not in gone)
    links = tuple(link for link in graph.links if not {link.source_id, link.sink_id} & gone)
    plan = make_plan(replace(graph, nodes=nodes), TOYS.get)
    without = make_plan(Graph(left, links), TOYS.get)
    assert [node.id for node in plan.nodes] == [node.id for node in left]
    assert plan.left_out.nodes.keys() == {node.id for node in graph.nodes} & gone
    if not check_run(without, {}, {}).is_clean:
        assert not check_run(plan, {}, {}).is_clean
        return
    try:
        expected = in_lockstep(without, _mix)
    except AssertionError:
        return
    assert check_run(plan, {}, {}).is_clean
    assert MemoryRun(plan, fire=_mix, chance=random.Random(seed)).to_end() == expected
