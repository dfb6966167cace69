"""Reading an agent's file, of this installation or of another.

Lenient in what a file may carry: what is missing, null or unknown to us has no effect, what is doubled or
dangles is put right and noted. Strict in bounds and in shape: BadInput names the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.engine import graph as document
from agents.engine import limits
from agents.engine.validation import Report
from agents.exchange.document import AgentFile, FileGraph, Key
from agents.exchange.graph_settings import GraphSettingsJson, NodeSettingsJson
from agents.services.graphs import GraphDocument
from platform_project.errors import BadInput

UNNAMED = "Imported agent"
TOOLS = "tools"  # the orchestrator's output; older files name the sink after it
MAX_BLOCK_ID_CHARACTERS = 100
_ENDS = (("source_id", "source_name"), ("sink_id", "sink_name"))


def read_agent(data: Any) -> AgentFile:
    """The agents of a file's JSON: one, or those of a bundle `{"agents": [file, …]}`. Raises BadInput."""
    if isinstance(data, dict) and "nodes" not in data and isinstance(data.get("graph"), dict):
        data = data["graph"]  # as some clients wrap it
    files = _files(data)
    read = _Read(is_bundle=len(files) > 1)
    agents = [_graph(given, place) for place, given in files]
    agents = [agent for (place, _), agent in zip(files, agents, strict=True) if read.is_new(agent, place)]
    below = []
    for place, given in files:
        for inner, sub in _sub_graphs(given, place):
            graph = _graph(sub, inner)
            if not read.is_new(graph, inner):
                continue
            below.append(graph)
            if len(below) > limits.MAX_SUB_GRAPHS:
                raise _bad("sub_graphs", f"A file holds at most {limits.MAX_SUB_GRAPHS} of them.")
    return AgentFile(tuple(agents), tuple(below))


def _files(data: Any) -> list[tuple[str, Any]]:
    """Place and JSON of each agent."""
    if not isinstance(data, dict) or "nodes" in data or not isinstance(data.get("agents"), list):
        return [("", data)]
    given = data["agents"]
    if not 0 < len(given) <= limits.MAX_BUNDLED:
        raise _bad("agents", f"A bundle holds from 1 to {limits.MAX_BUNDLED} agents.")
    return [(f"agents[{index}].", item) for index, item in enumerate(given)]


class _Read:
    """The graphs that were read, by their keys: the same once more is kept once."""

    def __init__(self, is_bundle: bool) -> None:
        self.is_bundle = is_bundle
        self.by_key: dict[Key, FileGraph] = {}

    def is_new(self, graph: FileGraph, place: str) -> bool:
        """Raises BadInput where files of a bundle mean different graphs by one id and version."""
        if graph.key is None:
            return True
        known = self.by_key.setdefault(graph.key, graph)
        if self.is_bundle and known.document != graph.document:
            raise _bad(f"{place}id", "Another agent of the bundle has this id and version.")
        return known is graph


