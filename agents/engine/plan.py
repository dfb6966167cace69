"""A graph joined with its blocks, indexed for planning. Made once per version, shared, never changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agents.engine.disabled import LeftOut, enabled, left_out_of
from agents.engine.graph import Graph
from agents.engine.pins import Path, split_pin
from agents.engine.settings import GraphSettings, NodeSettings
from blocks.sdk import Block, BlockKind, FindBlock, find_block
from blocks.sdk.tools import is_tool_pin, tool_pin


class BlockGone(LookupError):
    """A version names a block that this installation does not have."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The state of a block that is no code, as a plan has it."""

    block_id: str
    edition: str


@dataclass(frozen=True, slots=True)
class Wire:
    """One link as seen from its source: which part of which output goes to which queue."""

    source_pin: str
    path: Path
    sink: int  # position of the sink node
    sink_pin: str  # full name, with its path if it has one


@dataclass(frozen=True, slots=True)
class InputQueue:
    """One linked input pin. Static queues lend their last token; the others pair first with first."""

    name: str
    is_static: bool
    sources: frozenset[int]  # positions of the nodes that send here

    @property
    def is_merged(self) -> bool:
        return len(self.sources) > 1


@dataclass(frozen=True)
class PlannedNode:
    """A node, its block and its wires. `position` is its place in the author's order, disabled ones aside."""

    position: int
    id: str
    block: type[Block]
    input_default: Mapping[str, Any]
    metadata: Mapping[str, Any]
    queues: Mapping[str, InputQueue]
    wires: tuple[Wire, ...]
    wired_pins: frozenset[str] = field(default_factory=frozenset)
    settings: NodeSettings = field(default_factory=NodeSettings)

    @cached_property
    def human_pins(self) -> tuple[str, ...]:
        """Pins whose values a person supplies: the author says so, or the block does."""
        declared = (name for name, pin in self.block.input_pins().items() if pin.human_input)
        return tuple(dict.fromkeys((*self.settings.human_input, *declared)))

    @cached_property
    def may_wait(self) -> bool:
        """True if a firing may have to wait for a person or for another execution."""
        return self.block.is_sensitive or self._waits_anyway

    @cached_property
    def only_sensitive(self) -> bool:
        """True if nothing but its block's effect may have to be approved."""
        return self.block.is_sensitive and not self._waits_anyway

    @cached_property
    def _waits_anyway(self) -> bool:
        return self.block.kind in (BlockKind.REVIEW, BlockKind.AGENT) or bool(self.human_pins)

    @cached_property
    def is_start(self) -> bool:
        """True if an execution begins here: nothing is linked into it, or it is an input of the agent."""
        if self.block.kind is BlockKind.NOTE:
            return False
        return not self.queues or self.block.kind is BlockKind.INPUT

    @cached_property
    def handles_errors(self) -> bool:
        return "error" in self.wired_pins

    @cached_property
    def static_queues(self) -> tuple[InputQueue, ...]:
        return tuple(queue for queue in self.queues.values() if queue.is_static)

    @cached_property
    def paired_queues(self) -> tuple[InputQueue, ...]:
        return tuple(queue for queue in self.queues.values() if not queue.is_static)


