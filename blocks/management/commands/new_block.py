"""`manage.py new_block FAMILY.NAME`: a block that works, and its test, to be made into the one you want."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from blocks.sdk import Category, find_block

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,40}\.[a-z][a-z0-9_]{0,60}")

BLOCK = '''"""{words}."""

from __future__ import annotations

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Pin


class {name}(Block):
    """Hand on a text."""

    id = "{id}"
    slug = "{slug}"
    category = Category.{category}
    pure = True

    class Input(BlockInput):
        text: str = Pin(description="The text", example="hello")

    class Output(BlockOutput):
        result: str = Pin(description="The same text")

    async def execute(self, input: Input) -> Output:
        return self.Output(result=input.text)
'''
TEST = """from __future__ import annotations

from blocks.library.{slug} import {name}
from blocks.sdk import Context, fire_pure


def test_it_gives_what_it_takes() -> None:
    fired = fire_pure({name}, {{"text": "hello"}}, Context())
    assert (fired.outputs, fired.error) == ([("result", "hello")], None)


def test_a_text_is_needed() -> None:
    fired = fire_pure({name}, {{}}, Context())
    assert fired.error == "Input 'text' is missing; it needs text."
"""


class Command(BaseCommand):
    help = "Scaffold a block with its test."
    requires_system_checks = []  # it writes code alone

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="FAMILY.NAME", help="as in text.shout; it never changes")
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR, help="the project's folder")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, root = options["slug"], options["into"]
        if not _SLUG.fullmatch(slug):
            raise CommandError(f"'{slug[:100]}' is no FAMILY.NAME of small letters, digits and underscores.")
        family, short = slug.split(".")
        code = root / "blocks" / "library" / family / f"{short}.py"
        test = root / "tests" / "blocks" / f"test_{family}_{short}.py"
        if find_block(slug) or code.exists() or test.exists():
            raise CommandError(f"There is a block {slug} already.")
        said = _said(slug)
        _write(code, BLOCK.format(**said))
        (code.parent / "__init__.py").touch()
        _write(test, TEST.format(**said))
        self.stdout.write(f"{code}\n{test}\nThen: make blocks")


def _said(slug: str) -> dict[str, str]:
    family, short = slug.split(".")
    return {
        "slug": slug,
        "id": str(uuid4()),
        "name": "".join(word.capitalize() for word in short.split("_")),
        "words": short.replace("_", " ").capitalize(),
        "category": family.upper() if family.upper() in Category.__members__ else Category.BASIC.name,
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
