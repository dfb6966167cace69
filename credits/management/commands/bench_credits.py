"""`manage.py bench_credits`: holds, captures and releases a second, on a database of its own. JSON on stdout.

The books are never thinned out, so what is measured is written beside them: to a database that is made on the
same server, with its settings, and dropped at the end.
"""

from __future__ import annotations

import json
import statistics
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import connection

from credits.bench.load import Load, cycles_of
from credits.services import ledger
from platform_project.accounts.models import Workspace
from platform_project.kit.money import MICRO

NAME = "polychord_bench_credits"
PLENTY = 100_000_000 * MICRO


class Command(BaseCommand):
    help = "Measure the ledger over many accounts and on one; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=10.0, help="of each case (default 10)")
        parser.add_argument("--accounts", type=int, default=100, help="of the first case (default 100)")
        parser.add_argument("--processes", type=int, default=2, help="(default 2)")
        parser.add_argument(
            "--threads", type=int, default=8, help="of each (default 8, as an engine worker has)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = NAME
        self.stderr.write("Making a database to measure in.")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            measured = {
                "fsync": _setting("fsync"),
                "synchronous_commit": _setting("synchronous_commit"),
                f"{options['accounts']} accounts": _case(options["accounts"], options),
                "one account": _case(1, options),
            }
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
        self.stdout.write(json.dumps(measured, indent=2))


def _case(accounts: int, options: dict[str, Any]) -> dict[str, float]:
    load = Load(_funded(accounts), options["processes"], options["threads"], options["seconds"])
    took = cycles_of(load)
    return {
        "cycles": len(took),
        "cycles_per_second": round(len(took) / load.seconds, 1),
        "median_ms": round(1000 * statistics.median(took), 2),
    }


def _funded(count: int) -> list[UUID]:
    workspaces = Workspace.objects.bulk_create(Workspace(name=f"bench {number}") for number in range(count))
    for workspace in workspaces:
        ledger.grant(workspace_id=workspace.pk, amount=PLENTY, key=f"bench:{workspace.pk}")
    return [workspace.pk for workspace in workspaces]


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
