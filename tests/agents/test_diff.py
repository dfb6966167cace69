"""What differs between two graphs: a pure comparison, place by place."""

from __future__ import annotations

from typing import Any

import pytest

from agents.engine.diff import UNSET, Change, diff
from agents.engine.graph import Graph, Link, Node


def _graph(*nodes: Node, links: tuple[Link, ...] = (), **settings: Any) -> Graph:
    return Graph(nodes, links, settings)


A, B, C = Node("a", "text.fill"), Node("b", "text.fill"), Node("c", "text.fill")
AB, BC = Link("a", "out", "b", "in"), Link("b", "out", "c", "in")


def test_a_graph_does_not_differ_from_itself() -> None:
    graph = _graph(A, B, links=(AB, AB), on_error="stop")
    assert diff(graph, graph).is_empty


def test_nodes_and_links_are_added_and_removed() -> None:
    found = diff(_graph(A, B, links=(AB,)), _graph(B, C, links=(BC,)))
    assert (found.added_nodes, found.removed_nodes, dict(found.changed_nodes)) == ((C,), (A,), {})
    assert (found.added_links, found.removed_links, found.changed_links) == ((BC,), (AB,), ())
    assert not found.is_empty


def test_a_changed_node_names_each_entry_with_what_was_and_is() -> None:
    old = Node("a", "text.fill", {"same": 1, "url": "x", "gone": None}, {"position": {"x": 1}}, {})
    new = Node("a", "text.join", {"same": 1, "url": "y", "new": [1]}, {"position": {"x": 2}}, {"retry": {}})
    assert diff(_graph(old), _graph(new)).changed_nodes == {
        "a": (
            Change(("block_id",), "text.fill", "text.join"),
            Change(("input_default", "url"), "x", "y"),
            Change(("input_default", "gone"), None, UNSET),
            Change(("input_default", "new"), UNSET, [1]),
            Change(("metadata", "position"), {"x": 1}, {"x": 2}),
            Change(("settings", "retry"), UNSET, {}),
        )
    }


SAME = [
    pytest.param(1, 1, True, id="equal numbers"),
    pytest.param(1, True, False, id="1 is not true"),
    pytest.param(0, False, False, id="0 is not false"),
    pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, True, id="order of keys"),
    pytest.param([1, 2], [2, 1], False, id="order of items"),
    pytest.param("1", 1, False, id="text is not a number"),
    pytest.param(None, "", False, id="null is not an empty text"),
]


@pytest.mark.parametrize(("old", "new", "same"), SAME)
def test_values_are_compared_as_json(old: Any, new: Any, same: bool) -> None:
    one, other = Node("a", "x", {"pin": old}), Node("a", "x", {"pin": new})
    assert diff(_graph(one), _graph(other)).is_empty is same


def test_a_link_that_became_static_is_changed_and_its_own_id_does_not_matter() -> None:
    static = Link("a", "out", "b", "in", is_static=True, id="l")
    found = diff(_graph(A, B, links=(AB,)), _graph(A, B, links=(static,)))
    assert (found.added_links, found.removed_links, found.changed_links) == ((), (), ((AB, static),))
    renamed = Link("a", "out", "b", "in", id="other")
    assert diff(_graph(A, B, links=(AB,)), _graph(A, B, links=(renamed,))).is_empty


def test_of_links_that_stand_twice_one_may_be_taken_away() -> None:
    found = diff(_graph(A, B, links=(AB, AB)), _graph(A, B, links=(AB,)))
    assert (found.removed_links, found.added_links) == ((AB,), ())
    back = diff(_graph(A, B, links=(AB,)), _graph(A, B, links=(AB, AB)))
    assert (back.removed_links, back.added_links) == ((), (AB,))


def test_settings_and_the_order_of_nodes_are_compared() -> None:
    found = diff(_graph(A, B, on_error="stop"), _graph(B, A, safe_mode=True))
    assert found.settings == (
        Change(("on_error",), "stop", UNSET),
        Change(("safe_mode",), UNSET, True),
    )
    assert found.is_reordered
    assert not diff(_graph(A, B), _graph(C, A, B)).is_reordered
