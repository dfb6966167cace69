"""A run up to one node: that node, and what it takes to give it its inputs.

What is not needed counts as disabled, so that a plan, a snapshot and a worker know of it no more than of
other disabled nodes (`disabled.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from agents.engine.disabled import enabled
from agents.engine.graph import Graph
from agents.engine.pins import split_pin
from agents.engine.plan import Plan
from blocks.sdk import BlockKind, find_block
from blocks.sdk.tools import is_tool_pin


def up_to(
    graph: Graph,
    node_id: str,
    pinned: Collection[str] = (),
    also: Collection[str] = (),
) -> Graph:
    """The graph in which all is disabled that `node_id` can do without.

    pinned: ids of nodes whose outputs are given. They need nothing: links into them are left out, and each
    gives its outputs once. A model brings the nodes along that it may use as tools.
    also: ids of nodes that stay besides, with all that they need.
    """
    links = [link for link in enabled(graph).links if link.sink_id not in pinned]
    # Blocks of imported APIs call no tools, and are not looked up.
    blocks = {node.id: find_block(node.block_id) for node in graph.nodes}
    needs: dict[str, set[str]] = defaultdict(set)
    for link in links:
        needs[link.sink_id].add(link.source_id)
        block = blocks.get(link.source_id)
        if block is not None and block.calls_tools and is_tool_pin(split_pin(link.source_name)[0]):
            needs[link.source_id].add(link.sink_id)
    needed = {*also} | _closure(
        node_id, {sink: sources for sink, sources in needs.items() if sink not in pinned}
    )
    return replace(
        graph,
        nodes=tuple(
            node if node.id in needed else replace(node, settings={**node.settings, "is_disabled": True})
            for node in graph.nodes
        ),
        links=tuple(link for link in links if {link.source_id, link.sink_id} <= needed),
    )


def inputs_within(part: Plan, whole: Plan, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The agent's inputs that count for a part of it. Names that the whole does not know stay."""
    aside = _input_names(whole) - _input_names(part)
    return {name: value for name, value in inputs.items() if name not in aside}


def _closure(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        more = needs.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


def _input_names(plan: Plan) -> set[str]:
    named = (node.input_default.get("name") for node in plan.nodes if node.block.kind is BlockKind.INPUT)
    return {name for name in named if isinstance(name, str)}
