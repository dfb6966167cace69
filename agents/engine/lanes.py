"""Which of the firings that are ready now must wait for each other.

Firings whose outputs go into a common node gain nothing from going on alone: that node needs them all. They
form a lane and become one chord. Firings with nothing in common next go on separately, so that a slow branch
never holds up a fast one, also where the branches join again further down.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.engine.planner import Ready


def split_lanes(ready: Sequence[Ready]) -> list[list[Ready]]:
    """Group firings by the nodes that they feed. Order is kept, in the lanes and of the lanes."""
    lane_of: dict[int, int] = {}  # sink or own position (negative) → lane
    parents: list[int] = []

    def root(lane: int) -> int:
        while parents[lane] != lane:
            lane = parents[lane]
        return lane

    placed: list[int] = []
    for firing in ready:
        keys = {wire.sink for wire in firing.node.wires} | {-1 - firing.node.position}
        known = sorted({root(lane_of[key]) for key in keys if key in lane_of})
        if not known:
            known = [len(parents)]
            parents.append(len(parents))
        for other in known[1:]:
            parents[other] = known[0]
        lane_of.update(dict.fromkeys(keys, known[0]))
        placed.append(known[0])
    lanes: dict[int, list[Ready]] = {}
    for firing, lane in zip(ready, placed, strict=True):
        lanes.setdefault(root(lane), []).append(firing)
    return list(lanes.values())
