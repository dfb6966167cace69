"""A graph out of a drawing: new, or the one that was to be changed with what a model does not see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.engine.graph import Graph, Link, Node
from agents.engine.node_pins import input_pins
from agents.engine.pins import split_pin
from agents.exchange.settle import is_credential, without_credential_ids
from agents.sketching.form import Drawing, Step
from agents.sketching.shown import KEPT, visible
from blocks.sdk import Block, BlockKind, find_block
from blocks.sdk.coercion import without_keys

_TITLE = "customized_name"


@dataclass(frozen=True, slots=True)
class Base:
    """The graph that is to be changed; an empty one for a new agent. ids: node id → what a model calls it."""

    name: str = ""
    graph: Graph = field(default_factory=lambda: Graph((), ()))
    ids: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, graph: Graph) -> Base:
        """Nodes get short names; notes stay as they are, and no model hears of them."""
        meant = [node for node in graph.nodes if not _is_note(node)]
        return cls(name, graph, {node.id: f"n{place}" for place, node in enumerate(meant, start=1)})

    def node_of(self, step: Step) -> Node | None:
        """The node that a step stands for, if it still uses the same block."""
        return next(
            (
                node
                for node in self.graph.nodes
                if self.ids.get(node.id) == step.id and _is_same(node.block_id, step.block)
            ),
            None,
        )


def node_ids(drawing: Drawing, base: Base) -> dict[str, str]:
    """Step → node id: of the node that it stands for, else its own, unless another node has that."""
    kept = {step.id: node.id for step in drawing.steps if (node := base.node_of(step)) is not None}
    taken = {node.id for node in base.graph.nodes}
    named = dict(kept)
    for step in drawing.steps:
        if step.id not in named:
            named[step.id] = _free(step.id, taken)
            taken.add(named[step.id])
    return named


def built(drawing: Drawing, base: Base, ids: Mapping[str, str]) -> Graph:
    """The graph that a drawing is about. Links whose ends are no steps are left out."""
    known = {
        (link.source_id, link.source_name, link.sink_id, link.sink_name): link.id for link in base.graph.links
    }
    links = []
    for wire in drawing.wires:
        if wire.source in ids and wire.sink in ids:
            ends = (ids[wire.source], wire.output, ids[wire.sink], wire.input)
            links.append(Link(*ends, is_static=wire.keeps, id=known.get(ends, "")))
    linked = {(link.sink_id, link.sink_name) for link in links}
    nodes = [_node(step, base.node_of(step), ids[step.id], linked) for step in drawing.steps]
    notes = [node for node in base.graph.nodes if _is_note(node)]
    return Graph((*nodes, *notes), tuple(links), base.graph.settings)


def _node(step: Step, before: Node | None, node_id: str, linked: set[tuple[str, str]]) -> Node:
    titled = {_TITLE: step.title} if step.title else {}
    if before is None:
        values = {name: value for name, value in step.values.items() if value != KEPT}
        return Node(node_id, step.block, values, titled)
    shown = visible(before)
    values = {
        name: before.input_default.get(name) if is_kept(value, shown.get(name)) else value
        for name, value in step.values.items()
        if value != KEPT or name in before.input_default
    }
    hidden = {
        name: value
        for name, value in before.input_default.items()
        if name not in shown and (node_id, name) not in linked and _has_effect(name, before)
    }
    metadata = {**before.metadata, **titled}
    return Node(node_id, before.block_id, {**values, **hidden}, metadata, before.settings)


def _has_effect(name: str, node: Node) -> bool:
    """Whether a value is of a pin, or a right to act; others would be refused when the graph is saved."""
    block = find_block(node.block_id)
    if block is None or is_credential(name, block):
        return True
    return split_pin(name)[0] in input_pins(block, node.input_default)


def is_kept(value: Any, shown: Any) -> bool:
    """Whether a model left a value as it was: one that it did not see, or not in full, stays whole."""
    return value == KEPT or (shown is not None and value == shown)


def forbidden(step: Step, before: Node | None) -> list[str]:
    """The values of a step that are the person's alone to set: accounts, and what is secret."""
    block = find_block(step.block)
    return [
        name
        for name, value in step.values.items()
        if not (value == KEPT and before is not None) and _is_the_persons(name, value, block)
    ]


def _is_the_persons(name: str, value: Any, block: type[Block] | None) -> bool:
    if is_credential(name, block) or without_credential_ids(value) != value:
        return True
    if block is None:
        return False
    return name in block.secret_pins() or (name in block.header_pins() and without_keys(value) != value)


def _is_note(node: Node) -> bool:
    block = find_block(node.block_id)
    return block is not None and block.kind is BlockKind.NOTE


def _is_same(ref: str, other: str) -> bool:
    return ref == other or (find_block(ref) is not None and find_block(ref) is find_block(other))


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name
