"""Cards that are charged while nobody is there, at a Stripe of our own in another process (localstripe)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from django.utils import timezone

from credits.errors import NoCardKept
from credits.models import BillingProfile, Payment, TopUp, TopUpState
from credits.services import customers, ledger, payments, stripe_events, topups
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.money import MICRO
from platform_project.notifications.models import Notification
from tests.blocks.wire import Wire, serving
from tests.credits.stripe import SECRET, Stripe, Tell, send

pytestmark = pytest.mark.slow

KEY = "sk_test_of_the_tests"
GOOD, ASKS, DECLINES = "4242424242424242", "4000002760003184", "4000000000000341"
# It keeps what it knows in a file of a fixed name; ours has nothing to keep.
_PROGRAM = """
from localstripe import resources, server
resources.Store.dump_to_disk = lambda self: None
server.start()
"""


class Local:
    """localstripe, and what it told us."""

    def __init__(self, url: str, told: Wire) -> None:
        self.url, self.told = url, told

    def post(self, path: str, **form: Any) -> dict[str, Any]:
        answer = httpx2.post(self.url + path, data=form, headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200, answer.text
        return dict(answer.json()) if answer.content else {}

    def card(self, customer: str, number: str) -> str:
        card = {"number": number, "exp_month": "12", "exp_year": "2030", "cvc": "123"}
        form = {f"card[{name}]": value for name, value in card.items()}
        made = str(self.post("/v1/payment_methods", type="card", **form)["id"])
        self.post(f"/v1/payment_methods/{made}/attach", customer=customer)
        return made

    def deliver(self, kind: str, payment_id: str) -> None:
        """Wait for an event of a payment, and have it worked on."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for seen in list(self.told.seen):
                event = orjson.loads(seen.body)
                if (event["type"], event["data"]["object"]["id"]) == (kind, payment_id):
                    assert send(seen.body, seen.headers["stripe-signature"]).status_code == 200
                    stripe_events.work_on(event["id"])
                    return
            time.sleep(0.05)
        raise AssertionError(f"localstripe told nothing of {kind}")


@pytest.fixture(scope="module")
def process() -> Iterator[Local]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-c", _PROGRAM, "--port", str(port), "--from-scratch"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with serving(Wire()) as told:
            local = Local(f"http://127.0.0.1:{port}", told)
            _wait_until_it_listens(port)
            local.post("/_config/webhooks/ours", url=told.base_url, secret=SECRET)
            yield local
    finally:
        started.kill()
        started.wait()


