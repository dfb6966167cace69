"""The tools of a node: the nodes that its pin `tools` is linked to, described for whoever chooses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agents.engine.node_pins import agent_inputs, input_pins
from agents.engine.pins import split_pin
from agents.engine.plan import Plan, PlannedNode, Wire
from blocks.sdk import BlockKind
from blocks.sdk.tools import TOOL_PREFIX, ToolNode, ToolParameter

MAX_NAME_CHARACTERS = 64  # of a tool or a parameter, as providers take them
MAX_DESCRIPTION_CHARACTERS = 1_000
# Of a pin's schema, what a model reads; the rest is for forms.
_SCHEMA_KEYS = frozenset({
    "type", "description", "enum", "const", "items", "properties", "required", "additionalProperties",
    "anyOf", "oneOf", "allOf", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
    "format", "default",
})  # fmt: skip
_NESTED = ("items", "additionalProperties")
_MAX_DEPTH = 20


def tools_of(plan: Plan, node: PlannedNode) -> tuple[ToolNode, ...]:
    """One for each node that is linked, in the author's order; each of its linked pins is a parameter."""
    wires: dict[int, list[Wire]] = {}
    for wire in node.wires:
        if wire.source_pin.startswith(TOOL_PREFIX):
            wires.setdefault(wire.sink, []).append(wire)
    taken: set[str] = set()
    return tuple(_tool(plan.nodes[sink], wires[sink], taken) for sink in sorted(wires))


def _tool(node: PlannedNode, wires: list[Wire], taken: set[str]) -> ToolNode:
    names: set[str] = set()
    parameters = {_free(_plain(wire.sink_pin), names): _parameter(node, wire) for wire in wires}
    name = _free(_plain(_called(node)).lower(), taken)
    return ToolNode(node.id, name, _description(node)[:MAX_DESCRIPTION_CHARACTERS], parameters)


def _called(node: PlannedNode) -> str:
    given = [node.metadata.get("customized_name"), node.block.tool_name(node.input_default)]
    if node.block.kind is BlockKind.AGENT:
        given.append(node.input_default.get("agent_name"))
    return next((name for name in given if isinstance(name, str) and _plain(name)), node.block.name)


def _description(node: PlannedNode) -> str:
    if node.block.kind is BlockKind.AGENT:
        name = node.input_default.get("agent_name")
        return f"Runs the agent {name}." if name else node.block.description
    return node.block.tool_description(node.input_default) or node.block.description


def _parameter(node: PlannedNode, wire: Wire) -> ToolParameter:
    base, path = split_pin(wire.sink_pin)
    default = node.input_default.get(wire.sink_pin)
    is_required = input_pins(node.block, node.input_default).get(base, False) and default is None
    schema: dict[str, Any] = {"description": f"{path[-1][1]} in {base}"} if path else _schema_of(node, base)
    return ToolParameter(wire.sink_pin, wire.source_pin, schema, is_required or bool(path), default)


def _schema_of(node: PlannedNode, pin: str) -> dict[str, Any]:
    own = node.block.input_pins().get(pin)
    found: Any = own.schema if own is not None else None
    if own is None and node.block.kind is BlockKind.AGENT:
        found = agent_inputs(node.input_default).get(pin)
    elif own is None:
        found = node.block.dynamic_inputs(node.input_default).get(pin)
    return _readable(found, 0)


def _readable(schema: Any, depth: int) -> dict[str, Any]:
    """What models read of a schema; nothing where it refers to others."""
    if not isinstance(schema, Mapping) or "$ref" in str(schema) or depth > _MAX_DEPTH:
        description = schema.get("description") if isinstance(schema, Mapping) else None
        return {"description": description} if isinstance(description, str) else {}
    kept = {key: value for key, value in schema.items() if key in _SCHEMA_KEYS}
    for key in _NESTED:
        if isinstance(kept.get(key), Mapping):
            kept[key] = _readable(kept[key], depth + 1)
    if isinstance(kept.get("properties"), Mapping):
        kept["properties"] = {name: _readable(one, depth + 1) for name, one in kept["properties"].items()}
    for key in ("anyOf", "oneOf", "allOf"):
        if isinstance(kept.get(key), list):
            kept[key] = [_readable(one, depth + 1) for one in kept[key]]
    return kept


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:MAX_NAME_CHARACTERS]


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number if it is taken already; it is taken then."""
    made, number = name or "tool", 2
    while made in taken:
        made = f"{(name or 'tool')[: MAX_NAME_CHARACTERS - 4]}_{number}"
        number += 1
    taken.add(made)
    return made
