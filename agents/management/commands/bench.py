"""`manage.py bench`: how long executions take, beside raw Celery on the same Redis; JSON on stdout.

On the platform that runs now; where none runs, or with `--own`, on one that it starts for itself. Executions
are started through the service that the API uses, and every firing is committed. What it made is deleted at
the end. The cases, and what each must reach, stand in `agents/bench/`.

`manage.py bench blocks` measures blocks alone and needs no platform.
"""

from __future__ import annotations

import json
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.bench import long
from agents.bench.blocks import measure_blocks
from agents.bench.cases import HEAVY, LIGHT, World, may_call
from agents.bench.outside import outside
from agents.bench.own import measure_own
from agents.bench.raw import raw_celery
from agents.bench.report import Report
from agents.cli.files import Refused
from agents.cli.workers import platform_runs, working
from agents.models import Graph, NodeExecution
from platform_project.accounts.services.registration import register

NOT_CALLED = (
    "The platform's workers may not call this machine: "
    "start it with OUTBOUND_ALLOWED_HOSTS=127.0.0.1, or measure with --own."
)


class Command(BaseCommand):
    help = "Measure executions beside raw Celery; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            choices=["executions", "blocks"],
            default="executions",
            help="blocks: a firing without its work, and the import of the catalogue; needs no platform",
        )
        parser.add_argument("--rounds", type=int, default=20, help="executions per case (default 20)")
        parser.add_argument("--seconds", type=float, default=10.0, help="of the sustained case (default 10)")
        parser.add_argument("--case", action="append", metavar="WORDS", help="only cases whose name has them")
        parser.add_argument("--own", action="store_true", help="on a platform of its own, started for it")
        parser.add_argument("--growth", action="store_true", help="also what grows with size (minutes)")
        parser.add_argument(
            "--soak", action="store_true", help="also memory over 10,000 executions (minutes)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "blocks":
            self.stdout.write(json.dumps(measure_blocks(options["rounds"]), indent=2))
            return
        if options["own"] or not platform_runs():
            self.stderr.write("Starting a platform of its own to measure.")
            sys.exit(measure_own(_arguments(options)))
        try:
            with working(self.stderr.write):
                self.stdout.write(json.dumps(self._measured(options), indent=2))
        except Refused as reason:
            raise CommandError(str(reason)) from reason

    def _measured(self, options: dict[str, Any]) -> dict[str, Report]:
        user = register(email=f"bench-{secrets.token_hex(8)}@example.com", password=secrets.token_urlsafe(24))
        try:
            with raw_celery() as raw, outside() as url:
                world = World(user, raw, url, options["rounds"], options["seconds"])
                return self._reports(world, options)
        finally:
            NodeExecution.objects.filter(execution__started_by=user)._raw_delete("default")
            Graph.objects.for_user(user).delete()
            user.delete()

    def _reports(self, world: World, options: dict[str, Any]) -> dict[str, Report]:
        words = options["case"] or [""]
        cases = {**LIGHT, **HEAVY}
        chosen = [name for name in cases if any(part in name for part in words)]
        can_call = may_call(world) if any(name in HEAVY for name in chosen) else False
        reports: dict[str, Report] = {}
        for name in chosen:
            self.stderr.write(f"{name} …")
            reports[name] = cases[name](world) if name in LIGHT or can_call else {"left_out": NOT_CALLED}
        if options["growth"]:
            reports |= long.growth(world)
        if options["soak"]:
            reports |= long.soak(world)
        return reports


def _arguments(options: dict[str, Any]) -> list[str]:
    """The options again, as the command line of another process."""
    given = ["--rounds", str(options["rounds"]), "--seconds", str(options["seconds"])]
    given += [part for words in options["case"] or [] for part in ("--case", words)]
    return given + [f"--{name}" for name in ("growth", "soak") if options[name]]
