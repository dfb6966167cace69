"""`manage.py up`: the whole platform in one process tree."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from platform_project.embedded.errors import StartRefused
from platform_project.embedded.servers import running
from platform_project.supervisor import preflight, programs, report
from platform_project.supervisor.forked import name_process
from platform_project.supervisor.lines import Lines
from platform_project.supervisor.tree import Stopped, Tree


class Command(BaseCommand):
    help = "Run servers, web, workers and scheduler until Ctrl-C or SIGTERM."
    requires_system_checks = []  # the set-up child runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--report", action="store_true", help="print the memory of the running platform and exit"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._report() if options["report"] else self._run()
        except StartRefused as reason:
            sys.exit(str(reason))
        except Stopped:
            return

    def _report(self) -> None:
        lock = preflight.platform_lock(settings.VAR_DIR)
        pid, _ = lock.holder()
        if not lock.is_held() or pid is None:
            raise StartRefused(f"Polychord does not run on {settings.VAR_DIR}.")
        self.stdout.write(report.table(report.report_of(pid)))

    def _run(self) -> None:
        lock = preflight.platform_lock(settings.VAR_DIR)
        preflight.take_folder(lock, settings.PUBLIC_URL)
        preflight.check_port(settings.HOST, settings.PORT)
        name_process("pc-up")
        lines = Lines(prefixed=settings.LOG_FORMAT != "json", coloured=sys.stdout.isatty())
        tree = Tree(lines)
        tree.catch_signals()
        lines.say("up", f"starting {' and '.join(settings.EMBEDDED_SERVERS) or 'on the given servers'}")
        try:
            with running(settings.VAR_DIR, settings.EMBEDDED_SERVERS, own=True) as servers:
                tree.servers = servers
                try:
                    self._keep_up(tree)
                finally:
                    lines.say("up", "stopping")
                    tree.stop()
        finally:
            lines.say("up", "stopped")

    def _keep_up(self, tree: Tree) -> None:
        preflight.check_given_urls(settings.EMBEDDED_SERVERS)
        programs.preload()
        if tree.run_once(programs.set_up()) != 0:
            raise StartRefused("The database could not be prepared; the lines above say why.")
        tree.run([*programs.programs(), programs.welcome()])
