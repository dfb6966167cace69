"""Tiers that are paid for: what Stripe says of a subscription now is what holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from credits import gateway
from credits.errors import SubscriptionElsewhere, TierNotOffered
from credits.models import BillingProfile, Payment, PaymentKind, Subscription, Tier
from credits.services import ledger, subscriptions, tiers
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services.workspaces import delete_team
from platform_project.kit.money import MICRO
from platform_project.notifications.models import Notification
from tests.credits.stripe import Stripe, Tell
from tests.factories.accounts import make_team

MIDDLE = datetime(2026, 11, 16, tzinfo=UTC)  # half of the month is left


@pytest.fixture(autouse=True)
def prices(db: None) -> None:
    Tier.objects.all().delete()
    rows = [("free", 0, 500, None, False), ("pro", 1, 2_500, 50, False), ("max", 2, 12_500, 200, True)]
    for slug, position, credits, running, goes_first in rows:
        Tier.objects.create(
            slug=slug, name=slug.title(), position=position, monthly_grant=credits * MICRO,
            stripe_price="" if slug == "free" else f"price_{slug}", max_running=running,
            has_priority=goes_first,
        )  # fmt: skip


@pytest.fixture
def customer(alice: User) -> str:
    BillingProfile.objects.create(workspace=alice.personal_workspace, customer="cus_alice")
    return "cus_alice"


def _has(workspace_id: UUID) -> int:
    return ledger.balance_of(workspace_id).balance // MICRO


def _rights(workspace_id: UUID) -> tuple[str, int | None, bool]:
    place = Workspace.objects.get(pk=workspace_id)
    return tiers.tier_of(workspace_id).pk, place.max_running, place.has_priority


def test_the_first_subscription_is_paid_on_a_page(stripe: Stripe, alice: User, customer: str) -> None:
    url = subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier="pro")
    assert url is not None
    assert url.startswith("https://pay.example/cs_")
    asked = stripe.asked("/v1/checkout/sessions")[0]
    assert (asked["mode"], asked["line_items[0][price]"], asked["customer"]) == (
        "subscription", "price_pro", customer,
    )  # fmt: skip
    assert not Subscription.objects.exists()


def test_a_subscription_rises_falls_and_ends(
    stripe: Stripe, tell: Tell, alice: User, customer: str, place: UUID
) -> None:
    with time_machine.travel(MIDDLE, tick=False):
        tiers.grant_of_month(place)
        bought = stripe.subscription(customer, "price_pro")
        tell("customer.subscription.created", bought)
        assert (_rights(place), _has(place)) == (("pro", 50, False), 500 + 1_000)
        assert subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier="max") is None
        assert (_rights(place), _has(place)) == (("max", 200, True), 1_500 + 5_000)
        subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier="pro")
        assert (_rights(place), _has(place)) == (("pro", 50, False), 6_500)
        asked = stripe.asked(f"/v1/subscriptions/{bought['id']}")
        forms = [form for form in asked if form]
        assert [form["proration_behavior"] for form in forms] == ["always_invoice", "create_prorations"]
        subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier="free")
        assert Subscription.objects.get().ends_at == Subscription.objects.get().period_ends_at
        assert _rights(place) == ("pro", 50, False)
    bought["status"] = "canceled"
    tell("customer.subscription.deleted", bought)
    assert _rights(place) == ("free", None, False)


def test_events_of_a_subscription_may_come_in_any_order(
    stripe: Stripe, tell: Tell, customer: str, place: UUID
) -> None:
    bought = stripe.subscription(customer, "price_max", status="canceled")
    tell("customer.subscription.deleted", bought)
    tell("customer.subscription.created", {**bought, "status": "active"})
    assert _rights(place)[0] == "free"


def test_an_invoice_that_is_not_paid_is_told_and_grants_nothing_new(
    stripe: Stripe, tell: Tell, customer: str, place: UUID, alice: User
) -> None:
    bought = stripe.subscription(customer, "price_pro", status="past_due")
    told = {
        "id": "in_1",
        "customer": customer,
        "parent": {"subscription_details": {"subscription": bought["id"]}},
    }
    tell("invoice.payment_failed", told)
    assert (_rights(place)[0], _has(place)) == ("pro", 0)
    letter = Notification.objects.get(user=alice)
    assert (letter.kind, letter.title) == ("payment_trouble", "A payment for your tier needs you")
    assert letter.text.startswith(f"{alice.personal_workspace.name}: Open the billing page")
    bought["status"] = "active"
    tell("invoice.paid", {**told, "amount_paid": 2_000})
    tell("invoice.payment_succeeded", {**told, "amount_paid": 2_000})
    row = Payment.objects.get()
    assert (row.kind, row.stripe_id, row.cents, row.is_paid, row.granted) == (
        PaymentKind.SUBSCRIPTION, "in_1", 2_000, True, 0,
    )  # fmt: skip
    assert 0 < _has(place) <= 2_500


@pytest.mark.parametrize("slug", ["platinum", "pro"])
def test_only_what_is_offered_can_be_chosen(stripe: Stripe, alice: User, slug: str) -> None:
    Tier.objects.filter(pk="pro").update(is_offered=False)
    with pytest.raises(TierNotOffered):
        subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier=slug)
    assert stripe.wire.seen == []


def test_a_gift_of_the_operators_is_not_stripes_to_change(stripe: Stripe, alice: User, place: UUID) -> None:
    Subscription.objects.create(workspace_id=place, tier_id="max", status="active")
    tiers.apply(place, was=Tier.objects.get(pk="free"))
    assert _rights(place) == ("max", 200, True)
    with pytest.raises(SubscriptionElsewhere):
        subscriptions.choose(workspace=alice.personal_workspace, by=alice, tier="pro")


def test_portal_and_invoices_are_those_of_the_customer(stripe: Stripe, alice: User, customer: str) -> None:
    stripe.invoices.append(
        {"id": "in_1", "number": "A-1", "status": "paid", "total": 2_000, "created": 1_790_000_000,
         "hosted_invoice_url": "https://pay.example/in_1", "invoice_pdf": "https://pay.example/in_1.pdf"}
    )  # fmt: skip
    assert subscriptions.portal(workspace=alice.personal_workspace, by=alice) == "https://pay.example/portal"
    found = subscriptions.invoices(alice.personal_workspace.pk)
    assert found == [
        gateway.InvoiceSeen(
            "in_1", "A-1", "paid", 2_000, datetime.fromtimestamp(1_790_000_000, UTC),
            "https://pay.example/in_1", "https://pay.example/in_1.pdf",
        )
    ]  # fmt: skip
    assert subscriptions.invoices(UUID(int=0)) == []


def test_a_card_or_customer_that_is_gone_ends_automatic_top_ups(
    stripe: Stripe, tell: Tell, customer: str
) -> None:
    kept: dict[str, Any] = {"payment_method": "pm_1", "auto_threshold": 1, "auto_credits": 1}
    BillingProfile.objects.update(**kept)
    tell("payment_method.detached", {"id": "pm_1"})
    row = BillingProfile.objects.get()
    assert (row.payment_method, row.auto_threshold) == ("", None)
    tell("customer.deleted", {"id": customer})
    assert BillingProfile.objects.get().customer is None


def test_a_deleted_workspace_pays_no_more(
    stripe: Stripe, tell: Tell, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make_team(alice)
    BillingProfile.objects.create(workspace=team, customer="cus_team")
    tell("customer.subscription.created", stripe.subscription("cus_team", "price_pro"))
    delete_team(workspace=team)
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between the SDK's tries
    stripe.is_away = True
    assert subscriptions.end_of_nobody() == 0
    stripe.is_away = False
    assert (subscriptions.end_of_nobody(), stripe.subscriptions) == (1, {})
    assert not Subscription.objects.exists()
