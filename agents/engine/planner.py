"""Which firings are ready, and what each of them takes.

A firing is ready when every linked pin has a token for it. That alone is not enough to fire it: a pin that
is fed by several nodes, or that lends its last value, could still get an *earlier* token from a slow branch.
Such a firing waits until nothing that is out can reach the pin in time (`RunState.horizon`). So the outcome
of an execution is the same whatever finishes first, and still a slow branch holds up only what hangs on it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import Any

from agents.engine.plan import PlannedNode
from agents.engine.state import NodeState, RunState


@dataclass(frozen=True, slots=True)
class Ready:
    """One firing to be made. `tokens`: linked pin (full name) → value."""

    node: PlannedNode
    index: int  # counts the firings of this node from 0
    wave: int
    step: int  # counts the firings of the execution from 0
    tokens: dict[str, Any]
    caller: str = ""  # id of the firing that called this one as a tool


@dataclass(frozen=True, slots=True)
class _Candidate:
    wave: int
    picks: dict[str, int]  # pin → index of the token it takes
    paired_index: int


def frontier(run: RunState, *, at_most: int) -> list[Ready]:
    """Take the firings that are ready now, `at_most` of them, in a fixed order. Call again for the rest."""
    ready: list[Ready] = []
    looked_at = sorted(run.to_look_at)
    guarded: list[int] = []
    for place, position in enumerate(looked_at):
        node = run.plan.nodes[position]
        if _is_guarded(node):
            guarded.append(position)
            continue
        if not _fire_all(run, node, ready, at_most):
            run.to_look_at = {*guarded, *looked_at[place:]}
            return ready  # guarded nodes must wait until every free one is out: those may feed them
    run.to_look_at = _fire_guarded(run, guarded, ready, at_most)
    return ready


def called(
    run: RunState, position: int, values: dict[str, Any], *, wave: int, caller: str, may_wait: bool
) -> Ready | None:
    """A firing of a tool with `values` for the pins that the caller fills. None while it has to wait.

    It takes no tokens: what is linked into its other pins lends its last value, as a static link does. If
    nothing came there yet it waits, as long as `may_wait` says that something may still come.
    wave: of the caller. What a tool gives belongs to the wave after it at the earliest.
    """
    node, state = run.plan.nodes[position], run.nodes[position]
    lent: dict[str, Any] = {}
    for name in node.queues.keys() - values.keys():
        waiting = state.tokens[name].waiting
        if waiting:
            lent[name] = waiting[-1][2]
        elif may_wait:
            return None
    state.called += 1
    candidate = _Candidate(max(wave + 1, state.last_wave), {}, -1)
    return replace(_take(run, node, candidate), tokens={**lent, **values}, caller=caller)


def is_anything_ready(run: RunState) -> bool:
    """True if `frontier` would give something; takes nothing."""
    return any(_is_ready(run, run.plan.nodes[position]) for position in run.to_look_at)


def is_over(run: RunState) -> bool:
    """True if nothing is out and nothing can fire any more."""
    return not run.live and not is_anything_ready(run)


def _is_ready(run: RunState, node: PlannedNode) -> bool:
    candidate = _candidate(node, run.nodes[node.position])
    return candidate is not None and (not _is_guarded(node) or _is_settled(run, node, candidate))


def _is_guarded(node: PlannedNode) -> bool:
    return any(queue.is_static or queue.is_merged for queue in node.queues.values())


def _fire_all(run: RunState, node: PlannedNode, ready: list[Ready], at_most: int) -> bool:
    """Take every ready firing of a node; False if the bound was met first."""
    while (candidate := _candidate(node, run.nodes[node.position])) is not None:
        if len(ready) >= at_most:
            return False
        ready.append(_take(run, node, candidate))
    return True


def _fire_guarded(run: RunState, positions: list[int], ready: list[Ready], at_most: int) -> set[int]:
    """Take the ready firings of guarded nodes, earliest wave first; gives the nodes to look at again.

    Earliest first, because a firing can only send tokens of its own wave or later: what is taken here
    cannot be overtaken by what is taken after it.
    """
    heap: list[tuple[int, int]] = []
    candidates: dict[int, _Candidate] = {}
    again: set[int] = set()

    def offer(position: int) -> None:
        found = _candidate(run.plan.nodes[position], run.nodes[position])
        if found is not None:
            candidates[position] = found
            heapq.heappush(heap, (found.wave, position))

    for position in positions:
        offer(position)
    while heap:
        _, position = heapq.heappop(heap)
        node, candidate = run.plan.nodes[position], candidates[position]
        if len(ready) >= at_most or not _is_settled(run, node, candidate):
            again.add(position)
            continue
        ready.append(_take(run, node, candidate))
        offer(position)
    return again


def _candidate(node: PlannedNode, state: NodeState) -> _Candidate | None:
    """The next firing of a node by the tokens that are there, settled or not."""
    own = state.fired - state.called
    if node.is_start and own == 0:
        return _Candidate(wave=0, picks={}, paired_index=-1)
    if not node.queues:
        return None
    index = own - (1 if node.is_start else 0)
    last = _last_wave(node, state, index)
    if last is None:
        return None
    picks = dict.fromkeys((queue.name for queue in node.paired_queues), index)
    for queue in node.static_queues:
        picks[queue.name] = min(index, state.tokens[queue.name].arrived_before(last + 1) - 1)
    return _Candidate(wave=last + 1, picks=picks, paired_index=index)


def _last_wave(node: PlannedNode, state: NodeState, index: int) -> int | None:
    """The wave in which the last token that firing `index` needs came; None if one is not there yet."""
    waves = [state.last_wave - 1]
    for queue in node.static_queues:
        tokens = state.tokens[queue.name]
        if not tokens.arrived:
            return None
        if not tokens.dropped:  # else it came before an earlier firing, so before `last_wave`
            waves.append(tokens.wave_of(0))
    for queue in node.paired_queues:
        tokens = state.tokens[queue.name]
        if tokens.arrived <= index:
            return None
        waves.append(tokens.wave_of(index))
    if not node.paired_queues:
        news = [t.wave_of(index) for t in state.tokens.values() if t.arrived > index]
        if not news:
            return None
        waves.append(min(news))
    return max(waves)


def _is_settled(run: RunState, node: PlannedNode, candidate: _Candidate) -> bool:
    tokens = run.nodes[node.position].tokens
    for queue in node.static_queues if candidate.picks else ():
        if run.horizon(node.position, queue) < candidate.wave:
            return False
    for queue in node.paired_queues if candidate.picks else ():
        if queue.is_merged:
            wave = tokens[queue.name].wave_of(candidate.picks[queue.name])
            if run.horizon(node.position, queue) <= wave:
                return False
    return True


def _take(run: RunState, node: PlannedNode, candidate: _Candidate) -> Ready:
    """Move a firing from waiting to out: its tokens are consumed, static ones only lent."""
    state = run.nodes[node.position]
    values = {pin: state.tokens[pin].value_of(pick) for pin, pick in candidate.picks.items()}
    for queue in node.paired_queues if candidate.picks else ():
        state.tokens[queue.name].drop_before(candidate.paired_index + 1)
    for queue in node.static_queues if candidate.picks else ():
        state.tokens[queue.name].drop_before(
            candidate.picks[queue.name]
        )  # what is lent now may be lent again
    made = Ready(node=node, index=state.fired, wave=candidate.wave, step=run.steps, tokens=values)
    state.fired += 1
    state.last_wave = candidate.wave
    state.live_waves.append(candidate.wave)
    run.live.add(node.position)
    run.steps += 1
    return made
