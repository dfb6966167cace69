"""Orchestrators of older files, which draw as links what a model in rounds does by itself here.

There a conversation goes in a circle: `conversations` back into `conversation_history` of the same node, and
what the called nodes give back into `last_tool_output`. Such a node waits for itself and could never begin;
it becomes one that works in rounds, and the links of the circle are left out.
"""

from __future__ import annotations

from dataclasses import replace

from agents.engine.graph import Link, Node
from agents.engine.pins import split_pin
from agents.engine.validation import Report
from agents.services.graphs import GraphDocument
from blocks.sdk import find_block

ROUNDS = "agent_mode_max_iterations"
ALL_ROUNDS = -1  # as many as the block allows
_SAID, _BACK, _RESULT = "conversations", "conversation_history", "last_tool_output"


def without_tool_loops(given: GraphDocument, notes: Report) -> GraphDocument:
    """The document with rounds instead of circles of links, and a note for each node that was changed."""
    looping = _looping(given)
    if not looping:
        return given
    for node_id in sorted(looping):
        notes.add(node_id, ROUNDS, "The circle of links is left out: the model calls its tools in rounds.")
    nodes = tuple(_in_rounds(node) if node.id in looping else node for node in given.graph.nodes)
    kept = [
        (link, said)
        for link, said in zip(given.graph.links, given.static_said, strict=True)
        if not _is_of_circle(link, looping)
    ]
    graph = replace(given.graph, nodes=nodes, links=tuple(link for link, _ in kept))
    return replace(given, graph=graph, static_said=tuple(said for _, said in kept))


def _looping(given: GraphDocument) -> set[str]:
    """Ids of the nodes that decide once and are linked to hear of their own conversation."""
    circles = {link.sink_id for link in given.graph.links if _is_own_conversation(link)}
    return {
        node.id
        for node in given.graph.nodes
        if node.id in circles and _decides_once(node) and _has_rounds(node)
    }


def _is_own_conversation(link: Link) -> bool:
    return (
        link.source_id == link.sink_id
        and split_pin(link.source_name)[0] == _SAID
        and split_pin(link.sink_name)[0] == _BACK
    )


def _decides_once(node: Node) -> bool:
    return not node.input_default.get(ROUNDS)


def _has_rounds(node: Node) -> bool:
    block = find_block(node.block_id)
    return block is not None and block.calls_tools and ROUNDS in block.input_pins()


def _in_rounds(node: Node) -> Node:
    return replace(node, input_default={**node.input_default, ROUNDS: ALL_ROUNDS})


def _is_of_circle(link: Link, looping: set[str]) -> bool:
    if link.sink_id not in looping:
        return False
    return _is_own_conversation(link) or split_pin(link.sink_name)[0] == _RESULT
