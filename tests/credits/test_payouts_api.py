"""Earnings and payouts over REST."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from credits.models import Payout
from credits.services import payouts
from platform_project.accounts.models import User
from tests.credits.spending import earn
from tests.factories.accounts import make_team

Clients = Callable[..., APIClient]
EARNINGS, PAYOUTS = "/api/v1/credits/earnings", "/api/v1/credits/payouts"


def test_earnings_are_asked_for_once_and_come_back_if_that_is_refused(
    alice: User, bob: User, staff: User, client_of: Clients
) -> None:
    earn(alice, bob, credits=2_000)  # of which 1,600 are hers
    client = client_of(alice)
    assert client.get(EARNINGS).json() == {"available": "1600", "least": 1_000}
    made = client.post(PAYOUTS, {"credits": 1_500, "destination": "IBAN 1"}, format="json")
    assert made.status_code == 201
    said = {name: made.json()[name] for name in ("amount", "state", "destination", "paid_at")}
    assert said == {"amount": "1500", "state": "requested", "destination": "IBAN 1", "paid_at": None}
    assert client.get(EARNINGS).json()["available"] == "100"
    payouts.reject(payout=Payout.objects.get(), by=staff, note="Which country?")
    [row] = client.get(PAYOUTS).json()["results"]
    assert (row["state"], row["note"]) == ("rejected", "Which country?")
    assert client.get(EARNINGS).json()["available"] == "1600"


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        pytest.param({"credits": 999, "destination": "IBAN 1"}, 400, "credits", id="too little"),
        pytest.param({"credits": 1_601, "destination": "IBAN 1"}, 402, None, id="more than there is"),
        pytest.param({"credits": 1_000, "destination": " "}, 400, "destination", id="nowhere"),
        pytest.param({"credits": 1_000}, 400, "destination", id="nothing said"),
    ],
)
def test_a_payout_that_cannot_be_is_refused_and_takes_nothing(
    alice: User, bob: User, client_of: Clients, asked: dict[str, object], status: int, field: str | None
) -> None:
    earn(alice, bob, credits=2_000)
    client = client_of(alice)
    answer = client.post(PAYOUTS, asked, format="json")
    assert answer.status_code == status
    if field:
        assert field in answer.json()["details"]
    assert client.get(EARNINGS).json()["available"] == "1600"
    assert not Payout.objects.exists()


def test_owners_and_admins_alone_see_and_ask(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    asked = {"credits": 1_000, "destination": "IBAN 1"}
    for client, expected in ((client_of(bob, team), 403), (APIClient(), 401)):
        assert client.get(EARNINGS).status_code == expected
        assert client.get(PAYOUTS).status_code == expected
        assert client.post(PAYOUTS, asked, format="json").status_code == expected
    assert client_of(alice, team).get(PAYOUTS).json()["results"] == []
