"""Agents out as files and in again, with a report of what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from rest_framework import serializers

from agents.api.serializers import GraphRead
from agents.exchange.exports import as_text, export_agent
from agents.exchange.imports import Imported
from agents.models import GraphVersion

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
    """The imported agent as it was saved, and what is left to do."""

    report = ImportReport()
    sub_graphs = ImportedGraphRead(many=True)

    class Meta(GraphRead.Meta):
        fields = [*GraphRead.Meta.fields, "report", "sub_graphs"]


def import_answer(shown: dict[str, Any], imported: Sequence[Imported]) -> dict[str, Any]:
    """As `ImportRead`. shown: the main graph as `GraphRead`."""
    main, *below = imported
    return {**shown, "report": _report(main), "sub_graphs": [_sub_graph(sub) for sub in below]}


def export_answer(version: GraphVersion) -> HttpResponse:
    """The agent's file, to be saved under its name. Raises GraphInvalid."""
    name = f"{slugify(version.name)[:80] or 'agent'}-v{version.number}.json"
    return HttpResponse(
        as_text(export_agent(version)),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sub_graph(imported: Imported) -> dict[str, Any]:
    version = imported.version
    graph_id = str(version.graph_id)
    return {"id": graph_id, "name": version.name, "version": version.number, "report": _report(imported)}


def _report(imported: Imported) -> dict[str, Any]:
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
