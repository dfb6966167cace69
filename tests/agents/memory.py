"""Executions without servers: the real planner and the real blocks, rows held in lists.

`MemoryRun` stands for the runner: it lets firings finish in any order it is told. `in_lockstep` is the plain
reading of the rules that it must agree with: wave after wave, everything that can fire fires.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from agents.engine.pins import MISSING, read_path
from agents.engine.plan import Plan, PlannedNode
from agents.engine.planner import Ready, frontier, is_anything_ready
from agents.engine.state import RunState
from agents.runner.plans import firing_values
from blocks.sdk import BlockKind, Context, Firing, fire
from platform_project.kit import loop

Fire = Callable[[PlannedNode, dict[str, Any]], Firing]


def fire_really(node: PlannedNode, values: dict[str, Any]) -> Firing:
    return loop.run(fire(node.block, values, Context()), 10)


@dataclass(frozen=True)
class Fired:
    """One firing that ended, comparable between runs."""

    wave: int
    position: int
    index: int
    outputs: tuple[tuple[str, Any], ...]
    error: str | None


@dataclass
class MemoryRun:
    """Runs a plan to its end.

    `chance` decides what finishes first, how much is planned at a time, and when a worker dies: then all that
    was planned since the last commit is forgotten, and firings that ended meanwhile are as if never made.
    """

    plan: Plan
    inputs: dict[str, Any] = field(default_factory=dict)
    masks: dict[str, dict[str, Any]] = field(default_factory=dict)
    chance: random.Random | None = None
    fire: Fire = fire_really
    max_firings: int = 2_000

    def to_end(self) -> list[Fired]:
        self.run = RunState(self.plan)
        self.ended: dict[tuple[int, int], Fired] = {}
        self.out: list[Ready] = []
        self._commit()
        while True:
            self._deliver()
            is_ready = is_anything_ready(self.run)
            planned = frontier(self.run, at_most=self.chance.randint(1, 7) if self.chance else 500)
            assert is_ready == bool(planned)
            self.out += planned
            if self.chance and self.chance.random() < 0.15:
                self._die()
                continue
            if not self.out:
                break
            assert self.run.steps <= self.max_firings, "the graph does not end"
            if planned and self.chance and self.chance.random() < 0.5:
                continue
            self._finish(self.out.pop(self.chance.randrange(len(self.out)) if self.chance else 0))
            if self.chance is None or self.chance.random() < 0.7:
                self._commit()
        return sorted(self.ended.values(), key=lambda f: (f.wave, f.position, f.index))

    def _commit(self) -> None:
        self.committed = (self.run.to_json(), dict(self.ended), list(self.out))

    def _die(self) -> None:
        snapshot, ended, out = self.committed
        self.run = RunState.from_json(self.plan, orjson.loads(orjson.dumps(snapshot)))
        self.ended, self.out = dict(ended), list(out)

    def _finish(self, ready: Ready) -> None:
        values = firing_values(ready.node, ready.tokens, self.inputs, self.masks)
        outcome = self.fire(ready.node, values)
        key = (ready.node.position, ready.index)
        assert key not in self.ended, "a firing ran twice"
        self.ended[key] = Fired(ready.wave, *key, tuple(outcome.outputs), outcome.error)

    def _deliver(self) -> None:
        delivered = True
        while delivered:
            delivered = False
            for position in range(len(self.plan.nodes)):
                found = self.ended.get((position, self.run.next_delivery(position)))
                if found is not None and self.run.nodes[position].live_waves:
                    self.run.deliver(position, found.outputs)
                    delivered = True


def in_lockstep(plan: Plan, fire_one: Fire, max_firings: int = 2_000) -> list[Fired]:
    """The rules read plainly: in each wave every node fires as often as its tokens of earlier waves allow."""
    tokens: list[dict[str, list[Any]]] = [{name: [] for name in node.queues} for node in plan.nodes]
    fired = [0] * len(plan.nodes)
    ended: list[Fired] = []
    wave = 0
    while True:
        now: list[Fired] = []
        for node in plan.nodes:
            for index, values in _takes(node, tokens[node.position], fired):
                outcome = fire_one(node, firing_values(node, values, {}, {}))
                now.append(Fired(wave, node.position, index, tuple(outcome.outputs), outcome.error))
        if not now:
            return ended
        ended += now
        assert len(ended) <= max_firings, "the graph does not end"
        for done in now:
            for pin, value in done.outputs:
                for wire in plan.nodes[done.position].wires:
                    part = read_path(value, wire.path) if wire.path else value
                    if wire.source_pin == pin and part is not MISSING:
                        tokens[wire.sink][wire.sink_pin].append(part)
        wave += 1


def _takes(
    node: PlannedNode, tokens: dict[str, list[Any]], fired: list[int]
) -> list[tuple[int, dict[str, Any]]]:
    """Index and token values of each firing that the node makes in this wave."""
    position = node.position
    if node.is_start and fired[position] == 0:
        fired[position] = 1
        return [(0, {})]
    if not node.queues:
        return []
    offset = 1 if node.is_start else 0
    counts = [len(tokens[q.name]) for q in node.paired_queues]
    times = min(counts) if counts else max(len(values) for values in tokens.values())
    if any(not tokens[q.name] for q in node.static_queues):
        return []
    taken = []
    while fired[position] - offset < times:
        index = fired[position] - offset
        values = {name: queue[min(index, len(queue) - 1)] for name, queue in tokens.items()}
        taken.append((fired[position], values))
        fired[position] += 1
    return taken


def outputs_of(plan: Plan, ended: list[Fired]) -> dict[str, list[Any]]:
    """What the agent gave: output name → values."""
    found: dict[str, list[Any]] = {}
    for done in ended:
        node = plan.nodes[done.position]
        if node.block.kind is BlockKind.OUTPUT and done.error is None:
            name = node.input_default["name"]
            found.setdefault(name, []).extend(value for pin, value in done.outputs if pin == "output")
    return found
