"""Tools as the planner sees them: what they are called, what they take, and firings that take no tokens."""

from __future__ import annotations

from typing import Any

from agents.engine.graph import Graph, Link, Node
from agents.engine.plan import Plan, make_plan
from agents.engine.planner import Ready, called, frontier, is_over
from agents.engine.state import RunState
from agents.engine.tools import tools_of
from agents.engine.validation import check_run

BOSS, ADD, STORE = "ai.orchestrator", "logic.calculator", "basic.store_value"


def link(wire: str) -> Link:
    source, sink = (end.split(".", 1) for end in wire.split(" -> "))
    return Link(source[0], source[1], sink[0], sink[1])


def planned(*nodes: Node, links: tuple[str, ...]) -> Plan:
    return make_plan(
        Graph((Node("boss", BOSS, {"prompt": "Go"}), *nodes), tuple(link(wire) for wire in links))
    )


def one_ready(run: RunState) -> Ready:
    (ready,) = frontier(run, at_most=10)
    return ready


def test_a_tool_has_the_linked_pins_for_parameters_and_a_name_that_models_take() -> None:
    custom: dict[str, Any] = {"customized_name": "Größe & Zahl!"}
    plan = planned(
        Node("a", ADD, {"operation": "Add", "b": 5}),
        Node("b", ADD, {"operation": "Add"}, custom),
        Node("c", "text.fill_template", {"format": "{{ x }}"}),
        links=(
            "boss.tools -> a.a",
            "boss.tools_^_anything_~_b -> a.b",
            "boss.tools -> b.a",
            "boss.tools -> c.values_#_x",
            "boss.finished -> b.b",
        ),
    )
    first, second, third = tools_of(plan, plan.nodes[0])
    assert (first.node_id, first.name, second.name, third.name) == (
        "a", "calculator", "gr_e_zahl", "fill_text_template",
    )  # fmt: skip
    assert first.json_schema() == {
        "type": "object",
        "properties": {
            "a": {"description": "The first number", "type": "number"},
            "b": {"description": "The second number", "type": "number"},
        },
        "required": ["a"],
    }
    assert first.values({"a": 1}) == {"a": 1, "b": 5}
    assert {one.output_pin for one in first.parameters.values()} == {"tools_^_a_~_a", "tools_^_a_~_b"}
    assert list(second.parameters) == ["a"]
    assert third.json_schema()["properties"] == {"values_x": {"description": "x in values"}}
    assert third.values({"values_x": 1}) == {"values_#_x": 1}


def test_a_value_for_one_tool_does_not_reach_another() -> None:
    plan = planned(
        Node("a", STORE), Node("b", STORE), links=("boss.tools -> a.input", "boss.tools -> b.input")
    )
    run = RunState(plan)
    one_ready(run)
    run.deliver(0, [("tools_^_b_~_input", 1), ("tools", 2)])
    ready = one_ready(run)
    assert (ready.node.id, ready.tokens) == ("b", {"input": 1})


def test_a_called_firing_takes_no_tokens_and_is_a_wave_after_its_caller() -> None:
    adder = Node("a", ADD, {"operation": "Add", "b": 5})
    plan = planned(adder, Node("b", STORE), links=("boss.tools -> a.a", "a.result -> b.input"))
    run = RunState(plan)
    boss = one_ready(run)
    made = called(run, 1, {"a": 7}, wave=boss.wave, caller="x", may_wait=True)
    assert made is not None
    assert (made.index, made.wave, made.step, made.tokens, made.caller) == (0, 1, 1, {"a": 7}, "x")
    run.deliver(1, [("result", 12)])
    assert one_ready(run).tokens == {"input": 12}
    run.deliver(2, [])
    assert not is_over(run)  # the caller is out
    run.deliver(0, [("tools_^_a_~_a", 8)])
    own = one_ready(run)
    assert (own.node.id, own.index, own.tokens, own.caller) == ("a", 1, {"a": 8}, "")


def test_a_snapshot_keeps_how_many_firings_were_called() -> None:
    plan = planned(Node("a", STORE), links=("boss.tools -> a.input",))
    run = RunState(plan)
    boss = one_ready(run)
    called(run, 1, {"input": 7}, wave=boss.wave, caller="x", may_wait=False)
    again = RunState.from_json(plan, run.to_json())
    again.deliver(1, [])
    again.deliver(0, [("tools_^_a_~_input", 8)])
    assert one_ready(again).tokens == {"input": 8}


def test_a_call_waits_for_what_others_feed_and_only_as_long_as_that_may_come() -> None:
    plan = planned(
        Node("a", ADD, {"operation": "Add"}),
        Node("given", STORE, {"input": 5}),
        links=("boss.tools -> a.a", "given.output -> a.b"),
    )
    run = RunState(plan)
    frontier(run, at_most=10)
    assert called(run, 1, {"a": 1}, wave=0, caller="x", may_wait=True) is None
    without = called(run, 1, {"a": 1}, wave=0, caller="x", may_wait=False)
    assert without is not None
    assert without.tokens == {"a": 1}
    run.deliver(2, [("output", 5)])
    made = called(run, 1, {"a": 2}, wave=0, caller="x", may_wait=True)
    assert made is not None
    assert (made.index, made.tokens) == (1, {"a": 2, "b": 5})


def test_what_was_sent_to_a_tool_may_be_pinned() -> None:
    plan = planned(Node("a", STORE), links=("boss.tools -> a.input",))
    assert check_run(plan, {}, {}, {"boss": [["tools_^_a_~_input", 1]]}).is_clean
    assert not check_run(plan, {}, {}, {"a": [["tools_^_a_~_input", 1]]}).is_clean
