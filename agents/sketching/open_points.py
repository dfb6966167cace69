"""What a sketched agent still needs from the person: accounts, values that only they know, a switch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.engine.graph import Graph, Node
from agents.engine.pins import split_pin
from agents.sketching.form import Drawing
from blocks.sdk import BlockKind, find_block
from integrations.services.choice import ANY_HOST, id_in
from integrations.services.operator_keys import has_key, needs_key


class PointKind(StrEnum):
    ACCOUNT = "account"  # one of `providers` has to be connected
    VALUE = "value"  # `pin` of `node_id` has to be filled in
    SCHEDULE = "schedule"  # the agent is meant to run at times, once it is saved
    TRIGGER = "trigger"  # so is what starts it to be switched on


@dataclass(frozen=True, slots=True)
class OpenPoint:
    kind: PointKind
    node_id: str = ""
    pin: str = ""
    providers: tuple[str, ...] = ()
    why: str = ""  # as the model says it


def open_points(
    drawing: Drawing,
    graph: Graph,
    ids: Mapping[str, str],
    *,
    missing: Sequence[tuple[str, str]],
    served: Collection[str],
    schedule: str,
) -> list[OpenPoint]:
    """ids: step → node id. missing: required pins without a value. served: providers that accounts are of."""
    points = [
        OpenPoint(PointKind.ACCOUNT, node.id, providers=needed)
        for node in graph.nodes
        if (needed := _lacking(node, served))
    ]
    why = {(ids[step], pin): text for (step, pin), text in drawing.open.items() if step in ids}
    unset = dict.fromkeys([*missing, *(place for place in why if _is_unset(graph, *place))])
    points += [OpenPoint(PointKind.VALUE, node, pin, why=why.get((node, pin), "")) for node, pin in unset]
    points += [OpenPoint(PointKind.TRIGGER, node.id) for node in graph.nodes if _is_trigger(node)]
    if schedule:
        points.append(OpenPoint(PointKind.SCHEDULE, why=schedule))
    return points


def _lacking(node: Node, served: Collection[str]) -> tuple[str, ...]:
    """The providers of which an account would serve, if the person has none of any."""
    block = find_block(node.block_id)
    if block is None or block.providers_are_optional or id_in(node.input_default.get("credentials")):
        return ()
    needed = block.providers_for(node.input_default)
    if any(one == ANY_HOST or one in served or has_key(one) or not needs_key(one) for one in needed):
        return ()
    return needed


def _is_unset(graph: Graph, node_id: str, pin: str) -> bool:
    node = next((node for node in graph.nodes if node.id == node_id), None)
    block = find_block(node.block_id) if node is not None else None
    if node is None or block is None or pin not in block.input_pins():
        return False
    linked = {split_pin(link.sink_name)[0] for link in graph.links if link.sink_id == node_id}
    return pin not in linked and node.input_default.get(pin) in (None, "", [], {})


def _is_trigger(node: Node) -> bool:
    block = find_block(node.block_id)
    return block is not None and block.kind is BlockKind.TRIGGER
