"""Which pins a node has: those of its block, or, where the block runs another agent, also that agent's.

A node that runs an agent carries the agent's schemas in its own defaults, so a graph can be checked without
looking up others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocks.sdk import Block, BlockKind


def input_pins(block: type[Block], defaults: Mapping[str, Any]) -> dict[str, bool]:
    """Name of each input pin → whether it is required."""
    own = {name: pin.required for name, pin in block.input_pins().items()}
    if block.kind is not BlockKind.AGENT:
        required = block.dynamic_required(defaults)
        return {name: name in required for name in block.dynamic_inputs(defaults)} | own
    inputs = agent_inputs(defaults)
    named = _names(_schema(defaults, "input_schema").get("required"))
    return {name: name in named - set(_object(defaults.get("inputs"))) for name in inputs} | own


def output_pins(block: type[Block], defaults: Mapping[str, Any]) -> set[str]:
    """Names of the output pins."""
    own = set(block.output_pins())
    if block.kind is not BlockKind.AGENT:
        return own
    return own | set(agent_outputs(defaults))


def agent_inputs(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Name of each input of the agent that a node runs → its JSON Schema."""
    return _object(_schema(values, "input_schema").get("properties"))


def agent_outputs(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Name of each output of the agent that a node runs → its JSON Schema."""
    return _object(_schema(values, "output_schema").get("properties"))


def _names(value: Any) -> set[str]:
    return {name for name in value if isinstance(name, str)} if isinstance(value, list) else set()


def _schema(defaults: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return _object(defaults.get(name))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
