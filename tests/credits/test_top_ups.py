"""Credits are bought on a page of Stripe's, and come with what Stripe says of the payment."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from credits.errors import PaymentsAway, PaymentsOff
from credits.models import (
    AccountKind,
    BillingProfile,
    Entry,
    EventState,
    Payment,
    StripeEvent,
    TopUp,
    TopUpState,
)
from credits.services import ledger, payments, stripe_events, topups
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.money import MICRO
from tests.credits.stripe import Stripe, Tell, event, send, signature


def _has(workspace_id: UUID) -> int:
    return ledger.balance_of(workspace_id).balance // MICRO


def _begin(alice: User, credits: int = 1_000) -> TopUp:
    return topups.begin(workspace=alice.personal_workspace, by=alice, credits=credits)[0]


def _metadata(row: TopUp) -> dict[str, str]:
    return {"top_up": str(row.pk), "workspace": str(row.workspace_id)}


def test_a_top_up_gives_a_page_and_no_credits(stripe: Stripe, alice: User, place: UUID) -> None:
    row, url = topups.begin(workspace=alice.personal_workspace, by=alice, credits=1_000)
    assert url == f"https://pay.example/{row.session_id}"
    asked = stripe.asked("/v1/checkout/sessions")[0]
    assert asked["line_items[0][price_data][unit_amount]"] == "1000"
    assert asked["metadata[top_up]"] == asked["payment_intent_data[metadata][top_up]"] == str(row.pk)
    assert _has(place) == 0


def test_credits_come_once_however_often_and_in_whichever_order_stripe_says_so(
    stripe: Stripe, tell: Tell, alice: User, place: UUID
) -> None:
    row = _begin(alice)
    paid = stripe.payment(_metadata(row), 1_000)
    page = {
        "id": row.session_id, "mode": "payment", "payment_status": "paid", "payment_intent": paid["id"],
        "amount_total": 1_000, "metadata": _metadata(row),
    }  # fmt: skip
    tell("checkout.session.completed", page)
    tell("payment_intent.succeeded", paid)
    tell("payment_intent.payment_failed", {**paid, "status": "requires_payment_method"})
    tell("checkout.session.completed", page)
    assert _has(place) == 1_000
    assert ledger.platform_balance(AccountKind.CLEARING) == -1_000 * MICRO
    row.refresh_from_db()
    assert (row.state, row.payment_id) == (TopUpState.PAID, paid["id"])
    assert Entry.objects.filter(kind="topup", account__kind="workspace").count() == 1
    assert BillingProfile.objects.get().payment_method == "pm_kept"
    assert list(payments.differences()) == []


def test_an_event_is_stored_once_and_only_if_stripe_signed_it(stripe: Stripe) -> None:
    body = json.dumps(event("customer.created", {"id": "cus_9"})).encode()
    refused = [
        send(body, ""),
        send(body, "nonsense"),
        send(body, signature(body, secret="whsec_other")),
        send(body, signature(body, at=1_700_000_000)),
        send(body + b" ", signature(body)),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(401, "event_refused")] * 5
    assert not StripeEvent.objects.exists()
    first, second = send(body, signature(body)), send(body, signature(body))
    assert (first.json(), second.json()) == ({"is_repeated": False}, {"is_repeated": True})
    row = StripeEvent.objects.get()
    stripe_events.work_on(row.pk)
    row.refresh_from_db()
    assert row.state == EventState.SKIPPED


def test_without_a_secret_nothing_is_taken(stripe: Stripe, settings: Any, alice: User) -> None:
    settings.STRIPE_WEBHOOK_SECRET = settings.STRIPE_SECRET_KEY = ""
    body = json.dumps(event("customer.created", {"id": "cus_9"})).encode()
    assert send(body, signature(body, secret="x")).json()["code"] == "payments_off"
    with pytest.raises(PaymentsOff):
        _begin(alice)
    assert not TopUp.objects.exists()


@pytest.mark.parametrize("credits", [0, 499, 1_000_001])
def test_only_so_many_credits_are_sold_at_a_time(stripe: Stripe, alice: User, credits: int) -> None:
    with pytest.raises(BadInput) as refusal:
        _begin(alice, credits)
    assert refusal.value.details == {"credits": ["Must be 500 to 1,000,000 whole credits."]}
    assert not TopUp.objects.exists()


def test_stripe_away_is_said_and_the_wish_ends(
    stripe: Stripe, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    BillingProfile.objects.create(workspace=alice.personal_workspace, customer="cus_1")
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between the SDK's tries
    stripe.is_away = True
    with pytest.raises(PaymentsAway):
        _begin(alice)
    assert TopUp.objects.get().state == TopUpState.FAILED
    assert len(stripe.wire.seen) == 2
    keys = {seen.headers["idempotency-key"] for seen in stripe.wire.seen}
    assert keys == {f"top-up:{TopUp.objects.get().pk}"}


def test_a_payment_whose_events_were_lost_is_found_by_asking(
    stripe: Stripe, alice: User, place: UUID
) -> None:
    row = _begin(alice)
    paid = stripe.payment(_metadata(row), 1_000)
    stripe.sessions[row.session_id].update(status="complete", payment_intent=paid["id"])
    assert topups.ask_about_open() == 0
    TopUp.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert topups.ask_about_open() == 1
    assert _has(place) == 1_000
    assert topups.ask_about_open() == 0


def test_an_event_that_nobody_worked_on_comes_again_and_ends_as_failed(stripe: Stripe) -> None:
    body = json.dumps(event("payment_intent.succeeded", {"id": "pi_1"})).encode()
    send(body, signature(body))
    assert stripe_events.hand_on_again() == 0
    for tries in range(stripe_events.MAX_TRIES + 1):
        StripeEvent.objects.update(handed_at=timezone.now() - timedelta(minutes=2 + tries))
        assert stripe_events.hand_on_again() == 1
    row = StripeEvent.objects.get()
    assert row.state == EventState.FAILED
    assert list(payments.differences()) == [f"event {row.pk} (payment_intent.succeeded): {row.error}"]


def test_money_for_a_workspace_that_is_gone_is_a_difference(stripe: Stripe, tell: Tell, alice: User) -> None:
    row = _begin(alice)
    paid = stripe.payment(_metadata(row), 1_000)
    TopUp.objects.all().delete()
    tell("payment_intent.succeeded", paid)
    assert Payment.objects.get().workspace_id is None
    assert list(payments.differences()) == [
        f"payment {paid['id']}: 0 granted and 0 taken back, 0 in the ledger"
    ]
    tell("charge.refunded", {"payment_intent": paid["id"], "amount_refunded": 1_000})
    assert list(payments.differences()) == []


def test_whoever_verifies_the_ledger_asks_about_payments(settings: Any) -> None:
    assert "credits.services.payments.differences" in settings.LEDGER_CHECKS
    assert import_string(settings.LEDGER_CHECKS[0]) is payments.differences
