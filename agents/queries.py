"""Reads over several models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from agents.models import Graph, GraphVersion


def agent_named_by(values: Mapping[str, Any], workspace_id: Any) -> tuple[Graph | None, GraphVersion | None]:
    """The agent, and the version of it, that the pins of a node which runs one name.

    values: `graph_id`, and `graph_version` or else the active one. None for what is not in the workspace.
    """
    try:
        graph_id = UUID(str(values.get("graph_id")))
    except ValueError:
        return None, None
    graph = Graph.objects.filter(workspace_id=workspace_id, pk=graph_id).first()
    if graph is None:
        return None, None
    number = values.get("graph_version") or graph.active_number
    if not isinstance(number, int):
        return graph, None
    return graph, GraphVersion.objects.filter(graph=graph, number=number).first()
