"""`manage.py seed`: the demo world, or its end where it may not be."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from platform_project import demo


class Command(BaseCommand):
    help = "Make the demo world, or shut the demo user out where it may not be. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("prepare_database")
        self.stdout.write(demo.keep_in_step())
