"""Money that goes back takes its credits with it: what is there, and the rest from what comes later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from credits.models import AccountKind, Dispute, Entry, Payment
from credits.services import ledger, payments, topups
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO
from platform_project.notifications.models import Notification
from tests.credits.stripe import Stripe, Tell


def _has(workspace_id: UUID) -> int:
    return ledger.balance_of(workspace_id).balance // MICRO


def _use(workspace_id: UUID, credits: int, key: str = "work") -> None:
    ledger.hold(workspace_id=workspace_id, amount=credits * MICRO, key=key)
    ledger.capture(hold_key=key, amount=credits * MICRO, key=key)


def _refund(paid: dict[str, Any], cents: int) -> dict[str, Any]:
    return {"payment_intent": paid["id"], "amount": 1_000, "amount_refunded": cents}


def _dispute(paid: dict[str, Any], status: str) -> dict[str, Any]:
    return {"id": "dp_1", "payment_intent": paid["id"], "amount": 1_000, "status": status}


def test_a_refund_takes_what_is_there_and_the_rest_is_owed(
    topped_up: dict[str, Any], tell: Tell, place: UUID, alice: User, stripe: Stripe
) -> None:
    _use(place, 700)
    tell("charge.refunded", _refund(topped_up, 1_000))
    row = Payment.objects.get()
    assert (_has(place), row.taken_back, row.owed) == (0, 300 * MICRO, 700 * MICRO)
    second, _ = topups.begin(workspace=alice.personal_workspace, by=alice, credits=1_000)
    metadata = {"top_up": str(second.pk), "workspace": str(place)}
    tell("payment_intent.succeeded", stripe.payment(metadata, 1_000))
    row.refresh_from_db()
    assert (_has(place), row.taken_back, row.owed) == (300, 1_000 * MICRO, 0)
    assert list(payments.differences()) == []
    assert ledger.platform_balance(AccountKind.CLEARING) == -1_000 * MICRO


def test_partial_refunds_are_totals_so_old_news_changes_nothing(
    topped_up: dict[str, Any], tell: Tell, place: UUID
) -> None:
    tell("charge.refunded", _refund(topped_up, 600), created=2_000_000_000)
    tell("charge.refunded", _refund(topped_up, 200), created=1_900_000_000)
    tell("charge.refunded", _refund(topped_up, 600), created=2_000_000_000)
    assert (_has(place), Payment.objects.get().refunded_cents) == (400, 600)
    assert Entry.objects.filter(account__workspace=place).count() == 2


def test_work_in_progress_keeps_what_it_set_aside(topped_up: dict[str, Any], tell: Tell, place: UUID) -> None:
    ledger.hold(workspace_id=place, amount=400 * MICRO, key="work")
    tell("charge.refunded", _refund(topped_up, 1_000))
    found = ledger.balance_of(place)
    assert (found.balance, found.held, Payment.objects.get().owed) == (400 * MICRO, 400 * MICRO, 400 * MICRO)
    ledger.release(hold_key="work")
    assert payments.collect_debts(place) == 0
    assert _has(place) == 0


def test_a_refund_that_is_heard_of_before_the_payment_ends_the_same(
    stripe: Stripe, tell: Tell, alice: User, place: UUID
) -> None:
    row, _ = topups.begin(workspace=alice.personal_workspace, by=alice, credits=1_000)
    paid = stripe.payment({"top_up": str(row.pk), "workspace": str(place)}, 1_000)
    tell("charge.refunded", _refund(paid, 250))
    assert _has(place) == 0
    tell("payment_intent.succeeded", paid)
    assert _has(place) == 750
    assert list(payments.differences()) == []


@pytest.mark.parametrize(
    ("statuses", "dispute", "left"),
    [
        pytest.param(["needs_response"], Dispute.OPEN, 0, id="opened"),
        pytest.param(["needs_response", "under_review", "won"], Dispute.WON, 1_000, id="won"),
        pytest.param(["won", "needs_response"], Dispute.WON, 1_000, id="won, and told out of order"),
        pytest.param(["needs_response", "lost"], Dispute.LOST, 0, id="lost"),
        pytest.param(["warning_needs_response"], Dispute.NONE, 1_000, id="only asked"),
    ],
)
def test_a_dispute_takes_the_credits_until_it_is_won(
    topped_up: dict[str, Any], tell: Tell, place: UUID, statuses: list[str], dispute: Dispute, left: int
) -> None:
    for status in statuses:
        tell("charge.dispute.updated", _dispute(topped_up, status))
        tell("charge.dispute.updated", _dispute(topped_up, status))
    assert (_has(place), Payment.objects.get().dispute) == (left, dispute)
    told = Notification.objects.filter(kind="payment_trouble", title="A payment is disputed")
    assert told.exists() is (statuses[0] == "needs_response")
    assert list(payments.differences()) == []


def test_a_payment_that_is_no_top_up_is_none_of_ours(stripe: Stripe, tell: Tell) -> None:
    other = stripe.payment({}, 2_000)
    tell("payment_intent.succeeded", other)
    tell("charge.refunded", _refund(other, 2_000))
    tell("charge.dispute.created", _dispute(other, "needs_response"))
    assert not Payment.objects.exists()
