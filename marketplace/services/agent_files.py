"""An agent's file, as whoever adds the agent gets it, read for what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agents.engine.disabled import enabled
from agents.engine.graph import Graph, Link, Node, own_title


@dataclass(frozen=True, slots=True)
class FiledGraph:
    """One agent of a file: the one that is offered, or one that it runs (`is_step`)."""

    id: str
    name: str
    graph: Graph
    is_step: bool
    said: Mapping[str, Any]  # the whole entry


def graphs_of(file: Mapping[str, Any]) -> Iterator[FiledGraph]:
    """The agent, and those that it runs. file: as `export_agent` made it."""
    if not file:
        return
    yield _read(file, is_step=False)
    for below in file.get("sub_graphs", ()):
        yield _read(below, is_step=True)


def nodes_that_run(file: Mapping[str, Any]) -> Iterator[tuple[FiledGraph, Node]]:
    """Every node that is not disabled, with the agent that it is of."""
    for filed in graphs_of(file):
        for node in enabled(filed.graph).nodes:
            yield filed, node


def title_of(node: Node, otherwise: str) -> str:
    """What its author calls a node, or else its block's name."""
    return own_title(node.metadata) or otherwise


def _read(said: Mapping[str, Any], *, is_step: bool) -> FiledGraph:
    nodes = {node["id"]: _node(node) for node in said["nodes"]}
    order = said.get("node_order") or list(nodes)
    links = tuple(_link(link) for link in said["links"])
    graph = Graph(tuple(nodes[key] for key in order), links, said["settings"])
    return FiledGraph(said["id"], said["name"], graph, is_step, said)


def _node(said: Mapping[str, Any]) -> Node:
    return Node(
        said["id"], said["block_id"], said["input_default"], said["metadata"], said.get("settings", {})
    )


def _link(said: Mapping[str, Any]) -> Link:
    ends = (said["source_id"], said["source_name"], said["sink_id"], said["sink_name"])
    return Link(*ends, bool(said.get("is_static")), said.get("id", ""))
