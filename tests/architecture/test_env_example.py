"""Every variable that the settings read is explained in `.env.example`, and nothing else is."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""\benv\.\w+\(\s*"([A-Z][A-Z0-9_]*)\"""")
EXPLAINED = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=", re.MULTILINE)


def test_every_variable_of_the_settings_stands_in_the_example() -> None:
    read = set(READ.findall((ROOT / "platform_project" / "settings.py").read_text()))
    explained = set(EXPLAINED.findall((ROOT / ".env.example").read_text()))
    assert len(read) > 20
    assert explained == read


def test_every_variable_of_the_example_has_a_comment_above_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if EXPLAINED.match(line) and not before.startswith("#")
    ]
    assert bare == []
