"""A version, and every agent that it runs, as one file without secrets.

The file is made to live in version control: the same graph gives the same text, and a small change a small
difference. Nodes stand by id and links by where they end. Their own order decides ties in a run, so where it
is another, `node_order` tells it. Links into one node keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from agents.engine import limits
from agents.engine.graph import Node
from agents.engine.pins import split_pin
from agents.engine.validation import Report
from agents.errors import AgentIsClosed, GraphInvalid
from agents.exchange.settle import without_credential_ids
from agents.exchange.strip import stripped
from agents.models import GraphVersion
from agents.models import Link as LinkRow
from agents.queries import agent_named_by
from agents.runner.plans import graph_of
from agents.services import origins
from blocks.sdk import BlockKind, find_block


def export_agent(version: GraphVersion) -> dict[str, Any]:
    """The file of one version. Raises GraphInvalid if it runs more agents than a file may hold.

    Raises AgentIsClosed if it is closed, or runs a closed one: a file without that would run nowhere.
    """
    below = sorted(_agents_below(version), key=lambda sub: (str(sub.graph_id), sub.number))
    _refuse_closed([version, *below])
    return _by_name({**_graph(version), "sub_graphs": [_graph(sub) for sub in below]})


def export_agents(versions: Iterable[GraphVersion]) -> dict[str, Any]:
    """A bundle: the file of each version, whole for itself. Raises as `export_agent`."""
    return {"agents": [export_agent(version) for version in versions]}


def as_text(file: dict[str, Any]) -> str:
    """The file's text: two spaces a level, one line an entry, a line end at the end."""
    return json.dumps(file, indent=2, ensure_ascii=False) + "\n"


def _agents_below(version: GraphVersion) -> Iterable[GraphVersion]:
    """Every agent that one of them runs, each version once, without the first one itself."""
    workspace_id = version.graph.workspace_id
    found = {version.pk: version}
    waiting = [version]
    while waiting:
        for node in _agent_nodes(waiting.pop()):
            _, named = agent_named_by(node.input_default, workspace_id)
            if named is not None and named.pk not in found:
                found[named.pk] = named
                waiting.append(named)
        if len(found) > limits.MAX_SUB_GRAPHS + 1:
            told = f"The agent runs more than {limits.MAX_SUB_GRAPHS} others, which no file may hold."
            raise GraphInvalid(told, Report(graph=[told]))
    del found[version.pk]
    return found.values()


def _refuse_closed(versions: list[GraphVersion]) -> None:
    closed = origins.closed_among([version.graph_id for version in versions])
    if closed:
        found = [v for v in versions if v.graph_id in closed and not origins.is_hidden(v.graph_id)]
        names = ", ".join(sorted({repr(version.name) for version in found}))
        raise AgentIsClosed(f"No file may hold {names}: its creator lets nobody look inside.")


def _agent_nodes(version: GraphVersion) -> list[Node]:
    nodes = graph_of(version).nodes
    return [n for n in nodes if (block := find_block(n.block_id)) and block.kind is BlockKind.AGENT]


def _graph(version: GraphVersion) -> dict[str, Any]:
    nodes = graph_of(version).nodes
    order = [node.id for node in nodes]
    file = {
        "description": version.description,
        "id": str(version.graph_id),
        "input_schema": without_credential_ids(version.input_schema),
        "instructions": version.instructions or None,
        "is_active": version.number == version.graph.active_number,
        "links": _links(version),
        "name": version.name,
        "nodes": [_node(node) for node in sorted(nodes, key=lambda node: node.id)],
        "output_schema": without_credential_ids(version.output_schema),
        "recommended_schedule_cron": version.recommended_schedule_cron or None,
        "settings": _sorted(version.settings),
        "version": version.number,
    }
    return file if order == sorted(order) else _by_name(file | {"node_order": order})


def _node(node: Node) -> dict[str, Any]:
    values = stripped(node.block_id, node.input_default)
    file = {
        "block_id": node.block_id,
        "id": node.id,
        # Parts of one pin keep their order: it is the order of what they build.
        "input_default": {name: values[name] for name in sorted(values, key=lambda name: split_pin(name)[0])},
        "metadata": _sorted(node.metadata),
    }
    return file | ({"settings": _sorted(node.settings)} if node.settings else {})


def _links(version: GraphVersion) -> list[dict[str, Any]]:
    rows = LinkRow.objects.filter(version=version).select_related("source", "sink")
    return [_link(row) for row in sorted(rows, key=lambda row: row.sink.key)]


def _link(row: LinkRow) -> dict[str, Any]:
    ends = {
        "sink_id": row.sink.key,
        "sink_name": row.sink_name,
        "source_id": row.source.key,
        "source_name": row.source_name,
    }
    said = {} if row.is_static is None else {"is_static": row.is_static}
    return ({"id": row.key} if row.key else {}) | said | ends


def _by_name(file: dict[str, Any]) -> dict[str, Any]:
    return {name: file[name] for name in sorted(file)}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
