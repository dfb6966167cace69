"""Every problem of a graph at once, by node and pin.

Three questions: can it be kept, if only as a draft (`check_shape`: bounds, ids, links between nodes that
exist), may it be saved (`check_structure`: besides, known blocks and pins), and may it run (`check_run`:
besides, required pins are set, something starts, nothing waits for itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.engine import limits
from agents.engine.disabled import enabled
from agents.engine.graph import Graph, Link, Node
from agents.engine.node_pins import input_pins, output_pins
from agents.engine.pins import Path, split_pin
from agents.engine.plan import Plan, PlannedNode
from blocks.sdk import Block, BlockKind, FindBlock, find_block
from blocks.sdk.tools import is_tool_pin


@dataclass(slots=True)
class Report:
    """What is wrong. nodes: node id → pin or field → message; links: one entry a problem; graph: the rest."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    graph: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.nodes or self.links or self.graph)

    def add(self, node_id: str, pin: str, message: str) -> None:
        self.nodes.setdefault(node_id, {}).setdefault(pin, message)

    def add_link(self, index: int, pin_field: str, message: str) -> None:
        self.links.append({"index": index, "field": pin_field, "message": message})

    def as_details(self) -> dict[str, Any]:
        return {"nodes": self.nodes, "links": self.links, "graph": self.graph}


def check_shape(graph: Graph) -> Report:
    """Can this graph be kept, if only as a draft? Bounds, unique node ids, links between nodes that exist."""
    report = Report()
    _check_bounds(graph, report)
    ids = Counter(node.id for node in graph.nodes)
    for node_id, count in ids.items():
        if count > 1:
            report.add(node_id, "id", f"{count} nodes have the id {node_id!r}.")
    for index, link in enumerate(graph.links):
        for end, node_id in (("source_id", link.source_id), ("sink_id", link.sink_id)):
            if node_id not in ids:
                report.add_link(index, end, f"No node has the id {node_id!r}.")
    return report


def check_structure(graph: Graph, find: FindBlock = find_block) -> Report:
    """May this graph be saved? What can be kept, with known blocks and links between pins that exist.

    Of disabled nodes only the shape is checked.
    """
    report = check_shape(graph)
    if not graph.nodes:
        report.graph.append("The graph has no nodes.")
    graph = enabled(graph)
    blocks = {node.id: find(node.block_id) for node in graph.nodes}
    for node in graph.nodes:
        block = blocks[node.id]
        if block is None:
            report.add(node.id, "block_id", f"No block is called {node.block_id!r}.")
        else:
            _check_defaults(node, block, report)
            _check_retry(node, block, report)
    nodes = {node.id: node for node in graph.nodes}
    for link in graph.links:
        _check_link(link, nodes, blocks, report)
    return report


def check_run(
    plan: Plan,
    masks: Mapping[str, Mapping[str, Any]],
    inputs: Mapping[str, Any],
    pinned: Mapping[str, list[Any]] | None = None,
) -> Report:
    """May this plan run with these masks (node id → pin → value) and inputs (input's name → value)?

    pinned: node id → [[pin, value], …] that stand for what the node would give; it needs no inputs then.
    What is given for a disabled node is not looked at.
    """
    report = Report()
    pinned = pinned or {}
    _check_pinned(plan, pinned, report)
    _check_masks(plan, masks, report)
    _check_inputs(plan, inputs, report)
    for node in plan.nodes:
        if node.id in pinned:
            continue
        given = {split_pin(name)[0] for name in {*node.queues, *node.input_default, *masks.get(node.id, {})}}
        if node.block.kind in (BlockKind.INPUT, BlockKind.OUTPUT) and "name" in node.input_default:
            _check_name(node, report)
        if node.block.kind is BlockKind.INPUT and _name_of(node) in inputs:
            given.add("value")
        given.update(node.human_pins)
        for name, is_required in input_pins(node.block, node.input_default).items():
            if is_required and name not in given and node.block.kind is not BlockKind.NOTE:
                report.add(node.id, name, _required(plan.left_out.feeders.get((node.id, name))))
        if node.block.kind is BlockKind.TRIGGER and "payload" not in given:
            report.add(node.id, "payload", "A trigger runs on its event: started by hand it needs a payload.")
    if not any(node.is_start for node in plan.nodes):
        ways = "enable a step, add" if plan.left_out.nodes else "add"
        report.graph.append(f"Nothing starts: {ways} an agent input, or a block without links into it.")
    if circle := _never_firing(plan):
        names = ", ".join(repr(node_id) for node_id in circle)
        report.graph.append(f"Circular dependency: {names} wait for each other and can never fire.")
        for node_id in circle:
            report.add(node_id, "links", "Waits for itself through a circle of links.")
    return report


