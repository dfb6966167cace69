"""Habits that one slip would break: what is caught, what is named how, and what hides where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.source import APPS, ROOT, modules

DATABASE_ERRORS = frozenset(
    {
        "Error", "DatabaseError", "IntegrityError", "OperationalError", "DataError", "InternalError",
        "ProgrammingError",
    }
)  # fmt: skip
DOERS = ("Exception", "BaseException")
VAGUE_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})
SIGNAL_PLACES = ("django.db.models.signals", "django.dispatch", "django.contrib.auth.signals")
ALLOWED_SIGNALS = frozenset({"post_migrate"})
NAMED_MIGRATION = re.compile(r"\d{4}_(?!auto_)[a-z0-9_]+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


# --- What is caught ---------------------------------------------------------------------------------------
def swallowed(tree: ast.Module) -> list[int]:
    """Lines of handlers that catch everything and do nothing."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or _last_name(node.type) in DOERS)
        and all(isinstance(part, ast.Pass | ast.Continue) or _is_bare(part) for part in node.body)
    ]


def caught_inside_atomic(tree: ast.AST, is_inside: bool = False) -> Iterator[int]:
    """Lines of handlers of database errors within the `atomic()` that the error has broken."""
    for node in ast.iter_child_nodes(tree):
        inside = is_inside
        if isinstance(node, Function):
            inside = any(_is_atomic(decorator) for decorator in node.decorator_list)
        elif isinstance(node, ast.With | ast.AsyncWith):
            inside = is_inside or any(_is_atomic(item.context_expr) for item in node.items)
        elif isinstance(node, ast.Try) and is_inside and not _is_savepoint(node.body):
            yield from (handler.lineno for handler in node.handlers if _catches_database(handler))
        yield from caught_inside_atomic(node, inside)


def _is_atomic(node: ast.expr) -> bool:
    return _last_name(node.func if isinstance(node, ast.Call) else node) == "atomic"


def _is_savepoint(body: list[ast.stmt]) -> bool:
    """True if all that is tried stands in an `atomic()` of its own."""
    return all(
        isinstance(part, ast.With) and any(_is_atomic(item.context_expr) for item in part.items)
        for part in body
    )


def _catches_database(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or _last_name(kind) in DATABASE_ERRORS for kind in kinds)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_bare(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_nothing_is_swallowed() -> None:
    nodes = [node for module in modules() for node in ast.walk(module.tree)]
    assert sum(isinstance(node, ast.ExceptHandler) for node in nodes) > 30
    assert [f"{module.place}:{line}" for module in modules() for line in swallowed(module.tree)] == []


def test_no_database_error_is_caught_inside_the_transaction_that_it_broke() -> None:
    found = [f"{module.place}:{line}" for module in modules() for line in caught_inside_atomic(module.tree)]
    assert found == []


_TRIED = "try:\n    f()\nexcept{kind}:\n    {done}"
_WITHIN = "{outer}:\n    try:\n        {tried}\n    except {kind}:\n        g()"
SLIPS = [
    pytest.param(_TRIED.format(kind=" Exception", done="pass"), 1, 0, id="everything and nothing"),
    pytest.param(_TRIED.format(kind="", done="..."), 1, 0, id="bare"),
    pytest.param(_TRIED.format(kind=" KeyError", done="pass"), 0, 0, id="one kind"),
    pytest.param(
        _WITHIN.format(outer="with transaction.atomic()", tried="f()", kind="IntegrityError"),
        *(0, 1),
        id="within",
    ),
    pytest.param(
        _WITHIN.format(outer="@atomic\ndef f()", tried="f()", kind="(KeyError, db.IntegrityError)"),
        *(0, 1),
        id="decorated",
    ),
    pytest.param(
        _WITHIN.format(outer="@atomic\ndef f()", tried="with atomic(): f()", kind="IntegrityError"),
        *(0, 0),
        id="savepoint",
    ),
    pytest.param("try:\n    with atomic():\n        f()\nexcept IntegrityError:\n    g()", 0, 0, id="around"),
]


@pytest.mark.parametrize(("text", "nothings", "broken"), SLIPS)
def test_the_guard_sees_a_slip(text: str, nothings: int, broken: int) -> None:
    tree = ast.parse(text)
    assert (len(swallowed(tree)), len(list(caught_inside_atomic(tree)))) == (nothings, broken)


# --- What is named how ------------------------------------------------------------------------------------
def test_no_module_is_a_drawer_for_anything() -> None:
    places = [path for folder in (*APPS, "tests", "tools") for path in (ROOT / folder).rglob("*.py")]
    assert len(places) > 150
    assert [str(path.relative_to(ROOT)) for path in places if path.stem in VAGUE_NAMES] == []


def _migrations() -> list[Path]:
    found = [
        path for app in APPS for path in (ROOT / app).rglob("migrations/*.py") if path.name != "__init__.py"
    ]
    assert len(found) > 2
    return found


def test_every_migration_has_a_name() -> None:
    assert [path.name for path in _migrations() if not NAMED_MIGRATION.fullmatch(path.stem)] == []


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --- What hides where -------------------------------------------------------------------------------------
def test_no_signal_of_django_is_listened_to() -> None:
    found = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in SIGNAL_PLACES
        and {alias.name for alias in node.names} - ALLOWED_SIGNALS
    ]
    assert found == []


def test_no_model_hides_logic_in_save() -> None:
    places = [module for module in modules() if ".models" in module.name]
    assert len(places) > 8
    found = [
        f"{module.place}:{node.lineno}"
        for module in places
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and node.name in ("save", "delete")
    ]
    assert found == []
