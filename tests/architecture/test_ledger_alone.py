"""Balances and entries are written by the ledger's own modules, and by nobody else."""

from __future__ import annotations

import re

from tests.architecture.source import modules

WRITERS = {
    f"credits.services.{name}" for name in ("ledger", "movements", "holds", "expiry", "accounts", "lots")
}
# Numbers of an account that are set, rows of the books that are made, and their tables in SQL that writes.
WRITES = re.compile(
    r"\.update\([^)]*\b(?:balance|held|expiring|remaining)="
    r"|\b(?:Entry|Hold|Lot|Account)\.objects\.(?:bulk_)?create\("
    r"|(?:INSERT INTO|UPDATE|DELETE FROM) credits_(?:account|entry|hold|lot)\b"
    r"|\bledger_(?:hold|capture|release)\("
)


def test_nobody_but_the_ledger_writes_in_the_books() -> None:
    found = {module.name for module in modules() if WRITES.search(module.path.read_text())}
    assert found <= WRITERS | {"credits.services.ledger_procedures"}
    assert {"credits.services.movements", "credits.services.ledger_procedures"} <= found
