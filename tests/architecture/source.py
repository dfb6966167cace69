"""The project's own modules as the guards read them: parsed, never imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("agents", "blocks", "credits", "integrations", "marketplace", "platform_project")


@dataclass(frozen=True)
class Module:
    """One module, by its full name."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(), str(self.path))

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def imported(self) -> frozenset[str]:
        """Every module that is imported, wherever and however: `from a import b` is `a.b` if that is one."""
        return frozenset(name for node in ast.walk(self.tree) for name in self._named(node))

    def _named(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = self._base(node)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in names() else base

    def _base(self, node: ast.ImportFrom) -> str:
        """The absolute name behind `from`, for relative imports too."""
        if not node.level:
            return node.module or ""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for _ in range(node.level - 1):
            package = package.rpartition(".")[0]
        return f"{package}.{node.module}" if node.module else package


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the apps, without migrations: Django writes those."""
    found = [
        Module(_name_of(path), path)
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert len(found) > 100
    return tuple(found)


@cache
def names() -> frozenset[str]:
    return frozenset(_name_of(path) for app in (*APPS, "tests") for path in (ROOT / app).rglob("*.py"))


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