def _required(feeder: str | None) -> str:
    """feeder: the title of a disabled node that is linked into the pin, if one is."""
    if feeder is None:
        return "This pin is required: set it or link something into it."
    return f"This pin is required, and {feeder!r}, which feeds it, is disabled: enable that, or set the pin."


def _check_bounds(graph: Graph, report: Report) -> None:
    if len(graph.nodes) > limits.MAX_NODES:
        report.graph.append(f"{len(graph.nodes)} nodes are too many: at most {limits.MAX_NODES}.")
    if len(graph.links) > limits.MAX_LINKS:
        report.graph.append(f"{len(graph.links)} links are too many: at most {limits.MAX_LINKS}.")


def _check_defaults(node: Node, block: type[Block], report: Report) -> None:
    pins = input_pins(block, node.input_default)
    _check_names(node.id, node.input_default, block, pins, report)
    for name in node.settings.get("human_input", ()):
        if name not in pins:
            report.add(node.id, name, f"{block.name} has no input pin {name!r} that a person could fill.")


def _check_retry(node: Node, block: type[Block], report: Report) -> None:
    """An agent may have done half of what it does: its own steps say which of them may be done again."""
    attempts = (node.settings.get("retry") or {}).get("max_attempts", 1)
    if block.kind is BlockKind.AGENT and attempts > 1:
        message = "A step that runs an agent is not tried again: let the steps of that agent be."
        report.add(node.id, "settings.retry", message)


def _check_names(
    node_id: str, names: Iterable[str], block: type[Block], pins: Mapping[str, bool], report: Report
) -> None:
    for name in names:
        base, path = split_pin(name)
        if base == "credentials" and (block.providers or block.webhook):
            continue
        if base not in pins:
            report.add(node_id, name, f"{block.name} has no input pin {base!r}.")
        elif problem := _path_problem(path):
            report.add(node_id, name, problem)


def _check_link(
    link: Link, nodes: Mapping[str, Node], blocks: Mapping[str, type[Block] | None], report: Report
) -> None:
    source, sink = blocks.get(link.source_id), blocks.get(link.sink_id)
    if source is not None:
        base, _ = split_pin(link.source_name)
        is_tool = source.calls_tools and is_tool_pin(base)
        if not is_tool and base not in output_pins(source, nodes[link.source_id].input_default):
            report.add(link.source_id, link.source_name, f"{source.name} has no output pin {base!r}.")
    if sink is not None:
        base, path = split_pin(link.sink_name)
        if base not in input_pins(sink, nodes[link.sink_id].input_default):
            report.add(link.sink_id, link.sink_name, f"{sink.name} has no input pin {base!r}.")
        elif problem := _path_problem(path):
            report.add(link.sink_id, link.sink_name, problem)


def _path_problem(path: Path) -> str:
    for kind, key in path:
        if kind == "$" and not (key.isdecimal() and int(key) <= limits.MAX_LIST_INDEX):
            return f"The list index {key[:20]!r} must be a whole number from 0 to {limits.MAX_LIST_INDEX}."
    return ""


