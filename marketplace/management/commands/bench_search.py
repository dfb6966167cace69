"""`manage.py bench_search`: how long searches take among 10,000 and 100,000 listings. JSON on stdout.

In a database of its own, made on the same server and dropped at the end.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from marketplace.bench.search import TARGETS_MS, fill, measure
from platform_project.embedded.servers import running

NAME = "polychord_bench_search"


class Command(BaseCommand):
    help = "Measure search among many listings; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--listings", type=int, nargs="+", default=sorted(TARGETS_MS), help="(default 10000 100000)"
        )
        parser.add_argument("--queries", type=int, default=300, help="of each (default 300)")

    def handle(self, *args: Any, **options: Any) -> None:
        with running(settings.VAR_DIR, settings.EMBEDDED_SERVERS):
            measured = [self._measured(count, options["queries"]) for count in options["listings"]]
        self.stdout.write(json.dumps(measured, indent=2))

    def _measured(self, count: int, queries: int) -> dict[str, Any]:
        before = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"{NAME}_{count}"
        self.stderr.write(f"Making {count:,} listings in a database of their own.")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            seconds = fill(count)
            return {**measure(count, queries), "made_in_seconds": round(seconds, 1)}
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