class Plan:
    """The nodes of a version in the author's order, with what the planner asks about them.

    left_out: its disabled nodes, which are none of the plan's and have no position.
    """

    def __init__(
        self,
        nodes: tuple[PlannedNode, ...],
        settings: GraphSettings | None = None,
        left_out: LeftOut | None = None,
    ) -> None:
        self.nodes = nodes
        self.settings = settings or GraphSettings()
        self.left_out = left_out or LeftOut()
        self.position_of = {node.id: node.position for node in nodes}
        self._distances: dict[tuple[int, str], dict[int, int]] = {}

    @cached_property
    def heavy_blocks(self) -> tuple[type[Block], ...]:
        """Those that are not pure, each once."""
        return tuple(dict.fromkeys(node.block for node in self.nodes if not node.block.pure))

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Of the blocks that may become others while the process runs, each once."""
        found = (Edition(node.block.id, node.block.edition) for node in self.nodes if node.block.edition)
        return tuple(dict.fromkeys(found))

    @cached_property
    def calls_tools(self) -> bool:
        return any(node.block.calls_tools for node in self.nodes)

    @cached_property
    def gives_outputs(self) -> bool:
        return any(node.block.kind is BlockKind.OUTPUT for node in self.nodes)

    def distances_to(self, position: int, pin: str) -> dict[int, int]:
        """For each node from which a token can reach queue `pin` of the node: the firings in between.

        0 for a node that is linked into the queue itself. Nodes without a way are left out.
        """
        key = (position, pin)
        if key not in self._distances:
            self._distances[key] = self._walk_back(self.nodes[position].queues[pin])
        return self._distances[key]

    @cached_property
    def may_wait(self) -> bool:
        """True if one of its firings may wait; a sensitive block only where the graph wants to be asked."""
        asks = self.settings.review_sensitive
        return any(node.may_wait and (asks or not node.only_sensitive) for node in self.nodes)

    def downstream_of(self, positions: Iterable[int]) -> set[int]:
        """These nodes and all that a token from them can reach."""
        found = set(positions)
        waiting = list(found)
        while waiting:
            for wire in self.nodes[waiting.pop()].wires:
                if wire.sink not in found:
                    found.add(wire.sink)
                    waiting.append(wire.sink)
        return found

    def _walk_back(self, queue: InputQueue) -> dict[int, int]:
        found = dict.fromkeys(queue.sources, 0)
        waiting = deque(queue.sources)
        while waiting:
            position = waiting.popleft()
            for upstream in self._sources_of[position]:
                if upstream not in found:
                    found[upstream] = found[position] + 1
                    waiting.append(upstream)
        return found

    @cached_property
    def _sources_of(self) -> list[set[int]]:
        return [{source for queue in node.queues.values() for source in queue.sources} for node in self.nodes]


def make_plan(graph: Graph, find: FindBlock = find_block) -> Plan:
    """Join `graph` with its blocks. The graph must have passed `validation.check_structure`.

    Nodes that are disabled are left out, and so are their links.
    """
    left_out, graph = left_out_of(graph, find), enabled(graph)
    positions = {node.id: position for position, node in enumerate(graph.nodes)}
    blocks = [_known(find(node.block_id), node.block_id) for node in graph.nodes]
    queues: list[dict[str, InputQueue]] = [{} for _ in graph.nodes]
    wires: list[list[Wire]] = [[] for _ in graph.nodes]
    for link in graph.links:
        source, sink = positions[link.source_id], positions[link.sink_id]
        base, path = split_pin(link.source_name)
        if blocks[source].calls_tools and is_tool_pin(base):
            base, path = tool_pin(link.sink_id, link.sink_name), ()
        wires[source].append(Wire(base, path, sink, link.sink_name))
        is_static = link.is_static or blocks[source].static_output
        known = queues[sink].get(link.sink_name) or InputQueue(link.sink_name, False, frozenset())
        queues[sink][link.sink_name] = InputQueue(
            link.sink_name, known.is_static or is_static, known.sources | {source}
        )
    return Plan(
        tuple(
            PlannedNode(
                position=position,
                id=node.id,
                block=blocks[position],
                input_default=node.input_default,
                metadata=node.metadata,
                queues=queues[position],
                wires=tuple(wires[position]),
                wired_pins=frozenset(wire.source_pin for wire in wires[position]),
                settings=NodeSettings.from_json(node.settings),
            )
            for position, node in enumerate(graph.nodes)
        ),
        GraphSettings.from_json(graph.settings),
        left_out,
    )


def _known(block: type[Block] | None, block_id: str) -> type[Block]:
    if block is None:
        raise BlockGone(f"No block is called {block_id!r}.")
    return block
