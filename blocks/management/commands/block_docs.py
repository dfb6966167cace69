"""`manage.py block_docs`: write docs/blocks, or with `--check` say what in it is stale (exit status 1)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from blocks.pages import FOLDER, ContractBroken, kept_contracts, pages


class Command(BaseCommand):
    help = "Write a page for each block, and the contracts that blocks keep to."
    requires_system_checks = []  # it looks at code alone

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; say what is stale")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            files = pages(kept_contracts(folder))
        except ContractBroken as broken:
            raise CommandError(str(broken)) from broken
        stale = stale_files(folder, files)
        if not options["check"]:
            write(folder, files, stale)
        elif stale:
            self.stderr.write(f"{folder} is stale ({', '.join(stale[:10])}): make blocks", style_func=str)
            sys.exit(1)


def stale_files(folder: Path, files: dict[str, str]) -> list[str]:
    """Names of the files that are missing, differ, or belong to no block any more."""
    there = {path.name: path for path in folder.glob("*") if path.is_file()}
    same = {name for name, path in there.items() if path.read_text() == files.get(name)}
    return sorted((files.keys() | there.keys()) - same)


def write(folder: Path, files: dict[str, str], stale: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in files:
            (folder / name).write_text(files[name])
        else:
            (folder / name).unlink()
