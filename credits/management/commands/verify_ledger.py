"""`manage.py verify_ledger`: do the books close? A line for every difference, and exit status 1."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from credits.services import verification


class Command(BaseCommand):
    help = "Prove that entries, holds and balances agree; exit status 1 where they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(verification.differences())
        for line in found:
            self.stdout.write(line)
        if found:
            sys.exit(1)
        self.stdout.write("The books close.")
