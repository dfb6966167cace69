"""`manage.py export_agent ID [FILE.json]`: an agent and those that it runs as one file without secrets.

To stdout if no file is named. Exit status 2: there is no such agent, or the file cannot be written.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from agents.cli.files import Refused
from agents.cli.people import user_called
from agents.cli.workers import prepare_own_database
from agents.exchange.exports import as_text, export_agent
from agents.models import Graph, GraphVersion
from agents.services.runs import version_of
from platform_project.errors import PlatformError

REFUSED = 2


class Command(BaseCommand):
    help = "Write an agent, and the agents that it runs, as a JSON file."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=UUID, help="of the graph")
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE.json", help="stdout if left out")
        parser.add_argument(
            "--number", type=int, metavar="N", help="of the version; the active one if left out"
        )
        parser.add_argument("--user", metavar="EMAIL", help="who may see it; the demo user if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_own_database()
        try:
            text = as_text(export_agent(_version(options)))
            if options["file"] is None:
                self.stdout.write(text, ending="")
            else:
                _write(options["file"], text)
        except (Refused, PlatformError) as reason:
            self.stderr.write(str(reason), style_func=str)
            sys.exit(REFUSED)


def _version(options: dict[str, Any]) -> GraphVersion:
    user = user_called(options["user"])
    graph = Graph.objects.for_user(user).filter(pk=options["id"]).first()
    if graph is None:
        raise Refused(f"{user.email} sees no agent with the id {options['id']}.")
    version = version_of(graph, options["number"])
    version.graph = graph
    return version


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as err:
        raise Refused(f"{path} cannot be written: {err.strerror}.") from err
