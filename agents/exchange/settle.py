"""A node of a file as it can be kept here, with what was done to it.

Nothing that is left out here could have had an effect: names that are no pins are ignored when a step fires,
and credentials belong to the installation that the file comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agents.engine.graph import Node
from agents.engine.node_pins import input_pins
from agents.engine.pins import split_pin
from agents.engine.validation import Report
from agents.exchange.successors import current_id, current_pins
from blocks.sdk import Block, FindBlock, find_block

CREDENTIAL = "credentials"
CREDENTIAL_ID = "_credentials_id"  # beside a picked file: whose right it was picked with
_OF_ELSEWHERE = frozenset({"user_id"})  # of the installation that wrote the file; filled in by each run


@dataclass(frozen=True, slots=True)
class CredentialField:
    """A right to use a provider that the node's author has to connect again."""

    field: str
    providers: tuple[str, ...]  # one of them is enough; those the file names, else those the block knows
    is_optional: bool = False


def settled(
    node: Node, notes: Report, find: FindBlock = find_block
) -> tuple[Node, tuple[CredentialField, ...]]:
    """The node to keep, and the credentials it needs; what was left out of it is noted."""
    block_id = current_id(node.block_id)
    if block_id != node.block_id:
        notes.add(node.id, "block_id", f"The block {node.block_id!r} is called {block_id!r} by now.")
    block = find(block_id)
    given = current_pins(block_id, node.input_default)
    named = {name: value for name, value in given.items() if is_credential(name, block)}
    kept = {name: value for name, value in given.items() if name not in named}
    if block is not None:
        kept = _pins_alone(node.id, block, kept, notes)
    needed = _needed(node, block, named)
    return replace(node, block_id=block_id, input_default=without_credential_ids(kept)), needed


def is_credential(name: str, block: type[Block] | None) -> bool:
    """Whether the field says by which right a step acts, and nothing about what it does."""
    base, _ = split_pin(name)
    pin = block.input_pins().get(base) if block is not None else None
    if pin is not None:
        return pin.is_credential
    return base == CREDENTIAL or base.endswith(f"_{CREDENTIAL}")


def without_credential_ids(value: Any) -> Any:
    """A copy without the ids of credentials that stand beside what was picked with them."""
    if isinstance(value, dict):
        return {key: without_credential_ids(item) for key, item in value.items() if key != CREDENTIAL_ID}
    if isinstance(value, list):
        return [without_credential_ids(item) for item in value]
    return value


def _pins_alone(node_id: str, block: type[Block], values: Mapping[str, Any], notes: Report) -> dict[str, Any]:
    pins = input_pins(block, values)
    kept = {}
    for name, value in values.items():
        base, _ = split_pin(name)
        if base in pins:
            kept[name] = value
        elif value and base not in _OF_ELSEWHERE:
            notes.add(node_id, name, f"{block.name} has no input pin {base!r}; its value is left out.")
    return kept


def _needed(node: Node, block: type[Block] | None, named: Mapping[str, Any]) -> tuple[CredentialField, ...]:
    is_optional = node.metadata.get("credentials_optional") is True
    needed = {name: _providers(value, node, block) for name, value in named.items()}
    if block is not None and CREDENTIAL not in needed:
        needed[CREDENTIAL] = block.providers_for(node.input_default)
    return tuple(
        CredentialField(name, providers, is_optional) for name, providers in needed.items() if providers
    )


def _providers(value: Any, node: Node, block: type[Block] | None) -> tuple[str, ...]:
    given = value.get("provider") if isinstance(value, dict) else None
    if isinstance(given, str) and given:
        return (given[:100],)
    return block.providers_for(node.input_default) if block is not None else ()
