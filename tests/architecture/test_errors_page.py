"""Each error has a code of its own, and `docs/errors.md` explains each code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

from agents.engine.reasons import Reason
from blocks.sdk.errors import BlockFailure
from platform_project.errors import PlatformError
from tests.architecture.source import APPS, ROOT, modules

Kind = TypeVar("Kind")

# Answers that no class of ours makes: the framework's own refusals, and crashes.
OF_THE_FRAMEWORK = {
    "malformed_request": "400",
    "method_not_allowed": "405",
    "not_acceptable": "406",
    "unsupported_media_type": "415",
    "request_failed": "4xx",
    "internal_error": "500",
}
SECTIONS = ("## Answers of the API", "## Why a node execution failed")
ROW = re.compile(r"^\| `(\w+)` \|(?: (\w+) \|)? (.{10,}) \|$", re.MULTILINE)


def _below(root: type[Kind]) -> set[type[Kind]]:
    """`root` and every class of ours below it."""
    for module in modules():
        import_module(module.name)
    found = {root}
    waiting = [root]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.split(".")[0] in APPS and kind not in found:
                found.add(kind)
                waiting.append(kind)
    assert len(found) > 8
    return found


def _explained(section: str) -> list[tuple[str, str]]:
    """(code, status) of each row of a section's table."""
    page = (ROOT / "docs" / "errors.md").read_text()
    part = page.split(section)[1].split("\n## ")[0]
    rows = [(code, status) for code, status, _ in ROW.findall(part)]
    assert len(rows) == part.count("\n| `")
    return rows


def test_every_error_has_a_code_of_its_own() -> None:
    for root in (PlatformError, BlockFailure):
        codes = Counter(kind.__dict__.get("code", f"none: {kind.__name__}") for kind in _below(root))
        assert [code for code, count in codes.items() if count > 1 or code.startswith("none")] == []


def test_the_page_explains_every_answer_of_the_api_with_its_status() -> None:
    ours = {kind.code: str(kind.status_code) for kind in _below(PlatformError)}
    explained = _explained(SECTIONS[0])
    assert len(explained) == len(dict(explained))
    assert dict(explained) == ours | OF_THE_FRAMEWORK


def test_the_page_explains_why_a_node_execution_failed() -> None:
    ours = {kind.code for kind in _below(BlockFailure)} | set(_written_codes())
    assert {code for code, _ in _explained(SECTIONS[1])} == ours


def _written_codes() -> Iterator[str]:
    """Codes that are written without raising anything."""
    firing = next(module for module in modules() if module.name == "blocks.sdk.firing")
    codes = re.findall(r"error_code=\"(\w+)\"", firing.path.read_text())
    assert codes
    yield from codes
    yield from Reason
