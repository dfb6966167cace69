"""Holds that were closed long ago go; what was paid by them is paid once all the same."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from credits import tasks
from credits.errors import KeyReused
from credits.models import Account, Entry, Hold
from credits.services import expiry, ledger
from credits.services.verification import differences
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db

AT_WORK, ENDED = uuid7(), uuid7()


def still_at_work(executions: set[UUID]) -> set[UUID]:
    return executions & {AT_WORK}


@pytest.fixture
def place(alice: User, settings: Settings) -> UUID:
    """Books with holds of each kind, closed a hundred days ago but for one that is open still."""
    settings.HOLD_KEEPERS = [f"{__name__}.still_at_work"]
    found: UUID = alice.personal_workspace.pk
    with time_machine.travel(timezone.now() - timedelta(days=100)):
        ledger.grant(workspace_id=found, amount=1_000, key="g")
        for key, execution in {
            "paid": ENDED, "given back": ENDED, "of one at work": AT_WORK, "by another key": ENDED,
            "of nothing, paid": None, "of nothing, given back": None, "open": ENDED,
        }.items():  # fmt: skip
            ledger.hold(workspace_id=found, amount=10, key=key, execution_id=execution)
        for key in ("paid", "of one at work", "of nothing, paid"):
            ledger.capture(hold_key=key, amount=7, key=key, execution_id=ENDED)
        ledger.capture(hold_key="by another key", amount=7, key="another", execution_id=ENDED)
        for key in ("given back", "of nothing, given back"):
            ledger.release(hold_key=key)
    return found


def left() -> set[str]:
    return set(Hold.objects.values_list("key", flat=True))


STAY = {"of one at work", "by another key", "of nothing, given back", "open"}


def test_what_is_closed_goes_where_its_entry_or_its_end_says_enough(place: UUID) -> None:
    entries, account = Entry.objects.count(), Account.objects.get(workspace=place, kind="workspace")
    tasks.prune_holds()
    assert left() == STAY
    assert Entry.objects.count() == entries
    account.refresh_from_db()
    assert (account.balance, account.held) == (972, 10)
    assert list(differences()) == []
    assert ledger.prune_holds(timezone.now()) == 0


def test_what_was_closed_lately_stays(place: UUID, settings: Settings) -> None:
    settings.HOLD_DAYS = 101
    assert ledger.prune_holds(timezone.now()) == 0
    settings.HOLD_DAYS = 90
    ledger.hold(workspace_id=place, amount=1, key="new", execution_id=ENDED)
    ledger.release(hold_key="new")
    assert ledger.prune_holds(timezone.now()) == 3
    assert left() == STAY | {"new"}


def test_a_late_repetition_of_what_was_paid_pays_nothing(place: UUID) -> None:
    tasks.prune_holds()
    entries = set(Entry.objects.values_list("pk", flat=True))
    with pytest.raises(KeyReused):
        ledger.hold(workspace_id=place, amount=10, key="paid", execution_id=ENDED)
    again = ledger.capture(hold_key="paid", amount=7, key="paid", execution_id=ENDED)
    assert again.pk in entries
    with pytest.raises(KeyReused):
        ledger.capture(hold_key="paid", amount=8, key="paid", execution_id=ENDED)
    assert (left(), set(Entry.objects.values_list("pk", flat=True))) == (STAY, entries)
    assert ledger.balance_of(place).held == 10


def test_a_key_that_was_given_back_pays_once(place: UUID) -> None:
    tasks.prune_holds()
    for _ in range(2):
        ledger.hold(workspace_id=place, amount=10, key="given back", execution_id=ENDED)
        ledger.capture(hold_key="given back", amount=5, key="given back", execution_id=ENDED)
    assert Entry.objects.filter(key="given back").count() == 1
    assert (ledger.balance_of(place).balance, ledger.balance_of(place).held) == (967, 10)
    assert list(differences()) == []


def test_it_goes_on_past_holds_that_stay(place: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "PRUNED_AT_A_TIME", 1)
    assert ledger.prune_holds(timezone.now()) == 3
    assert left() == STAY
