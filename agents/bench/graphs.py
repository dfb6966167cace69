"""The graphs that are measured."""

from __future__ import annotations

from agents.engine.graph import Graph, Link, Node

STORE = "basic.store_value"
EACH = "logic.step_through_items"
REQUEST = "web.send_request"


def chain(length: int) -> Graph:
    """Light nodes in a row."""
    nodes = [Node(f"{i}", STORE, {"input": 0} if i == 0 else {}) for i in range(length)]
    return Graph(tuple(nodes), tuple(Link(f"{i}", "output", f"{i + 1}", "input") for i in range(length - 1)))


def fan(width: int) -> Graph:
    """Light nodes side by side, and one that takes them all."""
    nodes = [Node(f"{i}", STORE, {"input": i}) for i in range(width)]
    links = [Link(f"{i}", "output", "join", f"values_$_{i}") for i in range(width)]
    return Graph((*nodes, Node("join", "data.create_list")), tuple(links))


def items(count: int) -> Graph:
    """A list, item by item through two nodes: 2 × count + 1 firings."""
    nodes = (Node("each", EACH, {"items": list(range(count))}), Node("take", STORE), Node("keep", STORE))
    return Graph(nodes, (Link("each", "item", "take", "input"), Link("take", "output", "keep", "input")))


def turns(count: int) -> Graph:
    """A loop that counts: 2 × count + 1 firings."""
    nodes = (
        Node("start", STORE, {"input": 0}),
        Node("add", "logic.calculator", {"operation": "Add", "b": 1}),
        Node("again", "logic.condition", {"operator": "<", "value2": count}),
    )
    links = (
        Link("start", "output", "add", "a"),
        Link("add", "result", "again", "value1"),
        Link("again", "yes_output", "add", "a"),
    )
    return Graph(nodes, links)


def heavy_chain(url: str, length: int) -> Graph:
    """HTTP calls in a row, each a task of its own."""
    nodes = [_call(f"{i}", url) for i in range(length)]
    return Graph(tuple(nodes), tuple(_then(f"{i}", f"{i + 1}") for i in range(length - 1)))


def diamond(url: str, *, long_ms: int, short_ms: int) -> Graph:
    """A call, two branches of one long and of two short calls, and one that waits for both.

    The critical path is short + long + short.
    """
    short, long = f"{url}?ms={short_ms}", f"{url}?ms={long_ms}"
    nodes = (
        _call("first", short),
        _call("left", long),
        _call("right 1", short),
        _call("right 2", short),
        Node("join", "data.create_list"),
        _call("last", short),
    )
    links = (
        _then("first", "left"),
        _then("first", "right 1"),
        _then("right 1", "right 2"),
        Link("left", "response", "join", "values_$_0"),
        Link("right 2", "response", "join", "values_$_1"),
        Link("join", "list", "last", "body_#_both"),
    )
    return Graph(nodes, links)


def _call(node_id: str, url: str) -> Node:
    return Node(node_id, REQUEST, {"url": url, "method": "GET"})


def _then(source: str, sink: str) -> Link:
    return Link(source, "response", sink, "body_#_before")
