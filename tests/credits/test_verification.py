"""`verify_ledger` sees each kind of difference, and nothing where the books close."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from credits.models import Entry
from credits.services import ledger
from credits.services.verification import differences
from platform_project.accounts.models import User

pytestmark = pytest.mark.django_db

CAPTURED = "(SELECT id FROM credits_entry WHERE key = 'c')"


@pytest.fixture
def place(alice: User) -> UUID:
    """A workspace in whose books everything has happened."""
    found: UUID = alice.personal_workspace.pk
    ledger.grant(workspace_id=found, amount=100, key="g", expires_at=timezone.now() + timedelta(days=1))
    ledger.hold(workspace_id=found, amount=30, key="h")
    ledger.hold(workspace_id=found, amount=30, key="open")
    ledger.capture(hold_key="h", amount=20, key="c")
    ledger.refund(entry_key="c", amount=5, key="r", note="", by=None)
    return found


@pytest.fixture
def unguarded(place: UUID) -> None:
    """The database as somebody with all rights has it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("account", "entry"):
            cursor.execute(f"ALTER TABLE credits_{table} DISABLE TRIGGER USER")


def test_books_in_which_everything_happened_close(place: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_ledger")
    assert capsys.readouterr().out == "The books close.\n"


@pytest.mark.parametrize(
    ("slip", "seen"),
    [
        pytest.param(
            "UPDATE credits_account SET balance = balance + 1 WHERE kind = 'workspace'",
            ": entries come to 85, its balance is 86",
            id="balance",
        ),
        pytest.param(
            "UPDATE credits_account SET held = held - 1 WHERE kind = 'workspace'",
            ": open holds come to 30, held is 29",
            id="held",
        ),
        pytest.param("UPDATE credits_lot SET remaining = 10", ": lots come to 10, expiring is 80", id="lots"),
        pytest.param(
            f"UPDATE credits_entry SET movement = gen_random_uuid() WHERE id = {CAPTURED}",
            ": 1 entries come to -20",
            id="one side alone",
        ),
        pytest.param(
            "UPDATE credits_entry SET counter_account_id = account_id WHERE key = 'c'",
            ": 2 entries come to 0",
            id="the other side elsewhere",
        ),
        pytest.param(
            "UPDATE credits_entry SET amount = 21, refund_of_id = refund_of_id WHERE key = 'r'",
            ": more was given back than its 20",
            id="refunds",
        ),
        pytest.param(
            "UPDATE credits_entry SET hold_id = (SELECT id FROM credits_hold WHERE key = 'h'),"
            " kind = 'capture' WHERE key IN ('c', 'g')",
            ": captured 2 times",
            id="twice",
        ),
        pytest.param("DELETE FROM credits_account WHERE kind = 'revenue'", " is missing", id="account"),
    ],
)
def test_a_slip_is_seen(unguarded: None, slip: str, seen: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(slip)
    assert any(line.endswith(seen) for line in differences())
    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger")
    assert end.value.code == 1


def _unpaid_payments() -> list[str]:
    return ["payment 7: no entry"]


def test_other_parts_of_the_platform_have_their_own_checks(place: UUID, settings: Settings) -> None:
    settings.LEDGER_CHECKS = [f"{__name__}._unpaid_payments"]
    assert list(differences()) == ["payment 7: no entry"]
    assert Entry.objects.filter(key="c").exists()
