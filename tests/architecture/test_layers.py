"""Imports point down: between the apps, within an app, and away from Django in the pure parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import APPS, Module, is_within, modules

# The longest name that fits counts. A module imports nothing of a higher number, and of its own number only
# what lies in the same package.
HEIGHTS = {
    "blocks.sdk": 0,
    "platform_project.errors": 0,
    "platform_project.kit": 1,
    "platform_project.embedded": 1,
    "blocks.rest": 1,
    "blocks.library": 2,
    "platform_project.accounts": 2,
    "platform_project.health": 2,
    "platform_project.supervisor.preflight": 2,
    "platform_project.supervisor.report": 2,
    "platform_project.notifications": 3,
    "integrations": 4,
    "credits": 4,
    "platform_project.demo": 4,
    "blocks": 5,
    "agents": 6,
    "marketplace": 7,
    "platform_project": 8,  # where all is put together: urls, routing, supervisor, commands
}

ACCOUNTS_PARENT = "platform_project."  # the one app that lies in another package

# Within one app, by the second part of the name; what is not named stands in the middle.
BOTTOM, ROWS, MIDDLE, TOP = 0, 1, 2, 3
STOREYS = {
    "engine": BOTTOM,
    "timing": BOTTOM,
    "sdk": BOTTOM,
    "catalogue": BOTTOM,
    "models": ROWS,
    "errors": ROWS,
    **dict.fromkeys(("api", "tasks", "consumers", "admin", "management", "webhooks"), TOP),
    **dict.fromkeys(("cli", "bench", "demo"), TOP),
}
ACROSS_THE_TOP = {
    ("agents.cli", "agents.api"): "the API's serializer is the one reader of graph JSON",
    ("agents.management", "agents.cli"): "the command is a thin face of the package",
    ("agents.management", "agents.bench"): "the command is a thin face of the package",
    ("agents.demo", "agents.cli"): "examples are read as any other file is",
    ("marketplace.management", "marketplace.bench"): "the command is a thin face of the package",
    ("credits.management", "credits.bench"): "the command is a thin face of the package",
}

PURE = {
    "agents.engine": ("agents.engine", "blocks.sdk"),
    "agents.timing": ("agents.timing",),
    "blocks.sdk": ("blocks.sdk",),
    "blocks.rest": ("blocks.rest", "blocks.sdk"),
    "blocks.library": ("blocks.library", "blocks.rest", "blocks.sdk"),
}
FRAMEWORKS = ("django", "rest_framework", "celery", "channels", "redis", "psycopg", "structlog")


def _own(module: Module) -> Iterator[str]:
    return (name for name in module.imported if name.split(".")[0] in APPS)


def _package(name: str) -> str:
    return max((known for known in HEIGHTS if is_within(name, known)), key=len)


def _second(name: str) -> str:
    return ".".join(name.removeprefix(ACCOUNTS_PARENT).split(".")[:2])


def _storey(name: str) -> int:
    parts = name.removeprefix(ACCOUNTS_PARENT).split(".")
    return STOREYS.get(parts[1], MIDDLE) if len(parts) > 1 else MIDDLE


def upward(module: Module) -> list[str]:
    """What a module imports from above it, or from a neighbour."""
    here = _package(module.name)
    found = []
    for name in _own(module):
        there = _package(name)
        if HEIGHTS[there] > HEIGHTS[here] or (HEIGHTS[there] == HEIGHTS[here] and there != here):
            found.append(f"{module.name} → {name}")
    return found


def test_apps_import_only_what_stands_below_them() -> None:
    assert sum(len(list(_own(module))) for module in modules()) > 300
    assert [line for module in modules() for line in upward(module)] == []


def test_within_an_app_imports_point_down() -> None:
    found = []
    crossings = set()
    for module in modules():
        if not _is_in_an_app(module.name):
            continue
        for name in filter(_is_in_an_app, _own(module)):
            if _storey(name) > _storey(module.name):
                found.append(f"{module.name} → {name}")
            elif _storey(name) == TOP and name.split(".")[0] == module.name.split(".")[0]:
                crossings.add((_second(module.name), _second(name)))
    assert found == []
    assert {pair for pair in crossings if pair[0] != pair[1]} == set(ACROSS_THE_TOP)


def _is_in_an_app(name: str) -> bool:
    return is_within(name, "platform_project.accounts") or not is_within(name, "platform_project")


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_imports_no_framework_and_nothing_of_ours_but_its_like(package: str) -> None:
    inside = [module for module in modules() if is_within(module.name, package)]
    assert len(inside) >= 5
    frameworks = [
        f"{module.name} → {name}"
        for module in inside
        for name in module.imported
        if name.split(".")[0] in FRAMEWORKS
    ]
    assert frameworks == []
    ours = [
        f"{module.name} → {name}"
        for module in inside
        for name in _own(module)
        if not any(is_within(name, allowed) for allowed in PURE[package])
    ]
    assert ours == []


WRITTEN = [
    pytest.param("import agents.tasks", "agents.tasks", id="import"),
    pytest.param("from agents import tasks", "agents.tasks", id="from a package"),
    pytest.param("from agents.tasks import expand", "agents.tasks", id="from a module"),
    pytest.param("from ..tasks import expand", "agents.tasks", id="relative"),
    pytest.param("def f():\n    from agents import tasks", "agents.tasks", id="late"),
]


@pytest.mark.parametrize(("text", "name"), WRITTEN)
def test_an_upward_import_is_seen_however_it_is_written(text: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "runs.py"
    path.write_text(text)
    inner = Module("agents.services.runs", path)
    assert inner.imported == {name}
    assert _storey(name) > _storey(inner.name)


def test_an_import_of_an_app_from_below_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "services.py"
    path.write_text("from agents import tasks\nfrom blocks.sdk import Block")
    assert upward(Module("blocks.services", path)) == ["blocks.services → agents.tasks"]
    assert upward(Module("agents.services.runs", path)) == []
    path.write_text("import credits.services.ledger")
    assert upward(Module("integrations.services", path)) == [
        "integrations.services → credits.services.ledger"
    ]
