"""What changed since the version that was approved last, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.admin.shown import cell
from agents.engine.diff import UNSET, Change, diff
from agents.engine.graph import Graph, Link, Node
from blocks.finding import find_any_block
from marketplace.admin.graph_picture import own_name
from marketplace.models import Submission
from marketplace.services.agent_files import FiledGraph, graphs_of, title_of
from platform_project.kit.money import credits_text

MAX_LINES = 300  # of one graph
_NAMES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "description": "Description",
    "instructions": "Instructions",
    "categories": "Categories",
    "tags": "Tags",
    "price": "Price of a run",
    "is_closed": "Graph is shown",
    "providers": "Accounts needed",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a creator says, before and now."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change of a graph. kind: added, removed or changed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class GraphChanges:
    """Of one agent of the file. marks: node id → kind, for the picture of the new one and of the old one."""

    name: str
    lines: list[Line] = field(default_factory=list)
    new_marks: Mapping[str, str] = field(default_factory=dict)
    old_marks: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0  # lines beyond MAX_LINES


def said_changes(old: Submission, new: Submission) -> list[Said]:
    """What its creator says differently."""
    rows = ((name, _shown(old, field), _shown(new, field)) for field, name in _NAMES.items())
    return [Said(*row) for row in rows if row[1] != row[2]]


def graph_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, GraphChanges]:
    """By the id of each agent of the new file. An agent that is new has its own line."""
    before = {_key(filed): filed for filed in graphs_of(old)}
    found: dict[str, GraphChanges] = {}
    for filed in graphs_of(new):
        was = before.pop(_key(filed), None)
        if was is None:
            lines = [Line("added", f"The agent {filed.name!r} came along.")]
            found[filed.id] = GraphChanges(filed.name, lines)
        else:
            found[filed.id] = _changes(filed.name, was.graph, filed.graph)
    for gone in before.values():
        lines = [Line("removed", f"The agent {gone.name!r} is no longer run.")]
        found[gone.id] = GraphChanges(gone.name, lines)
    return found


def _key(filed: FiledGraph) -> str:
    return filed.id if filed.is_step else ""


def _changes(name: str, old: Graph, new: Graph) -> GraphChanges:
    found = diff(old, new)
    nodes = {node.id: node for node in (*old.nodes, *new.nodes)}
    lines = [Line("added", f"Step {_called(node)}") for node in found.added_nodes]
    lines += [Line("removed", f"Step {_called(node)}") for node in found.removed_nodes]
    for node_id, changes in found.changed_nodes.items():
        lines += (Line("changed", f"{_called(nodes[node_id])} · {text}") for text in _texts(changes))
    lines += _links("added", found.added_links, nodes)
    lines += _links("removed", found.removed_links, nodes)
    lines += _links("changed", [now for _, now in found.changed_links], nodes)
    lines += (Line("changed", f"Setting {text}") for text in _texts(found.settings))
    if found.is_reordered:
        lines.append(Line("changed", "The order of steps, which decides ties."))
    changed = {
        node_id: "changed" for node_id, of in found.changed_nodes.items() if not all(map(_is_place, of))
    }
    return GraphChanges(
        name,
        lines[:MAX_LINES],
        changed | {node.id: "added" for node in found.added_nodes},
        changed | {node.id: "removed" for node in found.removed_nodes},
        max(0, len(lines) - MAX_LINES),
    )


def _texts(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if not _is_place(change):
            yield f"{'.'.join(change.path)}: {_value(change.old)} → {_value(change.new)}"


def _is_place(change: Change) -> bool:
    """Where a node stands in the builder is no change of what it does."""
    return change.path[:2] in (("metadata", "position"), ("metadata", "size"))


def _value(value: Any) -> str:
    return "nothing" if value is UNSET else cell(value)


def _links(kind: str, links: Iterable[Link], nodes: Mapping[str, Node]) -> list[Line]:
    return [
        Line(
            kind,
            f"Link {_end(link.source_id, nodes)}.{link.source_name} → "
            f"{_end(link.sink_id, nodes)}.{link.sink_name}" + (" (static)" if link.is_static else ""),
        )
        for link in links
    ]


def _end(node_id: str, nodes: Mapping[str, Node]) -> str:
    return _called(nodes[node_id]) if node_id in nodes else node_id


def _called(node: Node) -> str:
    block = find_any_block(node.block_id)
    name = block.name if block else node.block_id
    title = title_of(node, own_name(node) or name)
    return f"“{title}” ({name})" if title != name else f"“{name}”"


def _shown(submission: Submission, name: str) -> str:
    value = getattr(submission, name)
    if name == "price":
        return f"{credits_text(value)} credits"
    if name == "is_closed":
        return "no" if value else "yes"
    return ", ".join(value) if isinstance(value, list) else str(value)
