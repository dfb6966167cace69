"""`manage.py import_agent FILE.json`: an agent's file as new graphs of a user's personal workspace.

Id and name of the imported agent go to stdout as JSON, what is left to do to stderr. Exit status 2: nothing
was imported.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from agents.cli.files import Refused, read_agent_file
from agents.cli.people import user_called
from agents.cli.workers import prepare_own_database
from agents.engine.validation import Report
from agents.exchange.imports import Imported, import_agent
from platform_project.accounts.models import Workspace

REFUSED = 2


class Command(BaseCommand):
    help = "Import an agent, and the agents that it runs, from a JSON file of this or another installation."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--user", metavar="EMAIL", help="who shall own it; the demo user if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = read_agent_file(options["file"])
            prepare_own_database()
            user = user_called(options["user"])
        except Refused as reason:
            self.stderr.write(str(reason), style_func=str)
            sys.exit(REFUSED)
        workspace = Workspace.objects.get(personal_of=user)
        imported = import_agent(workspace=workspace, user=user, file=file)
        for line in _left_to_do(imported):
            self.stderr.write(line, style_func=str)
        self.stdout.write(json.dumps([_told(graph) for graph in imported], ensure_ascii=False, indent=2))


def _told(imported: Imported) -> dict[str, Any]:
    graph_id, name = str(imported.version.graph_id), imported.version.name
    return {
        "id": graph_id,
        "name": name,
        "is_draft": imported.is_draft,
        "can_run": imported.problems.is_clean,
    }


def _left_to_do(imported: list[Imported]) -> Iterator[str]:
    for graph in imported:
        for node_id, fields in graph.credentials.items():
            for needed in fields:
                providers = " or ".join(needed.providers)
                yield f"{graph.version.name}: node {node_id!r} needs a credential for {providers}."
        yield from (f"{graph.version.name}: {line}" for line in _lines(graph.problems))
        yield from (f"{graph.version.name}: (note) {line}" for line in _lines(graph.notes))


def _lines(report: Report) -> Iterator[str]:
    for node_id, pins in report.nodes.items():
        yield from (f"node {node_id!r}, {pin}: {message}" for pin, message in pins.items())
    yield from (f"link {link['index']}, {link['field']}: {link['message']}" for link in report.links)
    yield from report.graph
