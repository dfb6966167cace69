"""`manage.py work engine` or `work blocks`: one more worker, on this machine or another one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from platform_project.embedded.errors import StartRefused
from platform_project.kit import logs
from platform_project.supervisor import preflight, programs

WORKERS = {"engine": programs.engine, "blocks": programs.blocks}


class Command(BaseCommand):
    help = "Run one more worker until Ctrl-C or SIGTERM; what it does is finished first."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=WORKERS, help="engine: plans and light steps; blocks: the others")

    def handle(self, *args: Any, **options: Any) -> None:
        kind: str = options["kind"]
        embedded = settings.EMBEDDED_SERVERS
        if embedded and not preflight.platform_lock(settings.VAR_DIR).is_held():
            raise CommandError(
                f"Polychord does not run on {settings.VAR_DIR}. Start it first, or set DATABASE_URL, "
                "REDIS_URL and BROKER_URL to the servers of the platform that this worker is to work for."
            )
        try:
            preflight.check_given_urls(embedded)
        except StartRefused as reason:
            raise CommandError(str(reason)) from reason
        programs.share_arenas()
        logs.name_process(kind)
        WORKERS[kind]()
