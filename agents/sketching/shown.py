"""Blocks, and a graph that is to be changed, as a model reads them: compact, and without secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from agents.engine.graph import Graph, Node
from agents.engine.node_pins import input_pins
from agents.engine.pins import split_pin
from agents.exchange.settle import is_credential
from agents.exchange.strip import stripped
from agents.sketching.candidates import is_offered
from blocks.sdk import Block, BlockKind, PinSpec, all_blocks, find_block

KEPT = "(kept)"  # stands for a value of the graph that a model does not see, and may leave where it is
MAX_VALUE_CHARACTERS = 1_500  # longer values of a graph are not shown
_ABOUT_CHARACTERS = 110  # of what a pin is for
_VALUE_CHARACTERS = 60  # of a default
_CHOICES = 12
_PARTS = 15
_KINDS = {
    BlockKind.INPUT: "an input of the agent",
    BlockKind.OUTPUT: "a result of the agent",
    BlockKind.TRIGGER: "starts the agent on an outside event; nothing is linked into it",
    BlockKind.REVIEW: "asks a person",
}


def blocks_text(blocks: Iterable[type[Block]]) -> str:
    return "\n".join(_text_of(block.slug) for block in blocks)


@cache
def names_of_all() -> str:
    """The ids of all blocks there are, by family."""
    families: dict[str, list[str]] = {}
    for block in all_blocks():
        if is_offered(block):
            family, _, name = block.slug.partition(".")
            families.setdefault(family, []).append(name)
    return "\n".join(f"{family}: {' '.join(names)}" for family, names in families.items())


def pins_text(block: type[Block]) -> str:
    """The names alone, for a model that took others."""
    takes = ", ".join(pin.name for pin in _settable(block)) or "none"
    return f"{block.slug} takes {takes}; gives {', '.join(block.output_pins())}"


def graph_json(graph: Graph, ids: Mapping[str, str]) -> str:
    """A graph in the form of drawings. ids: node id → what a model calls it."""
    steps = [_step(node, ids[node.id]) for node in graph.nodes if node.id in ids]
    links = [
        {"from": f"{ids[link.source_id]}.{link.source_name}", "to": f"{ids[link.sink_id]}.{link.sink_name}"}
        | ({"keep": True} if link.is_static else {})
        for link in graph.links
        if link.source_id in ids and link.sink_id in ids
    ]
    return json.dumps({"steps": steps, "links": links}, ensure_ascii=False)


def visible(node: Node) -> dict[str, Any]:
    """The values of a node that a model may see: of known pins, and neither secret nor a right to act."""
    block = find_block(node.block_id)
    if block is None:
        return {}
    pins = input_pins(block, node.input_default)
    shown = stripped(node.block_id, node.input_default)
    return {name: value for name, value in shown.items() if split_pin(name)[0] in pins}


@cache
def _text_of(slug: str) -> str:
    block = find_block(slug)
    return _block_text(block) if block is not None else ""


def _block_text(block: type[Block]) -> str:
    marks = [_KINDS.get(block.kind, ""), "needs an account" if block.providers else ""]
    about = f" [{'; '.join(filter(None, marks))}]" if any(marks) else ""
    pins = _settable(block)
    plain = [_pin_text(pin) for pin in pins if not pin.advanced]
    lines = [f"{block.slug}: {block.description}{about}", f"  in: {' | '.join(plain) or 'nothing'}"]
    if advanced := [pin.name for pin in pins if pin.advanced]:
        lines.append(f"  in, rarely: {', '.join(advanced)}")
    gives = [f"{pin.name} ({pin.shape.expected}{_parts(pin)})" for pin in block.output_pins().values()]
    return "\n".join([*lines, f"  out: {', '.join(gives)}"])


def _parts(pin: PinSpec) -> str:
    """The names of what an output is made of, where its type says them."""
    forms = [form.get("properties", {}) for form in pin.schema.get("$defs", {}).values()]
    names = [name for form in forms[:1] for name in form][:_PARTS]
    return f" of {', '.join(names)}" if names else ""


def _settable(block: type[Block]) -> Sequence[PinSpec]:
    return [pin for pin in block.input_pins().values() if not (pin.secret or is_credential(pin.name, block))]


def _pin_text(pin: PinSpec) -> str:
    about = str(pin.schema.get("description", ""))[:_ABOUT_CHARACTERS]
    kind = _kind(pin)
    if pin.required:
        return f"{pin.name}* ({kind}): {about}"
    default = json.dumps(pin.default, ensure_ascii=False)
    shown = "" if pin.default in (None, "", [], {}) or len(default) > _VALUE_CHARACTERS else f" = {default}"
    return f"{pin.name} ({kind}){shown}: {about}"


def _kind(pin: PinSpec) -> str:
    expected = pin.shape.expected
    if expected.startswith("one of ") and expected.count(",") >= _CHOICES:
        return ", ".join(expected.split(", ")[:_CHOICES]) + ", …"
    return expected


def _step(node: Node, step_id: str) -> dict[str, Any]:
    values = {name: _shown(value) for name, value in visible(node).items()}
    title = node.metadata.get("customized_name")
    step = {"id": step_id, "block": node.block_id, "values": values}
    return step | ({"title": title} if isinstance(title, str) and title else {})


def _shown(value: Any) -> Any:
    return KEPT if len(json.dumps(value, ensure_ascii=False)) > MAX_VALUE_CHARACTERS else value
