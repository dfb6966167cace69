"""Nodes that run other agents, made complete when a graph is saved."""

from __future__ import annotations

from dataclasses import replace

from agents.engine.graph import Graph as Document
from agents.engine.graph import Node
from agents.engine.validation import Report
from agents.queries import agent_named_by
from agents.services import origins
from blocks.sdk import BlockKind, find_block
from platform_project.accounts.models import Workspace


def completed(graph: Document, workspace: Workspace) -> tuple[Document, Report]:
    """The graph with version and schemas filled in where a node that runs an agent does not say them.

    The agents are looked for in `workspace`; those that are not there are named in the report.
    """
    report = Report()
    nodes = tuple(completed_node(node, workspace, report) for node in graph.nodes)
    return replace(graph, nodes=nodes), report


def completed_node(node: Node, workspace: Workspace, report: Report) -> Node:
    """One node of it; what is wrong goes into the report."""
    block = find_block(node.block_id)
    if block is None or block.kind is not BlockKind.AGENT or "graph_id" not in node.input_default:
        return node
    _, version = agent_named_by(node.input_default, workspace.pk)
    if version is not None and origins.is_hidden(version.graph_id):
        version = None
    if version is None and node.is_disabled:
        return node
    if version is None:
        report.add(node.id, "graph_id", "No such agent, or version of it, is in this workspace.")
        return node
    found = {
        "graph_version": version.number,
        "agent_name": version.name,
        "input_schema": version.input_schema,
        "output_schema": version.output_schema,
    }
    left_out = {name: value for name, value in found.items() if not node.input_default.get(name)}
    return replace(node, input_default={**node.input_default, **left_out})
