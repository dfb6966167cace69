"""Each verb of the ledger: what it moves, what it refuses, and that a key works once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from credits.errors import (
    BadAmount,
    HoldCaptured,
    HoldNotFound,
    InsufficientCredits,
    KeyReused,
    RefundTooLarge,
)
from credits.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from credits.services import ledger
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(alice: User) -> UUID:
    """A workspace that was given 100."""
    found: UUID = alice.personal_workspace.pk
    ledger.grant(workspace_id=found, amount=100, key="first")
    return found


def _has(workspace_id: UUID) -> tuple[int, int, int]:
    found = ledger.balance_of(workspace_id)
    return found.balance, found.held, found.available


def test_a_workspace_without_an_account_has_nothing_and_reading_opens_none(alice: User) -> None:
    assert _has(alice.personal_workspace.pk) == (0, 0, 0)
    assert not Account.objects.exists()


def test_a_grant_comes_from_promotions_once_a_key(place: UUID) -> None:
    again = ledger.grant(workspace_id=place, amount=100, key="first")
    assert (again.kind, again.amount, again.balance_after) == (EntryKind.GRANT, 100, 100)
    assert _has(place) == (100, 0, 100)
    assert ledger.platform_balance(AccountKind.PROMOTIONS) == -100
    assert Entry.objects.count() == 2


def test_a_topup_comes_from_clearing(place: UUID) -> None:
    ledger.grant(workspace_id=place, amount=7, key="paid", kind="topup", source="clearing")
    assert ledger.platform_balance(AccountKind.CLEARING) == -7
    assert _has(place) == (107, 0, 107)


def test_a_key_with_another_amount_is_refused_and_changes_nothing(place: UUID) -> None:
    with pytest.raises(KeyReused):
        ledger.grant(workspace_id=place, amount=101, key="first")
    assert _has(place) == (100, 0, 100)


def test_the_same_key_serves_two_workspaces(place: UUID, bob: User) -> None:
    ledger.grant(workspace_id=bob.personal_workspace.pk, amount=5, key="first")
    assert _has(bob.personal_workspace.pk) == (5, 0, 5)


def test_a_hold_sets_aside_once_and_release_gives_back_once(place: UUID) -> None:
    first = ledger.hold(workspace_id=place, amount=60, key="h")
    assert ledger.hold(workspace_id=place, amount=60, key="h").pk == first.pk
    assert _has(place) == (100, 60, 40)
    ledger.release(hold_key="h")
    ledger.release(hold_key="h")
    assert _has(place) == (100, 0, 100)
    assert Hold.objects.get().state == HoldState.CLOSED


def test_a_hold_beyond_what_is_free_is_refused_and_sets_nothing_aside(place: UUID) -> None:
    ledger.hold(workspace_id=place, amount=60, key="h")
    with pytest.raises(InsufficientCredits) as refusal:
        ledger.hold(workspace_id=place, amount=41, key="i")
    assert (refusal.value.needed, refusal.value.available) == (41, 40)
    assert refusal.value.details == {"needed": "0.000041", "available": "0.00004"}
    assert _has(place) == (100, 60, 40)
    assert Hold.objects.count() == 1


def test_who_never_had_credits_holds_nothing_but_zero(alice: User) -> None:
    place = alice.personal_workspace.pk
    with pytest.raises(InsufficientCredits):
        ledger.hold(workspace_id=place, amount=1, key="h")
    ledger.hold(workspace_id=place, amount=0, key="free")
    assert ledger.capture(hold_key="free", amount=3, key="c").unpaid == 3
    assert _has(place) == (0, 0, 0)


def test_a_capture_takes_the_cost_to_revenue_and_gives_the_rest_back(place: UUID) -> None:
    execution = uuid7()
    ledger.hold(workspace_id=place, amount=60, key="h", execution_id=execution)
    assert ledger.open_holds(execution).count() == 1
    entry = ledger.capture(
        hold_key="h", amount=45, key="c", execution_id=execution, node_id="n", model="m", provider="p"
    )
    assert (entry.amount, entry.balance_after, entry.unpaid) == (-45, 55, 0)
    assert (entry.execution_id, entry.node_id, entry.model, entry.provider) == (execution, "n", "m", "p")
    assert _has(place) == (55, 0, 55)
    assert ledger.platform_balance(AccountKind.REVENUE) == 45
    assert not ledger.open_holds(execution).exists()
    assert ledger.capture(hold_key="h", amount=45, key="c").pk == entry.pk
    assert _has(place) == (55, 0, 55)


def test_a_capture_beyond_the_hold_takes_what_is_free_and_says_what_was_not(place: UUID) -> None:
    ledger.hold(workspace_id=place, amount=10, key="other")
    ledger.hold(workspace_id=place, amount=60, key="h")
    entry = ledger.capture(hold_key="h", amount=95, key="c")
    assert (entry.amount, entry.unpaid, entry.balance_after) == (-90, 5, 10)
    assert _has(place) == (10, 10, 0)
    assert ledger.capture(hold_key="h", amount=95, key="c").pk == entry.pk
    with pytest.raises(KeyReused):
        ledger.capture(hold_key="h", amount=90, key="c")


def test_what_is_held_is_captured_by_one_key_only(place: UUID) -> None:
    ledger.hold(workspace_id=place, amount=60, key="h")
    ledger.capture(hold_key="h", amount=10, key="c")
    with pytest.raises(HoldCaptured):
        ledger.capture(hold_key="h", amount=10, key="d")
    assert _has(place) == (90, 0, 90)


def test_work_that_was_done_is_paid_also_after_its_hold_was_given_back(place: UUID) -> None:
    ledger.hold(workspace_id=place, amount=60, key="h")
    ledger.release(hold_key="h")
    assert ledger.capture(hold_key="h", amount=10, key="c").amount == -10
    assert _has(place) == (90, 0, 90)


def test_a_capture_can_go_to_a_creator(place: UUID, bob: User) -> None:
    earnings = ledger.account_of(bob.personal_workspace.pk, AccountKind.EARNINGS)
    ledger.hold(workspace_id=place, amount=60, key="h")
    ledger.capture(hold_key="h", amount=60, key="c", to_account=earnings)
    assert ledger.balance_of(bob.personal_workspace.pk, kind=AccountKind.EARNINGS).balance == 60
    assert _has(place) == (40, 0, 40)


def test_a_transfer_moves_once_and_never_below_zero(place: UUID, bob: User) -> None:
    mine = ledger.account_of(place)
    earnings = ledger.account_of(bob.personal_workspace.pk, AccountKind.EARNINGS)
    for _ in range(2):
        ledger.transfer(from_account=mine, to_account=earnings, amount=30, key="t")
    assert _has(place) == (70, 0, 70)
    with pytest.raises(InsufficientCredits):
        ledger.transfer(from_account=mine, to_account=earnings, amount=71, key="u")
    clearing = ledger.platform_account(AccountKind.CLEARING, beside=earnings)
    ledger.transfer(from_account=earnings, to_account=clearing, amount=30, key="p", kind="payout")
    assert ledger.balance_of(bob.personal_workspace.pk, kind=AccountKind.EARNINGS).balance == 0
    assert ledger.platform_balance(AccountKind.CLEARING) == 30
    with pytest.raises(BadInput):
        ledger.transfer(from_account=mine, to_account=mine, amount=1, key="v")


def test_a_refund_of_a_cost_comes_back_in_parts_and_not_more_than_it_was(place: UUID, staff: User) -> None:
    ledger.hold(workspace_id=place, amount=60, key="h")
    ledger.capture(hold_key="h", amount=50, key="c", model="m")
    part = ledger.refund(entry_key="c", amount=20, key="r1", note="half bad", by=staff)
    assert (part.amount, part.kind, part.model, part.created_by_id) == (20, "refund", "m", staff.pk)
    with pytest.raises(RefundTooLarge):
        ledger.refund(entry_key="c", amount=31, key="r2", note="", by=staff)
    assert ledger.refund(entry_key="c", key="r3", note="the rest", by=staff).amount == 30
    assert ledger.refund(entry_key="c", key="r3", note="the rest", by=staff).amount == 30
    with pytest.raises(RefundTooLarge):
        ledger.refund(entry_key="c", key="r4", note="", by=staff)
    assert _has(place) == (100, 0, 100)
    assert ledger.platform_balance(AccountKind.REVENUE) == 0


def test_a_topup_is_taken_back_as_far_as_it_was_not_used(place: UUID, staff: User) -> None:
    ledger.grant(workspace_id=place, amount=50, key="paid", kind="topup", source="clearing")
    ledger.hold(workspace_id=place, amount=120, key="h")
    ledger.capture(hold_key="h", amount=120, key="c")
    back = ledger.refund(entry_key="paid", key="r", note="card refunded", by=None)
    assert (back.amount, back.unpaid) == (-30, 20)
    assert _has(place) == (0, 0, 0)
    assert ledger.platform_balance(AccountKind.CLEARING) == -20


def test_an_adjustment_goes_both_ways_but_not_below_what_is_free(place: UUID, staff: User) -> None:
    ledger.hold(workspace_id=place, amount=60, key="h")
    ledger.adjust(workspace_id=place, amount=-40, key="a", note="a mistake", by=staff)
    assert _has(place) == (60, 60, 0)
    with pytest.raises(InsufficientCredits):
        ledger.adjust(workspace_id=place, amount=-1, key="b", note="too much", by=staff)
    ledger.adjust(workspace_id=place, amount=5, key="c", note="sorry", by=staff)
    assert _has(place) == (65, 60, 5)


@pytest.mark.parametrize(
    ("amount", "key"), [(0, "k"), (-1, "k"), (10**16, "k"), (1, ""), (1, "k" * 201)]
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_and_opens_no_account(alice: User, amount: int, key: str) -> None:
    with pytest.raises((BadAmount, BadInput)):
        ledger.grant(workspace_id=alice.personal_workspace.pk, amount=amount, key=key)
    assert not Account.objects.exists()


def test_nothing_is_captured_or_released_that_was_never_held(place: UUID) -> None:
    with pytest.raises(HoldNotFound):
        ledger.capture(hold_key="no", amount=1, key="c")
    with pytest.raises(HoldNotFound):
        ledger.release(hold_key="no")


# --- Credits that end -------------------------------------------------------------------------------------
def test_credits_that_end_are_spent_first_and_the_rest_is_taken_back_at_their_end(place: UUID) -> None:
    now = timezone.now()
    ledger.grant(workspace_id=place, amount=30, key="june", expires_at=now + timedelta(days=2))
    ledger.grant(workspace_id=place, amount=20, key="may", expires_at=now + timedelta(days=1))
    ledger.hold(workspace_id=place, amount=25, key="h")
    ledger.capture(hold_key="h", amount=25, key="c")
    left = ledger.expiring_of(place)
    assert [(part.amount, part.expires_at) for part in left] == [(25, now + timedelta(days=2))]
    assert ledger.expire_due(now + timedelta(days=1)) == 0
    assert ledger.expire_due(now + timedelta(days=2)) == 1
    assert ledger.expire_due(now + timedelta(days=2)) == 0
    assert _has(place) == (100, 0, 100)
    assert Entry.objects.get(kind=EntryKind.EXPIRY, account__workspace=place).amount == -25
    assert ledger.expiring_of(place) == []


def test_what_is_held_does_not_end_before_the_work_does(place: UUID) -> None:
    now = timezone.now()
    ledger.grant(workspace_id=place, amount=30, key="june", expires_at=now)
    ledger.hold(workspace_id=place, amount=20, key="h")
    assert ledger.expire_due(now) == 1
    assert _has(place) == (120, 20, 100)
    assert ledger.expire_due(now) == 0
    ledger.capture(hold_key="h", amount=5, key="c")
    assert ledger.expire_due(now) == 1
    assert _has(place) == (100, 0, 100)


# --- What stays -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: Entry.objects.update(note="other"), id="update"),
        pytest.param(lambda: Entry.objects.all().delete(), id="delete"),
    ],
)
def test_entries_are_never_changed_or_removed(place: UUID, attempt: object) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        attempt()  # type: ignore[operator]
    assert Entry.objects.count() == 2


def test_the_books_outlive_a_workspace_and_its_user(place: UUID, alice: User) -> None:
    ledger.adjust(workspace_id=place, amount=1, key="a", note="by hand", by=alice)
    alice.delete()
    account = Account.objects.get(kind=AccountKind.WORKSPACE)
    assert (account.workspace_id, account.balance) == (None, 101)
    assert Entry.objects.filter(account=account).count() == 2
