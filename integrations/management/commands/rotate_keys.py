"""`manage.py rotate_keys`: seal every secret with the first of CREDENTIAL_KEYS.

Put a new key in front, restart everything, run this, and only then take the old key away.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.services.rotation import Counts, rotate, sealed_columns
from platform_project.kit import crypto


class Command(BaseCommand):
    help = "Seal every secret with the first of CREDENTIAL_KEYS. May be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="Only print a key that nobody has yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.stdout.write(crypto.new_key())
            return
        unreadable = 0
        for column in sealed_columns():
            counts = rotate(column, self._tell(column))
            self.stdout.write(
                f"{column}: {counts.sealed_anew} sealed anew, {counts.newest_already} had the newest key, "
                f"{counts.unreadable} cannot be opened"
            )
            unreadable += counts.unreadable
        if unreadable:
            raise CommandError(f"{unreadable} values were sealed with keys that are not in CREDENTIAL_KEYS.")

    def _tell(self, column: str) -> Any:
        def tell(counts: Counts) -> None:
            self.stderr.write(f"{column}: {counts.seen} seen")

        return tell
