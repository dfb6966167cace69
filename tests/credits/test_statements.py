"""A month on paper and as CSV."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine

from credits.services import ledger, statements
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO


@pytest.fixture
def month(alice: User, place: UUID) -> UUID:
    """October left 40 of 100; November granted 10 and used 5; December used 1."""
    with time_machine.travel(datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), tick=False):
        ledger.grant(workspace_id=place, amount=40 * MICRO, key="a")
    run = uuid7()
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC), tick=False):
        ledger.grant(workspace_id=place, amount=10 * MICRO, key="b", note="=1+1 – für dich")
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC), tick=False):
        ledger.hold(workspace_id=place, amount=5 * MICRO, key="c", execution_id=run)
        ledger.capture(
            hold_key="c", amount=5 * MICRO, key="c", execution_id=run, provider="openai", model="gpt"
        )
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC), tick=False):
        ledger.hold(workspace_id=place, amount=MICRO, key="d")
        ledger.capture(hold_key="d", amount=MICRO, key="d")
    return run


def test_the_sums_of_a_month_close(month: UUID, place: UUID) -> None:
    found = statements.statement(place, "2026-11")
    assert (found.opening, found.closing) == (40 * MICRO, 45 * MICRO)
    assert found.totals == {"grant": (1, 10 * MICRO), "capture": (1, -5 * MICRO)}


def test_the_lines_of_a_month_are_its_entries_oldest_first(month: UUID, place: UUID) -> None:
    rows = list(csv.DictReader(statements.csv_lines(place, "2026-11")))
    shown = [(row["kind"], row["credits"], row["balance"], row["provider"], row["note"]) for row in rows]
    assert shown == [
        ("grant", "10", "50", "", "'=1+1 – für dich"),
        ("capture", "-5", "45", "openai", ""),
    ]
    assert rows[1]["execution"] == str(month)


def test_the_paper_of_a_month_is_a_pdf(month: UUID, place: UUID) -> None:
    paper = statements.as_pdf(place, "2026-11", name="Alice – Ωmega")
    assert paper.startswith(b"%PDF-")
    assert paper.rstrip().endswith(b"%%EOF")
    assert paper == statements.as_pdf(place, "2026-11", name="Alice – Ωmega")
    assert "fpdf" in sys.modules


@pytest.mark.parametrize("text", ["2026", "2026-13", "11-2026", "2026-11-01", ""])
def test_a_month_that_is_none_is_refused(place: UUID, text: str) -> None:
    with pytest.raises(BadInput):
        statements.statement(place, text)
    with pytest.raises(BadInput):
        statements.csv_lines(place, text)