def _sub_graphs(data: dict[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    """Place and JSON of each, also of those within one another."""
    for index, given in enumerate(_list(data, "sub_graphs", place)):
        inner = f"{place}sub_graphs[{index}]."
        yield inner, given
        if isinstance(given, dict):
            yield from _sub_graphs(given, inner)


def _graph(data: Any, place: str) -> FileGraph:
    if not isinstance(data, dict):
        raise _bad(place.rstrip(".") or "nodes", "An agent is an object with `nodes` and `links`.")
    if not isinstance(data.get("nodes"), list):
        raise _bad(f"{place}nodes", "This must be the list of the agent's nodes.")
    notes = Report()
    nodes = _in_order(_nodes(data, place, notes), data.get("node_order"))
    links = _links(data, place, {node.id for node in nodes}, notes)
    settings = _settings(GraphSettingsJson, data.get("settings"))
    if settings is None:
        notes.graph.append("The agent's settings are not valid here and are left out.")
    given = GraphDocument(
        name=_text(data, "name", place, limits.MAX_NAME_CHARACTERS) or UNNAMED,
        description=_text(data, "description", place, limits.MAX_DESCRIPTION_CHARACTERS),
        graph=document.Graph(nodes, tuple(link for link, _ in links), settings or {}),
        static_said=tuple(said for _, said in links),
        instructions=_text(data, "instructions", place, limits.MAX_DESCRIPTION_CHARACTERS),
        recommended_schedule_cron=_text(data, "recommended_schedule_cron", place, limits.MAX_CRON_CHARACTERS),
    )
    return FileGraph(_key(data), given, notes)


def _key(data: dict[str, Any]) -> Key | None:
    graph_id = data.get("id")
    if not isinstance(graph_id, str | int) or isinstance(graph_id, bool) or graph_id == "":
        return None
    return str(graph_id), _whole(data.get("version"))


def _whole(value: Any) -> int | None:
    """A version, which some files write as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:10])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


# --- Nodes ------------------------------------------------------------------------------------------------
def _nodes(data: dict[str, Any], place: str, notes: Report) -> list[document.Node]:
    given = _list(data, "nodes", place)
    if len(given) > limits.MAX_NODES:
        raise _bad(f"{place}nodes", f"{len(given)} nodes are too many: at most {limits.MAX_NODES}.")
    found: dict[str, document.Node] = {}
    for index, item in enumerate(given):
        node = _node(item, f"{place}nodes[{index}]", index, notes)
        if found.get(node.id) == node:
            notes.add(node.id, "id", "The node stands twice in the file; it is kept once.")
            continue
        if node.id in found:
            node = _renamed(node, found)
            notes.add(node.id, "id", "Another node has the id that this one had; links go to the other.")
        found[node.id] = node
    return list(found.values())


def _node(given: Any, place: str, index: int, notes: Report) -> document.Node:
    if not isinstance(given, dict):
        raise _bad(place, "A node must be an object.")
    node_id = _id(given, "id", place, limits.MAX_NODE_ID_CHARACTERS) or f"node-{index + 1}"
    settings = _settings(NodeSettingsJson, given.get("settings"))
    if settings is None:
        notes.add(node_id, "settings", "They are not valid here and are left out.")
    return document.Node(
        id=node_id,
        block_id=_id(given, "block_id", place, MAX_BLOCK_ID_CHARACTERS),
        input_default=_object(given, "input_default", node_id, notes),
        metadata=_object(given, "metadata", node_id, notes),
        settings=settings or {},
    )


def _object(given: dict[str, Any], name: str, node_id: str, notes: Report) -> dict[str, Any]:
    value = given.get(name)
    if isinstance(value, dict):
        return value
    if value is not None:
        notes.add(node_id, name, "It is no object and is left out.")
    return {}


def _settings(kind: Any, given: Any) -> dict[str, Any] | None:
    """Settings as they are saved; None if they are not of our kind."""
    if given is None:
        return {}
    read = kind(data=given)
    return dict(read.validated_data) if read.is_valid() else None


def _renamed(node: document.Node, taken: dict[str, document.Node]) -> document.Node:
    stem = node.id[: limits.MAX_NODE_ID_CHARACTERS - 6]
    number = next(number for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
    return document.Node(f"{stem}-{number}", node.block_id, node.input_default, node.metadata, node.settings)


def _in_order(nodes: list[document.Node], order: Any) -> tuple[document.Node, ...]:
    """The nodes in the order that their author gave them, where the file tells it."""
    if not isinstance(order, list):
        return tuple(nodes)
    places = {node_id: place for place, node_id in enumerate(order) if isinstance(node_id, str)}
    return tuple(sorted(nodes, key=lambda node: places.get(node.id, len(places))))


# --- Links ------------------------------------------------------------------------------------------------
def _links(
    data: dict[str, Any], place: str, node_ids: set[str], notes: Report
) -> list[tuple[document.Link, bool | None]]:
    """Each link, and what its author said of its being static."""
    given = _list(data, "links", place)
    if len(given) > limits.MAX_LINKS:
        raise _bad(f"{place}links", f"{len(given)} links are too many: at most {limits.MAX_LINKS}.")
    found: list[tuple[document.Link, bool | None]] = []
    seen: set[document.Link] = set()
    for index, item in enumerate(given):
        link, said = _link(item, f"{place}links[{index}]")
        if missing := _missing_end(link, node_ids):
            notes.add_link(index, missing, "The link ends nowhere and is left out.")
        elif link.id and link in seen:
            notes.add_link(index, "id", "The link stands twice in the file; it is kept once.")
        else:
            seen.add(link)
            found.append((link, said))
    return found


def _link(given: Any, place: str) -> tuple[document.Link, bool | None]:
    if not isinstance(given, dict):
        raise _bad(place, "A link must be an object.")
    ends = [
        (
            _id(given, node, place, limits.MAX_NODE_ID_CHARACTERS),
            _id(given, pin, place, limits.MAX_PIN_NAME_CHARACTERS),
        )
        for node, pin in _ENDS
    ]
    (source_id, source_name), (sink_id, sink_name) = ends
    if source_name.startswith(f"{TOOLS}_^_"):
        source_name = TOOLS
    said = given.get("is_static")
    said = said if isinstance(said, bool) else None
    link_id = _id(given, "id", place, limits.MAX_NODE_ID_CHARACTERS)
    return document.Link(source_id, source_name, sink_id, sink_name, bool(said), link_id), said


def _missing_end(link: document.Link, node_ids: set[str]) -> str:
    if link.source_id not in node_ids:
        return "source_id"
    if link.sink_id not in node_ids:
        return "sink_id"
    if not link.source_name:
        return "source_name"
    return "" if link.sink_name else "sink_name"


# --- Single fields ----------------------------------------------------------------------------------------
def _list(data: dict[str, Any], name: str, place: str) -> list[Any]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _bad(f"{place}{name}", "This must be a list.")
    return value


def _id(given: dict[str, Any], name: str, place: str, most: int) -> str:
    """A name that files write as text or as a number; empty if it is missing."""
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise _bad(f"{place}.{name}", "This must be a text.")
    return _bounded(str(value), f"{place}.{name}", most)


def _text(data: dict[str, Any], name: str, place: str, most: int) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _bad(f"{place}{name}", "This must be a text.")
    return _bounded(value if name == "description" else value.strip(), f"{place}{name}", most)


def _bounded(text: str, place: str, most: int) -> str:
    if len(text) > most:
        raise _bad(place, f"{len(text):,} characters are too many: at most {most:,}.")
    return text


def _bad(place: str, message: str) -> BadInput:
    return BadInput(f"{place}: {message}", **{place: [message]})