def _wait_until_it_listens(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("localstripe does not listen")


@pytest.fixture
def local(process: Local, db: None, settings: Any) -> Local:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = KEY, SECRET
    settings.STRIPE_BASE_URL = process.url
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    return process


def _pays_with(local: Local, alice: User, number: str) -> BillingProfile:
    """Alice buys 700 credits whenever she has fewer than 100."""
    place = alice.personal_workspace
    card = local.card(customers.customer_of(place, alice), number)
    BillingProfile.objects.update(payment_method=card)
    return topups.set_automatic(workspace=place, threshold=100, credits=700)


def _has(place: UUID) -> int:
    return ledger.balance_of(place).balance // MICRO


def test_a_good_card_is_charged_once_when_credits_run_low(local: Local, alice: User, place: UUID) -> None:
    _pays_with(local, alice, GOOD)
    ledger.grant(workspace_id=place, amount=100 * MICRO, key="enough")
    assert topups.top_up_low() == 0
    ledger.hold(workspace_id=place, amount=MICRO, key="work")
    assert (topups.top_up_low(), topups.top_up_low()) == (1, 0)
    row = TopUp.objects.get()
    assert (row.state, _has(place)) == (TopUpState.PAID, 800)
    local.deliver("payment_intent.succeeded", row.payment_id)
    assert (_has(place), Payment.objects.count()) == (800, 1)
    assert list(payments.differences()) == []


def test_a_bank_that_asks_its_customer_is_told_of_and_paid_later(
    local: Local, alice: User, place: UUID
) -> None:
    _pays_with(local, alice, ASKS)
    assert topups.top_up_low() == 1
    row = TopUp.objects.get()
    assert (row.state, _has(place)) == (TopUpState.NEEDS_PERSON, 0)
    told = Notification.objects.get(user=alice)
    assert (told.kind, told.title) == ("payment_trouble", "An automatic top-up needs you")
    assert told.link == "/credits?tab=plan"
    assert "Your bank wants you to confirm the payment." in told.text
    secret = httpx2.get(f"{local.url}/v1/payment_intents/{row.payment_id}", auth=(KEY, ""))
    form = {"client_secret": secret.json()["client_secret"], "success": "true"}
    local.post(f"/v1/payment_intents/{row.payment_id}/_authenticate", **form)
    local.deliver("payment_intent.succeeded", row.payment_id)
    row.refresh_from_db()
    assert (row.state, _has(place), BillingProfile.objects.get().auto_failures) == (TopUpState.PAID, 700, 0)


def test_a_card_that_is_declined_three_times_is_not_charged_again(
    local: Local, alice: User, place: UUID
) -> None:
    _pays_with(local, alice, DECLINES)
    for _ in range(3):
        assert topups.top_up_low() == 1
        BillingProfile.objects.update(auto_tried_at=timezone.now() - timedelta(minutes=16))
    assert topups.top_up_low() == 0
    assert set(TopUp.objects.values_list("state", "reason")) == {("failed", "Your card was declined.")}
    row = BillingProfile.objects.get()
    assert (row.auto_threshold, row.auto_failures, _has(place)) == (None, 3, 0)
    last = Notification.objects.order_by("-updated_at").first()
    assert last is not None
    assert (last.kind, last.title) == ("payment_trouble", "Automatic top-ups are switched off")


def test_a_day_has_only_so_many(local: Local, alice: User, place: UUID) -> None:
    _pays_with(local, alice, GOOD)
    for _ in range(topups.MAX_AUTOMATIC_A_DAY):
        TopUp.objects.create(workspace_id=place, kind="automatic", amount=MICRO, state="paid")
    assert (topups.top_up_low(), _has(place)) == (0, 0)


def test_nothing_is_automatic_before_a_card_is_kept(stripe: Stripe, alice: User) -> None:
    with pytest.raises(NoCardKept):
        topups.set_automatic(workspace=alice.personal_workspace, threshold=100, credits=700)
    assert not BillingProfile.objects.exists()


def test_a_charge_whose_answer_was_lost_is_not_made_again(
    stripe: Stripe, alice: User, place: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    BillingProfile.objects.create(
        workspace_id=place,
        customer="cus_1",
        payment_method="pm_1",
        auto_threshold=1,
        auto_credits=500 * MICRO,
    )
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between the SDK's tries
    stripe.loses_answers = True
    assert (topups.top_up_low(), _has(place)) == (1, 0)
    stripe.loses_answers = False
    TopUp.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert (topups.ask_about_open(), _has(place), len(stripe.payments)) == (1, 500, 1)
    assert len(stripe.asked("/v1/payment_intents")) == 3


@pytest.mark.parametrize(("threshold", "credits"), [(-1, 700), (1_000_001, 700), (100, 499)])
def test_an_automatic_top_up_out_of_bounds_changes_nothing(
    topped_up: dict[str, Any], tell: Tell, alice: User, threshold: int, credits: int
) -> None:
    with pytest.raises(BadInput):
        topups.set_automatic(workspace=alice.personal_workspace, threshold=threshold, credits=credits)
    assert BillingProfile.objects.get().auto_threshold is None
    topups.set_automatic(workspace=alice.personal_workspace, threshold=0, credits=500)
    row = topups.set_automatic(workspace=alice.personal_workspace, threshold=None)
    assert (row.auto_threshold, row.auto_credits) == (None, 0)
