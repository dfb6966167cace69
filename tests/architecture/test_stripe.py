"""One module knows Stripe's SDK, and no process loads it, or the PDF library, before it needs them."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, modules

PAGES = "credits.services.statement_pages"
LATE = ("stripe", "fpdf", PAGES)


def _users(library: str) -> set[str]:
    return {
        module.name
        for module in modules()
        if any(name == library or name.startswith(f"{library}.") for name in module.imported)
    }


def _at_once(module: Module) -> set[str]:
    """What a module imports as soon as it is imported itself."""
    body = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in body if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in body if isinstance(node, ast.ImportFrom)}


def test_one_module_knows_each_of_the_libraries_for_payments() -> None:
    assert _users("stripe") == {"credits.gateway"}
    assert _users("fpdf") == {PAGES}
    assert _users(PAGES) == {"credits.services.statements"}


def test_they_are_imported_when_they_are_needed() -> None:
    early = {(module.name, name) for module in modules() for name in _at_once(module) & set(LATE)}
    assert early == {(PAGES, "fpdf")}
