"""A graph as an SVG, drawn on the server: what a moderator sees is what is in the file.

Nodes stand where their author put them. Where some have no place, lie on each other or too far apart, which
would hide one, all are laid out in columns by the order in which they run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agents.engine.graph import Graph, Link, Node
from blocks.finding import find_any_block
from blocks.sdk import Block, Category
from marketplace.services.agent_files import title_of

WIDTH, HEIGHT = 208, 60  # of a node
GAP_X, GAP_Y, MARGIN = 90, 36, 24
FARTHEST = 12_000  # between two nodes
MOST_BY_AUTHOR = 400  # nodes; more are laid out in columns
MAX_TITLE_CHARACTERS = 26

Place = tuple[float, float]  # of the upper left corner


def picture_of(graph: Graph, *, label: str, marks: Mapping[str, str] | None = None) -> SafeString:
    """The SVG. label: what it shows, for those who do not see it. All text of the file is escaped."""
    places = _places(graph)
    if not places:
        return format_html("<p>{}</p>", "No steps.")
    left, top = (min(place[axis] for place in places.values()) - MARGIN for axis in (0, 1))
    width = max(place[0] for place in places.values()) + WIDTH + MARGIN - left
    height = max(place[1] for place in places.values()) + HEIGHT + MARGIN - top
    joined = [link for link in graph.links if link.source_id in places and link.sink_id in places]
    lines = format_html_join("", "{}", ((_line(link, places),) for link in joined))
    boxes = format_html_join(
        "", "{}", ((_box(node, places[node.id], (marks or {}).get(node.id, "")),) for node in graph.nodes)
    )
    return format_html(
        '<svg class="graph-picture" role="img" aria-label="{}" viewBox="{} {} {} {}" '
        'style="min-width: {}px">{}{}</svg>',
        label, *(_number(edge) for edge in (left, top, width, height)), _number(min(width * 0.45, 6_000)),
        lines, boxes,
    )  # fmt: skip


def _box(node: Node, place: Place, mark: str) -> SafeString:
    block = find_any_block(node.block_id)
    name = block.name if block else node.block_id
    title = title_of(node, own_name(node) or name)
    classes = ["graph-node", f"family-{_family(block)}", *([f"is-{mark}"] if mark else [])]
    if node.is_disabled:
        classes.append("is-disabled")
    said = f"{title} ({name}), node {node.id}" + (f": {mark}" if mark else "")
    x, y = (_number(edge) for edge in place)
    return format_html(
        '<g class="{}" transform="translate({} {})"><title>{}</title>'
        '<rect width="{}" height="{}" rx="8"/><rect class="stripe" width="6" height="{}" rx="3"/>'
        '<text x="18" y="26" class="graph-title">{}</text><text x="18" y="45" class="graph-block">{}</text>'
        "</g>",
        " ".join(classes), x, y, said, WIDTH, HEIGHT, HEIGHT, _cut(title), _cut(name),
    )  # fmt: skip


def _line(link: Link, places: Mapping[str, Place]) -> SafeString:
    (x1, y1), (x2, y2) = places[link.source_id], places[link.sink_id]
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2
    bend = max(40.0, abs(x2 - x1) / 2)
    path = "M {} {} C {} {}, {} {}, {} {}".format(
        *(_number(one) for one in (x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2))
    )
    said = f"{link.source_name} → {link.sink_name}"
    return format_html('<path class="graph-link" d="{}"><title>{}</title></path>', path, said)


def _places(graph: Graph) -> dict[str, Place]:
    given = {node.id: place for node in graph.nodes if (place := _given(node)) is not None}
    if len(given) == len(graph.nodes) <= MOST_BY_AUTHOR and _is_readable(list(given.values())):
        return given
    return _in_columns(graph)


def _given(node: Node) -> Place | None:
    place = node.metadata.get("position")
    if not isinstance(place, dict):
        return None
    x, y = place.get("x"), place.get("y")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        return None
    return (float(x), float(y)) if abs(x) < FARTHEST * 10 and abs(y) < FARTHEST * 10 else None


def _is_readable(places: list[Place]) -> bool:
    if not places:
        return False
    for axis in (0, 1):
        along = [place[axis] for place in places]
        if max(along) - min(along) > FARTHEST:
            return False
    ordered = sorted(places)
    for index, (x, y) in enumerate(ordered):
        for other_x, other_y in ordered[index + 1 :]:
            if other_x - x >= WIDTH:
                break
            if abs(other_y - y) < HEIGHT:
                return False
    return True


def _in_columns(graph: Graph) -> dict[str, Place]:
    """By how many links a node stands from the beginning, at least; in loops by the first way there."""
    ids = {node.id for node in graph.nodes}
    behind: dict[str, list[str]] = {node_id: [] for node_id in ids}
    waits = dict.fromkeys(ids, 0)
    for link in graph.links:
        if link.source_id in ids and link.sink_id in ids and link.source_id != link.sink_id:
            behind[link.source_id].append(link.sink_id)
            waits[link.sink_id] += 1
    column: dict[str, int] = {}
    begin = [node.id for node in graph.nodes if not waits[node.id]]
    _walk(begin, behind, waits, column)
    for node in graph.nodes:  # what stands in loops, or behind them
        if node.id not in column:
            _walk([node.id], behind, waits, column)
    rows: dict[int, int] = {}
    places: dict[str, Place] = {}
    for node in graph.nodes:
        at = column[node.id]
        row = rows[at] = rows.get(at, -1) + 1
        places[node.id] = (at * (WIDTH + GAP_X), row * (HEIGHT + GAP_Y))
    return places


def _walk(
    begin: list[str], behind: Mapping[str, list[str]], waits: dict[str, int], column: dict[str, int]
) -> None:
    waiting = list(begin)
    for node_id in begin:
        column.setdefault(node_id, 0)
    while waiting:
        node_id = waiting.pop(0)
        for after in behind[node_id]:
            waits[after] -= 1
            if after in column:
                continue
            if waits[after] <= 0:
                column[after] = column[node_id] + 1
                waiting.append(after)


def own_name(node: Node) -> str:
    """What an input or output of the agent is called; empty for other nodes."""
    block, name = find_any_block(node.block_id), node.input_default.get("name")
    is_edge = block is not None and block.category in (Category.INPUT, Category.OUTPUT)
    return name if is_edge and isinstance(name, str) else ""


def _family(block: type[Block] | None) -> str:
    return block.category.value.lower().replace("_", "-") if block else "gone"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TITLE_CHARACTERS else f"{text[: MAX_TITLE_CHARACTERS - 1]}…"


def _number(value: float) -> str:
    return f"{math.floor(value * 10) / 10:g}" if abs(value) < 1e5 else f"{round(value)}"
