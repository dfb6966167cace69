"""The JSON Schema of what an agent takes and gives, read off its input and output blocks that are enabled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agents.engine.graph import Graph, Node
from blocks.sdk import Block, BlockKind, FindBlock, find_block


def input_schema(graph: Graph, find: FindBlock = find_block) -> dict[str, Any]:
    """An object schema with one property per input block, by its name. Required: no default was set."""
    return _schema(graph, BlockKind.INPUT, "value", find)


def output_schema(graph: Graph, find: FindBlock = find_block) -> dict[str, Any]:
    """An object schema with one property per output block, by its name."""
    return _schema(graph, BlockKind.OUTPUT, "value", find)


def _schema(graph: Graph, kind: BlockKind, pin: str, find: FindBlock) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for node, block in _of_kind(graph.nodes, kind, find):
        name = node.input_default.get("name")
        if not isinstance(name, str) or not name:
            continue
        properties[name] = _property(node, block, pin)
        if kind is BlockKind.INPUT and pin not in node.input_default and "default" not in properties[name]:
            required.append(name)
    return {"type": "object", "properties": properties, "required": required}


def _of_kind(nodes: Iterable[Node], kind: BlockKind, find: FindBlock) -> Iterable[tuple[Node, type[Block]]]:
    for node in nodes:
        block = find(node.block_id)
        if block is not None and block.kind is kind and not node.is_disabled:
            yield node, block


def _property(node: Node, block: type[Block], pin: str) -> dict[str, Any]:
    """The pin's own schema, with the title, description and default that the author gave to the node.

    What the block says of its pin is meant for authors, and says nothing to who runs the agent.
    """
    given = node.input_default
    schema = block.input_pins()[pin].schema
    made = {key: value for key, value in schema.items() if key not in ("default", "description")}
    made["title"] = given.get("title") or given.get("name")
    if given.get("description"):
        made["description"] = given["description"]
    for flag in ("advanced", "secret"):
        if given.get(flag):
            made[flag] = True
    if given.get("options"):
        made["enum"] = given["options"]
    if given.get(pin) is not None and not given.get("secret"):
        made["default"] = given[pin]
    return made
