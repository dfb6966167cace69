"""`manage.py run_agent FILE.json`: a graph's file, run by the platform's own workers.

Outputs go to stdout as JSON, everything else to stderr. Exit status: 0 COMPLETED, 1 FAILED or TERMINATED,
2 nothing was started, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from agents import event_stream
from agents.cli.files import Refused, read_graph, read_inputs
from agents.cli.follow import Interrupted, TookTooLong, follow, noted_interrupts
from agents.cli.people import blocks_of, user_called
from agents.cli.saving import saved_version
from agents.cli.screen import Screen
from agents.cli.workers import working
from agents.engine.state import ExecutionStatus
from agents.errors import ExecutionHasEnded
from agents.models import Execution
from agents.secrecy import Mask
from agents.services import runs
from agents.services.graphs import GraphDocument
from agents.values.store import ValueStore
from platform_project.accounts.models import User

FAILED, REFUSED, INTERRUPTED = 1, 2, 130


class Command(BaseCommand):
    help = "Run the graph of a JSON file and print its outputs as JSON."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json", help="graph JSON, as the API takes it")
        parser.add_argument(
            "--input",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="an input: JSON or text; NAME=@PATH reads a file; may be given several times",
        )
        parser.add_argument("--user", metavar="EMAIL", help="whose agent it is; the demo user if left out")
        parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="stop it after so long")
        parser.add_argument("--quiet", action="store_true", help="no progress on the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            find = blocks_of(options["user"])
            document = read_graph(options["file"], find)
            inputs = read_inputs(document, options["input"], find)
            with working(self._say if self._shows_progress(options) else _nobody):
                status = self._run(user_called(options["user"]), document, inputs, options)
        except Refused as reason:
            self._say(str(reason))
            sys.exit(REFUSED)
        except KeyboardInterrupt:  # before anything was started
            sys.exit(INTERRUPTED)
        if status:
            sys.exit(status)

    def _run(
        self, user: User, document: GraphDocument, inputs: dict[str, Any], options: dict[str, Any]
    ) -> int:
        version = saved_version(user, document)
        request = runs.RunRequest(inputs=inputs, version=version.number)
        screen = Screen(sys.stderr) if self._shows_progress(options) else None
        with noted_interrupts() as is_interrupted:
            execution = runs.start_run(graph=version.graph, user=user, request=request)
            if screen is not None:
                self._say(f"{version} as execution {execution.pk}")
            try:
                ended = follow(execution.pk, screen, options["timeout"], is_interrupted)
            except TookTooLong:
                ended = _stopped(execution)
                self._say(f"Stopped after {options['timeout']:g} s.")
            except Interrupted:
                _stopped(execution)
                self._say("Stopped.")
                return INTERRUPTED
        return self._tell(ended)

    def _shows_progress(self, options: dict[str, Any]) -> bool:
        return sys.stderr.isatty() and not options["quiet"]

    def _tell(self, execution: Execution) -> int:
        mask = Mask.of(execution)
        outputs = ValueStore(execution.workspace_id).opened(execution.outputs)  # whole, for who reads a pipe
        self.stdout.write(json.dumps(mask.hide(outputs), ensure_ascii=False, indent=2))
        if execution.status == ExecutionStatus.COMPLETED:
            return 0
        self._say(f"{execution.status}: {mask.hide(execution.error)}")
        return FAILED

    def _say(self, text: str) -> None:
        self.stderr.write(text, style_func=str)  # plain: it may be many lines, and red is for crashes


def _nobody(text: str) -> None:
    """Who is told of the wait when nobody looks."""


def _stopped(execution: Execution) -> Execution:
    """Stop it, unless it came to its end just now."""
    try:
        ended = runs.stop_run(execution_id=execution.pk)
    except ExecutionHasEnded:
        ended = execution
        ended.refresh_from_db()
    event_stream.drain()
    return ended


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds
