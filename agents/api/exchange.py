"""Agents out as files and in again, with a report of what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from rest_framework import serializers

from agents.api.serializers import GraphRead
from agents.engine.graph import Node, own_title
from agents.exchange.exports import as_text, export_agent, export_agents
from agents.exchange.imports import Imported, Prepared
from agents.models import GraphVersion
from blocks.sdk import find_block

_BY_NODE = "Node id → pin or field → message."


class CredentialFieldRead(serializers.Serializer[Any]):
    field = serializers.CharField()
    providers = serializers.ListField(child=serializers.CharField(), help_text="One of them is enough.")
    is_optional = serializers.BooleanField()


class ProblemsRead(serializers.Serializer[Any]):
    nodes = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    links = serializers.ListField(child=serializers.DictField())
    graph = serializers.ListField(child=serializers.CharField())


class ImportReport(serializers.Serializer[Any]):
    """What is left to do with an imported graph."""

    is_draft = serializers.BooleanField(
        help_text="It names blocks or pins that are not here, and refuses to run."
    )
    can_run = serializers.BooleanField(help_text="Nothing in `problems`; credentials may still be missing.")
    unknown_blocks = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Id of a block that is not here → the nodes that use it.",
    )
    credentials = serializers.DictField(
        child=CredentialFieldRead(many=True), help_text="Node id → what is to be connected."
    )
    problems = ProblemsRead(help_text=f"What keeps it from running. {_BY_NODE}")
    notes = ProblemsRead(help_text=f"What was left out or put right. {_BY_NODE}")


class ImportedGraphRead(serializers.Serializer[Any]):
    """An agent that came along because another runs it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    report = ImportReport()


class ImportRead(GraphRead):
    """The imported agent as it was saved, the first of a bundle, and what is left to do."""

    report = ImportReport()
    agents = ImportedGraphRead(many=True, help_text="Each agent of a bundle, or the only one.")
    sub_graphs = ImportedGraphRead(many=True)

    class Meta(GraphRead.Meta):
        fields = [*GraphRead.Meta.fields, "report", "agents", "sub_graphs"]


class PreviewedAgentRead(serializers.Serializer[Any]):
    """One graph of a file as an import would save it."""

    name = serializers.CharField()
    description = serializers.CharField()
    node_count = serializers.IntegerField()
    is_sub_agent = serializers.BooleanField(help_text="It comes along because another one runs it.")
    report = ImportReport()


class AccountNodeRead(serializers.Serializer[Any]):
    agent = serializers.CharField()
    node_id = serializers.CharField()
    title = serializers.CharField(help_text="What the author called the step, else the name of its block.")


class NeededAccountRead(serializers.Serializer[Any]):
    """An account that steps act with."""

    providers = serializers.ListField(child=serializers.CharField(), help_text="One of them is enough.")
    is_optional = serializers.BooleanField()
    is_served = serializers.BooleanField(help_text="Also without a choice there is one that serves.")
    nodes = AccountNodeRead(many=True)


class ImportPreviewRead(serializers.Serializer[Any]):
    """What an import would make. Nothing was saved."""

    agents = PreviewedAgentRead(many=True)
    accounts = NeededAccountRead(many=True)
    file = serializers.DictField(
        allow_null=True, help_text="What stands at the address, so that just this can be imported."
    )


def import_answer(shown: dict[str, Any], imported: Sequence[Imported], agent_count: int) -> dict[str, Any]:
    """As `ImportRead`. shown: the first graph as `GraphRead`; agent_count: of these, what is no sub-agent."""
    told = [_told(graph) for graph in imported]
    return {
        **shown,
        "report": told[0]["report"],
        "agents": told[:agent_count],
        "sub_graphs": told[agent_count:],
    }


def preview_answer(prepared: Sequence[Prepared], agent_count: int, fetched: Any) -> dict[str, Any]:
    """As `ImportPreviewRead`."""
    agents = [
        {
            "name": graph.document.name,
            "description": graph.document.description,
            "node_count": len(graph.document.graph.nodes),
            "is_sub_agent": place >= agent_count,
            "report": _report(graph),
        }
        for place, graph in enumerate(prepared)
    ]
    return {"agents": agents, "accounts": _accounts(prepared), "file": fetched}


def _accounts(prepared: Sequence[Prepared]) -> list[dict[str, Any]]:
    """Each account once, with the nodes that act with it; what is lacking first."""
    found: dict[tuple[tuple[str, ...], bool], dict[str, Any]] = {}
    for graph in prepared:
        titles = {node.id: _title(node) for node in graph.document.graph.nodes}
        for node_id, needed in graph.needed.items():
            for account in needed:
                entry = found.setdefault(
                    (account.providers, account.is_optional),
                    {
                        "providers": list(account.providers),
                        "is_optional": account.is_optional,
                        "is_served": account not in graph.credentials.get(node_id, ()),
                        "nodes": [],
                    },
                )
                node = {"agent": graph.document.name, "node_id": node_id, "title": titles[node_id]}
                entry["nodes"].append(node)
    return sorted(found.values(), key=lambda entry: (entry["is_served"], entry["is_optional"]))


def _title(node: Node) -> str:
    block = find_block(node.block_id)
    return own_title(node.metadata) or (block.name if block is not None else node.id)


def export_answer(version: GraphVersion) -> HttpResponse:
    """The agent's file, to be saved under its name. Raises GraphInvalid."""
    name = f"{slugify(version.name)[:80] or 'agent'}-v{version.number}.json"
    return _download(as_text(export_agent(version)), name)


def bundle_answer(versions: Sequence[GraphVersion]) -> HttpResponse:
    """The file of several agents. Raises GraphInvalid."""
    return _download(as_text(export_agents(versions)), f"agents-{timezone.now():%Y-%m-%d}.json")


def _download(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _told(imported: Imported) -> dict[str, Any]:
    version = imported.version
    graph_id = str(version.graph_id)
    return {"id": graph_id, "name": version.name, "version": version.number, "report": _report(imported)}


def _report(imported: Prepared) -> dict[str, Any]:
    return {
        "is_draft": imported.is_draft,
        "can_run": imported.problems.is_clean,
        "unknown_blocks": imported.unknown_blocks,
        "credentials": {
            node_id: [
                {"field": given.field, "providers": list(given.providers), "is_optional": given.is_optional}
                for given in fields
            ]
            for node_id, fields in imported.credentials.items()
        },
        "problems": imported.problems.as_details(),
        "notes": imported.notes.as_details(),
    }
