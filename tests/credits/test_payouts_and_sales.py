"""A creator is paid for a run, and their earnings are paid out."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from credits.errors import InsufficientCredits, PayoutDecided
from credits.models import AccountKind, Payout, PayoutState
from credits.services import ledger, payouts, sales
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.ids import uuid7
from platform_project.kit.money import MICRO
from tests.credits.spending import earn, give, own


def _earned(user: User) -> int:
    return payouts.earned(user.personal_workspace.pk) // MICRO


@pytest.fixture
def sold(alice: User, bob: User) -> UUID:
    """Bob bought a run of alice's agent for 2,000 credits, and it did its work."""
    give(own(bob), 1_000)
    return earn(alice, bob, 2_000)


def test_a_creator_gets_their_share_once_the_run_did_its_work(alice: User, bob: User, sold: UUID) -> None:
    assert _earned(alice) == 1_600
    assert ledger.platform_balance(AccountKind.REVENUE) == 400 * MICRO
    assert ledger.balance_of(bob.personal_workspace.pk).available == 1_000 * MICRO


def test_a_run_that_fails_costs_its_buyer_nothing(alice: User, bob: User) -> None:
    run, place = uuid7(), bob.personal_workspace.pk
    ledger.grant(workspace_id=place, amount=100 * MICRO, key="bought")
    sales.begin(buyer=place, execution_id=run, price=100 * MICRO)
    assert ledger.balance_of(place).available == 0
    for _ in range(2):
        sales.cancel(execution_id=run)
    sales.cancel(execution_id=uuid7())
    assert (ledger.balance_of(place).available, _earned(alice)) == (100 * MICRO, 0)
    with pytest.raises(InsufficientCredits):
        sales.begin(buyer=place, execution_id=uuid7(), price=101 * MICRO)


def test_a_payout_is_asked_for_approved_and_paid(alice: User, staff: User, sold: UUID) -> None:
    place = alice.personal_workspace
    row = payouts.request(workspace=place, by=alice, credits=1_500, destination=" =IBAN 1 ")
    assert (_earned(alice), payouts.waiting()) == (100, 1_500 * MICRO)
    with pytest.raises(InsufficientCredits):
        payouts.request(workspace=place, by=alice, credits=1_000, destination="IBAN 1")
    assert Payout.objects.count() == 1
    with pytest.raises(PayoutDecided):
        payouts.mark_paid(payout=row, by=staff)
    payouts.approve(payout=row, by=staff)
    line = payouts.as_csv([row]).splitlines()[1].split(",")
    assert line[:6] == [str(row.pk), str(place.pk), "'=IBAN 1", "1500", "15.00", "approved"]
    payouts.mark_paid(payout=row, by=staff)
    with pytest.raises(PayoutDecided):
        payouts.reject(payout=row, by=staff, note="late")
    assert (row.state, payouts.waiting(), ledger.platform_balance(AccountKind.CLEARING)) == (
        PayoutState.PAID, 0, 1_500 * MICRO,
    )  # fmt: skip


def test_what_is_rejected_is_earnings_again(alice: User, staff: User, sold: UUID) -> None:
    row = payouts.request(workspace=alice.personal_workspace, by=alice, credits=1_500, destination="IBAN")
    payouts.reject(payout=row, by=staff, note="No such account.")
    assert (_earned(alice), row.state, row.note) == (1_600, PayoutState.REJECTED, "No such account.")
    assert ledger.platform_balance(AccountKind.CLEARING) == 0


@pytest.mark.parametrize(
    ("credits", "destination", "field"),
    [(999, "IBAN", "credits"), (10_000_001, "IBAN", "credits"), (1_000, " ", "destination"),
     (1_000, "x" * 201, "destination")],
)  # fmt: skip
def test_a_payout_out_of_bounds_changes_nothing(
    alice: User, sold: UUID, credits: int, destination: str, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        payouts.request(
            workspace=alice.personal_workspace, by=alice, credits=credits, destination=destination
        )
    assert list(refusal.value.details) == [field]
    assert (_earned(alice), Payout.objects.count()) == (1_600, 0)


def test_payouts_are_decided_on_in_the_admin(alice: User, staff: User, sold: UUID, client: Client) -> None:
    row = payouts.request(workspace=alice.personal_workspace, by=alice, credits=1_500, destination="IBAN")
    client.force_login(staff)
    chosen = {"_selected_action": [str(row.pk)]}
    client.post("/admin/credits/payout/", {**chosen, "action": "approve"})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (PayoutState.APPROVED, staff)
    answer = client.post("/admin/credits/payout/", {**chosen, "action": "export"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert str(row.pk) in answer.content.decode()
