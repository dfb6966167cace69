"""A node without what must not leave the installation.

Fields declared secret go (by the block, or by the author of an input), the headers of a request that carry
keys, and the ids of credentials. Nothing else does: a name alone, such as `max_tokens`, says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.engine.node_pins import agent_inputs
from agents.engine.pins import split_pin
from agents.exchange.settle import is_credential, without_credential_ids
from blocks.finding import find_any_block
from blocks.sdk import Block, BlockKind
from blocks.sdk.coercion import without_keys


def stripped(block_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A node's defaults as they may be shown to anybody."""
    block = find_any_block(block_id)
    secret = _secret_names(block, values)
    kept = {
        name: value
        for name, value in values.items()
        if split_pin(name)[0] not in secret and not is_credential(name, block)
    }
    if block is not None:
        kept = _without_headers(kept, block)
        if block.kind is BlockKind.AGENT:
            kept = _without_secret_inputs(kept)
    shown: dict[str, Any] = without_credential_ids(kept)
    return shown


def _secret_names(block: type[Block] | None, values: Mapping[str, Any]) -> frozenset[str]:
    """The pins whose values are secret, of the block itself and of the agent that it runs."""
    if block is None:
        return frozenset()
    if block.kind in (BlockKind.INPUT, BlockKind.OUTPUT) and values.get("secret"):
        return block.secret_pins() | {"value"}
    if block.kind is BlockKind.AGENT:
        return block.secret_pins() | _secret_inputs(values)
    return block.secret_pins()


def _secret_inputs(values: Mapping[str, Any]) -> frozenset[str]:
    schemas = agent_inputs(values).items()
    return frozenset(name for name, schema in schemas if isinstance(schema, dict) and schema.get("secret"))


def _without_secret_inputs(values: dict[str, Any]) -> dict[str, Any]:
    """Secret values that the node hands on, and those that stand as defaults in the agent's own form."""
    secret = _secret_inputs(values)
    if not secret:
        return values
    kept = dict(values)
    if isinstance(given := kept.get("inputs"), dict):
        kept["inputs"] = {name: value for name, value in given.items() if name not in secret}
    form = kept["input_schema"]
    properties = {
        name: {key: item for key, item in schema.items() if key != "default"} if name in secret else schema
        for name, schema in form["properties"].items()
    }
    kept["input_schema"] = {**form, "properties": properties}
    parts = {f"inputs_#_{name}" for name in secret}
    return {name: value for name, value in kept.items() if name not in parts}


def _without_headers(values: Mapping[str, Any], block: type[Block]) -> dict[str, Any]:
    kept = {}
    for name, value in values.items():
        base, path = split_pin(name)
        if base not in block.header_pins():
            kept[name] = value
        elif not path:
            kept[name] = without_keys(value)
        elif without_keys({path[0][1]: value}):
            kept[name] = value
    return kept
