"""What differs between two graphs, for people who compare versions. Pure.

Nodes are the same if their ids are, links if they join the same pins; each change says where it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.engine.graph import Graph, Link, Node

UNSET: Final = object()  # there was nothing, or is nothing now
_PARTS = ("input_default", "metadata", "settings")  # of a node, compared entry by entry


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs. path: as `("input_default", "url")`; old, new: JSON, or UNSET."""

    path: tuple[str, ...]
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Diff:
    """How to come from one graph to the other. Nodes and links stand in their author's order."""

    added_nodes: tuple[Node, ...]
    removed_nodes: tuple[Node, ...]
    changed_nodes: Mapping[str, tuple[Change, ...]]  # node id → its changes
    added_links: tuple[Link, ...]
    removed_links: tuple[Link, ...]
    changed_links: tuple[tuple[Link, Link], ...]  # the same pins, but static or not
    settings: tuple[Change, ...]
    is_reordered: bool  # nodes that are in both stand in another order, which decides ties in a run

    @property
    def is_empty(self) -> bool:
        parts = (self.added_nodes, self.removed_nodes, self.changed_nodes, self.added_links)
        rest = (self.removed_links, self.changed_links, self.settings, self.is_reordered)
        return not any((*parts, *rest))


def diff(old: Graph, new: Graph) -> Diff:
    """What was added, removed and changed from `old` to `new`."""
    before, after = {node.id: node for node in old.nodes}, {node.id: node for node in new.nodes}
    changes = {
        node_id: _node_changes(before[node_id], node) for node_id, node in after.items() if node_id in before
    }
    was, now = _by_pins(old.links), _by_pins(new.links)
    return Diff(
        added_nodes=tuple(node for node in new.nodes if node.id not in before),
        removed_nodes=tuple(node for node in old.nodes if node.id not in after),
        changed_nodes={node_id: found for node_id, found in changes.items() if found},
        added_links=_left_over(new.links, was),
        removed_links=_left_over(old.links, now),
        changed_links=tuple(
            (one, other)
            for pins, links in was.items()
            for one, other in zip(links, now.get(pins, []), strict=False)
            if one.is_static != other.is_static
        ),
        settings=tuple(entry_changes(old.settings, new.settings)),
        is_reordered=[n.id for n in old.nodes if n.id in after]
        != [n.id for n in new.nodes if n.id in before],
    )


def entry_changes(old: Mapping[str, Any], new: Mapping[str, Any], *place: str) -> Iterator[Change]:
    """The entries of an object that differ, those of `old` first. place: the path of the object itself."""
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key, UNSET), new.get(key, UNSET)
        if not _is_same(one, other):
            yield Change((*place, key), one, other)


def _node_changes(old: Node, new: Node) -> tuple[Change, ...]:
    found = [] if old.block_id == new.block_id else [Change(("block_id",), old.block_id, new.block_id)]
    for part in _PARTS:
        found += entry_changes(getattr(old, part), getattr(new, part), part)
    return tuple(found)


def _by_pins(links: Iterable[Link]) -> dict[tuple[str, ...], list[Link]]:
    found: dict[tuple[str, ...], list[Link]] = {}
    for link in links:
        found.setdefault(_pins(link), []).append(link)
    return found


def _left_over(links: Iterable[Link], others: Mapping[tuple[str, ...], list[Link]]) -> tuple[Link, ...]:
    """Those that the others have not, or not as often."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for link in links:
        pins = _pins(link)
        seen[pins] += 1
        if seen[pins] > len(others.get(pins, ())):
            found.append(link)
    return tuple(found)


def _pins(link: Link) -> tuple[str, ...]:
    return link.source_id, link.source_name, link.sink_id, link.sink_name


def _is_same(one: Any, other: Any) -> bool:
    """Equal as JSON: to Python, true would equal 1."""
    if one is UNSET or other is UNSET:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
