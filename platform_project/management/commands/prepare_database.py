"""`manage.py prepare_database`: apply what migrations are missing, then STARTERS, one process at a time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

_LOCK = 0x706F6C79  # any number that nobody else takes


class Command(BaseCommand):
    help = "Apply missing migrations. Several servers may start at once: one applies, the others wait."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                self._migrate()
                for name in settings.STARTERS:
                    import_string(name)()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not missing:
            self.stdout.write("Database is up to date.")
            return
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Database: {len(missing)} migrations applied.")
