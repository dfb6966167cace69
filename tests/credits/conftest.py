"""What tests of payments share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from credits.models import TopUp
from credits.services import stripe_events, topups
from platform_project.accounts.models import User
from tests.credits.stripe import SECRET, Stripe, Tell, event, send, signature, stripe_here


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.CREDITS = True


@pytest.fixture
def stripe(db: None, settings: Any) -> Iterator[Stripe]:
    """Stripe, switched on."""
    settings.STRIPE_SECRET_KEY = "sk_test_of_the_tests"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with stripe_here(settings) as server:
        yield server


@pytest.fixture
def tell(stripe: Stripe) -> Tell:
    """`tell(kind, object)`: Stripe sends an event, and a worker works on it."""

    def told(kind: str, what: dict[str, Any], **more: Any) -> None:
        given = event(kind, what, **more)
        body = json.dumps(given).encode()
        assert send(body, signature(body)).status_code == 200
        stripe_events.work_on(given["id"])

    return told


@pytest.fixture
def place(alice: User) -> UUID:
    """A workspace without credits."""
    found: UUID = alice.personal_workspace.pk
    return found


@pytest.fixture
def topped_up(stripe: Stripe, tell: Tell, alice: User) -> dict[str, Any]:
    """Alice bought 1,000 credits; the payment as Stripe knows it."""
    row, _ = topups.begin(workspace=alice.personal_workspace, by=alice, credits=1_000)
    paid = stripe.payment(_metadata(row), 1_000)
    tell("payment_intent.succeeded", paid)
    return paid


def _metadata(row: TopUp) -> dict[str, str]:
    return {"top_up": str(row.pk), "workspace": str(row.workspace_id)}
