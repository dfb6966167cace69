"""Print the largest files and functions: where to look when the house feels narrow. Nothing fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["platform_project", "agents", "blocks", "credits", "integrations", "marketplace", "tests", "tools"]
SHOWN = 15


def main() -> None:
    files = sorted(_python_files())
    lengths = [(len(file.read_text().splitlines()), str(file.relative_to(ROOT))) for file in files]
    functions = [found for file in files for found in _functions(file)]
    print(f"{len(files)} files, {sum(length for length, _ in lengths)} lines; the largest:")
    _show(lengths)
    print(f"{len(functions)} functions; the longest:")
    _show(functions)


def _python_files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (file for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts)


def _functions(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.end_lineno - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"


def _show(rows: list[tuple[int, str]]) -> None:
    for length, name in sorted(rows, reverse=True)[:SHOWN]:
        print(f"  {length:>5}  {name}")


if __name__ == "__main__":
    main()
