"""How far an execution has come: the tokens that wait and the firings that are out.

The statuses and their moves, which `agents/models` also enforces by conditional updates:

    execution       QUEUED → RUNNING → COMPLETED | FAILED | TERMINATED
                             RUNNING ⇄ REVIEW | INSUFFICIENT_CREDITS, which may also end TERMINATED
    node execution  QUEUED → RUNNING → COMPLETED | FAILED | TERMINATED
                    QUEUED, RUNNING ⇄ AWAITING_INPUT

A terminal status never changes.

Time inside an execution is counted in waves, not in seconds: a firing belongs to the wave after the last of
its tokens, a token to the wave of the firing that sent it. Waves do not depend on which worker was faster,
so neither does anything that is decided by them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from agents.engine.pins import MISSING, Path, read_path
from agents.engine.plan import InputQueue, Plan

Json = dict[str, Any]
Reader = Callable[[Any, Path], Any]  # as `pins.read_path`


class ExecutionStatus(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    REVIEW = "REVIEW"
    INSUFFICIENT_CREDITS = "INSUFFICIENT_CREDITS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    TERMINATED = "TERMINATED"


class NodeStatus(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    AWAITING_INPUT = "AWAITING_INPUT"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    TERMINATED = "TERMINATED"


class Origin(StrEnum):
    """Where the outputs of a firing come from."""

    RUN = "run"  # its block made them
    REUSED = "reused"  # an earlier execution did, of which this one is a re-run
    PINNED = "pinned"  # whoever started the execution gave them
    SIMULATED = "simulated"  # a dry run made them up


ENDED_EXECUTION = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.TERMINATED})
ENDED_NODE = frozenset({NodeStatus.COMPLETED, NodeStatus.FAILED, NodeStatus.TERMINATED})


class Tokens:
    """The values that arrived on one linked pin, in the order of (wave, source node, arrival)."""

    __slots__ = ("dropped", "waiting")

    def __init__(self, dropped: int = 0, waiting: Iterable[list[Any]] = ()) -> None:
        self.dropped = dropped  # tokens at the front that no later firing can take
        self.waiting: deque[list[Any]] = deque(waiting)  # [wave, source position, value]

    @property
    def arrived(self) -> int:
        return self.dropped + len(self.waiting)

    def wave_of(self, index: int) -> int:
        wave: int = self.waiting[index - self.dropped][0]
        return wave

    def value_of(self, index: int) -> Any:
        return self.waiting[index - self.dropped][2]

    def arrived_before(self, wave: int) -> int:
        """How many tokens, dropped ones included, belong to an earlier wave."""
        later = 0
        for token in reversed(self.waiting):
            if token[0] < wave:
                break
            later += 1
        return self.arrived - later

    def add(self, wave: int, source: int, value: Any) -> None:
        later: list[list[Any]] = []
        while self.waiting and (self.waiting[-1][0], self.waiting[-1][1]) > (wave, source):
            later.append(self.waiting.pop())
        self.waiting.append([wave, source, value])
        self.waiting.extend(reversed(later))

    def drop_before(self, index: int) -> None:
        while self.dropped < index:
            self.waiting.popleft()
            self.dropped += 1


class NodeState:
    """One node's tokens, and the waves of those of its firings whose outputs were not delivered yet."""

    __slots__ = ("called", "fired", "last_wave", "live_waves", "tokens")

    def __init__(self, tokens: dict[str, Tokens]) -> None:
        self.tokens = tokens
        self.fired = 0  # firings planned so far; also the index of the next one
        self.called = 0  # of those, the ones that another firing called and that took no tokens
        self.last_wave = 0  # of the last of them; no later firing is of an earlier wave
        self.live_waves: deque[int] = deque()

    @property
    def delivered_count(self) -> int:
        return self.fired - len(self.live_waves)


class RunState:
    """The state of one execution. Changed only by `planner.frontier` and `deliver`.

    read: finds the part of an output that a path names; the runner's also looks into stored values.
    """

    def __init__(self, plan: Plan, read: Reader = read_path) -> None:
        self.plan = plan
        self.read = read
        self.nodes = [NodeState({name: Tokens() for name in node.queues}) for node in plan.nodes]
        self.steps = 0  # firings planned so far, of all nodes
        self.live: set[int] = set()  # positions of nodes with firings that are out
        self.to_look_at: set[int] = {node.position for node in plan.nodes if node.is_start}

    def deliver(self, position: int, outputs: Iterable[tuple[str, Any]]) -> None:
        """Send the outputs of the oldest undelivered firing of a node along its wires.

        Must be called in the order of the node's firings, whatever finished first.
        """
        state, node = self.nodes[position], self.plan.nodes[position]
        wave = state.live_waves.popleft()
        if not state.live_waves:
            self.live.discard(position)
        if not node.wires:
            return
        for pin, value in outputs:
            for wire in node.wires:
                if wire.source_pin != pin:
                    continue
                part = self.read(value, wire.path) if wire.path else value
                if part is not MISSING:
                    self.nodes[wire.sink].tokens[wire.sink_pin].add(wave, position, part)
                    self.to_look_at.add(wire.sink)

    def next_delivery(self, position: int) -> int:
        """The index of the firing of this node whose outputs are to be delivered next."""
        return self.nodes[position].delivered_count

    def horizon(self, position: int, queue: InputQueue) -> float:
        """The earliest wave of any token that may still arrive in `queue`; infinite if none can."""
        if not self.live:
            return float("inf")
        distances = self.plan.distances_to(position, queue.name)
        return min(
            (self.nodes[live].live_waves[0] + distances[live] for live in self.live if live in distances),
            default=float("inf"),
        )

    def unconsumed(self) -> dict[str, dict[str, int]]:
        """Tokens that no firing took: node id → pin → count. Static pins lend, so theirs do not count."""
        left: dict[str, dict[str, int]] = {}
        for node, state in zip(self.plan.nodes, self.nodes, strict=True):
            pins = {q.name: len(state.tokens[q.name].waiting) for q in node.paired_queues}
            if pins := {name: count for name, count in pins.items() if count}:
                left[node.id] = pins
        return left

    def to_json(self) -> Json:
        """A snapshot for `from_json`. Its size follows the tokens that wait, not the history."""
        return {
            "steps": self.steps,
            "to_look_at": sorted(self.to_look_at),
            "nodes": {
                str(position): {
                    "fired": state.fired,
                    **({"called": state.called} if state.called else {}),
                    "last_wave": state.last_wave,
                    "live_waves": list(state.live_waves),
                    "tokens": {
                        name: [tokens.dropped, list(tokens.waiting)]
                        for name, tokens in state.tokens.items()
                        if tokens.arrived
                    },
                }
                for position, state in enumerate(self.nodes)
                if state.fired or any(tokens.arrived for tokens in state.tokens.values())
            },
        }

    @classmethod
    def from_json(cls, plan: Plan, kept: Json, read: Reader = read_path) -> RunState:
        run = cls(plan, read)
        run.steps = kept["steps"]
        run.to_look_at = set(kept["to_look_at"])
        for key, node in kept["nodes"].items():
            state = run.nodes[int(key)]
            state.fired, state.last_wave = node["fired"], node["last_wave"]
            state.called = node.get("called", 0)
            state.live_waves = deque(node["live_waves"])
            if state.live_waves:
                run.live.add(int(key))
            for name, (dropped, waiting) in node["tokens"].items():
                state.tokens[name] = Tokens(dropped, waiting)
        return run
