"""Disabled nodes: an author's own, kept with all they hold, and left out of every run.

They are taken out in one place, before a plan is made and before blocks and pins are checked; so nothing
that runs a graph knows of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from agents.engine.graph import Graph, Node
from agents.engine.pins import split_pin
from blocks.sdk import Block, BlockKind

_NAMED_BY = {BlockKind.INPUT: "name", BlockKind.OUTPUT: "name", BlockKind.AGENT: "agent_name"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a plan does not have, for those who ask why."""

    nodes: Mapping[str, Node] = field(default_factory=dict)  # by id
    feeders: Mapping[tuple[str, str], str] = field(default_factory=dict)  # node id, pin → who fed it first
    inputs: frozenset[str] = frozenset()  # names of agent inputs


def enabled(graph: Graph) -> Graph:
    """The graph as it runs: without its disabled nodes, and the links from and to them."""
    nodes = tuple(node for node in graph.nodes if not node.is_disabled)
    if len(nodes) == len(graph.nodes):
        return graph
    gone = {node.id for node in graph.nodes if node.is_disabled}
    links = tuple(link for link in graph.links if not {link.source_id, link.sink_id} & gone)
    return replace(graph, nodes=nodes, links=links)


def left_out_of(graph: Graph, find: Callable[[str], type[Block] | None]) -> LeftOut:
    """What `enabled` takes away of this graph."""
    nodes = {node.id: node for node in graph.nodes if node.is_disabled}
    feeders: dict[tuple[str, str], str] = {}
    for link in graph.links:
        if link.source_id in nodes:
            title = _title(nodes[link.source_id], find)
            feeders.setdefault((link.sink_id, split_pin(link.sink_name)[0]), title)
    inputs = (node for node in nodes.values() if _is_input(find(node.block_id)))
    names = (node.input_default.get("name") for node in inputs)
    return LeftOut(nodes, feeders, frozenset(name for name in names if isinstance(name, str)))


def enabled_alone(graph: Graph, node_id: str) -> Graph:
    """One node without its links, and enabled: whoever asks for it alone wants it to run."""
    alone = (node for node in graph.nodes if node.id == node_id)
    nodes = (replace(node, settings={**node.settings, "is_disabled": False}) for node in alone)
    return replace(graph, nodes=tuple(nodes), links=())


def _title(node: Node, find: Callable[[str], type[Block] | None]) -> str:
    """What the builder calls a node: its own title, else a name among its values, else that of its block."""
    block = find(node.block_id)
    found = [node.metadata.get("customized_name")]
    if block is not None and block.kind in _NAMED_BY:
        found.append(node.input_default.get(_NAMED_BY[block.kind]))
    found += [block.name if block else node.id]
    return next(title for title in found if isinstance(title, str) and title)


def _is_input(block: type[Block] | None) -> bool:
    return block is not None and block.kind is BlockKind.INPUT