def _check_masks(plan: Plan, masks: Mapping[str, Mapping[str, Any]], report: Report) -> None:
    for node_id, mask in masks.items():
        if node_id in plan.left_out.nodes:
            continue
        if node_id not in plan.position_of:
            report.add(node_id, "id", f"No node has the id {node_id!r}.")
            continue
        node = plan.nodes[plan.position_of[node_id]]
        _check_names(node_id, mask, node.block, input_pins(node.block, node.input_default), report)


def _check_pinned(plan: Plan, pinned: Mapping[str, list[Any]], report: Report) -> None:
    for node_id, outputs in pinned.items():
        if node_id in plan.left_out.nodes:
            continue
        if node_id not in plan.position_of:
            report.add(node_id, "id", f"No node has the id {node_id!r}.")
            continue
        node = plan.nodes[plan.position_of[node_id]]
        known, shapes = output_pins(node.block, node.input_default), node.block.output_shapes()
        for pin, value in outputs:
            if node.block.calls_tools and is_tool_pin(pin):
                continue
            if pin not in known:
                report.add(node_id, pin, f"{node.block.name} has no output pin {pin!r}.")
            elif pin in shapes and not shapes[pin].accepts(value):
                report.add(node_id, pin, f"A pinned value of {pin!r} should be {shapes[pin].expected}.")


def _name_of(node: PlannedNode) -> str | None:
    name = node.input_default.get("name")
    return name if isinstance(name, str) else None


def _check_name(node: PlannedNode, report: Report) -> None:
    name = _name_of(node)
    if not name or len(name) > limits.MAX_NAME_CHARACTERS:
        report.add(node.id, "name", f"A name must be a text of 1 to {limits.MAX_NAME_CHARACTERS} characters.")


def _check_inputs(plan: Plan, inputs: Mapping[str, Any], report: Report) -> None:
    names = {_name_of(node) for node in plan.nodes if node.block.kind is BlockKind.INPUT}
    known = ", ".join(sorted(repr(name) for name in names if name)) or "none"
    for name in inputs:
        if name not in names and name in plan.left_out.inputs:
            report.graph.append(f"The agent's input {name!r} is disabled. Its inputs: {known}.")
        elif name not in names:
            report.graph.append(f"The agent has no input {name!r}. Its inputs: {known}.")


def _never_firing(plan: Plan) -> list[str]:
    """Ids of the nodes on circles that no token can enter: each has a pin fed by nothing but such nodes."""
    can_fire = _can_fire(plan)
    stuck = {
        node.position: {s for q in node.queues.values() if not q.sources & can_fire for s in q.sources}
        for node in plan.nodes
        if node.position not in can_fire and node.block.kind is not BlockKind.NOTE
    }
    return [plan.nodes[position].id for position in stuck if _reaches_itself(position, stuck)]


def _can_fire(plan: Plan) -> set[int]:
    """Positions of the nodes that start, and of those each of whose pins one of these feeds."""
    empty = {node.position: set(node.queues) for node in plan.nodes}  # pins that no such node feeds yet
    can_fire = {node.position for node in plan.nodes if node.is_start}
    waiting = list(can_fire)
    while waiting:
        for wire in plan.nodes[waiting.pop()].wires:
            if wire.sink_pin in empty[wire.sink]:
                empty[wire.sink].remove(wire.sink_pin)
                if not empty[wire.sink] and wire.sink not in can_fire:
                    can_fire.add(wire.sink)
                    waiting.append(wire.sink)
    return can_fire


def _reaches_itself(start: int, sources: Mapping[int, set[int]]) -> bool:
    seen: set[int] = set()
    waiting = list(sources.get(start, ()))
    while waiting:
        position = waiting.pop()
        if position == start:
            return True
        if position not in seen:
            seen.add(position)
            waiting.extend(sources.get(position, ()))
    return False
