"""Tiers, statements and who may pay, over REST. What Stripe says is in the stories of top-ups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from credits.models import BillingProfile, Subscription, TopUp, TopUpKind
from platform_project.accounts.models import Scope, User
from platform_project.kit.money import MICRO
from tests.credits.spending import give, own, spend
from tests.factories.accounts import client_with_key, make_key, make_team

Clients = Callable[..., APIClient]
PAGE = "/api/v1/credits/"


def test_the_tiers_are_shown_with_the_one_that_the_workspace_has(alice: User, client_of: Clients) -> None:
    shown = client_of(alice).get(f"{PAGE}tiers").json()
    assert (shown["current"], shown["status"], shown["has_payments"]) == ("free", None, False)
    assert [tier["slug"] for tier in shown["results"]] == ["free", "pro", "max", "business"]
    assert (shown["results"][1]["monthly_grant"], shown["results"][1]["can_be_chosen"]) == ("2500", False)
    Subscription.objects.create(workspace=own(alice), tier_id="pro", status="active")
    shown = client_of(alice).get(f"{PAGE}tiers").json()
    assert (shown["current"], shown["status"]) == ("pro", "active")
    assert client_of(alice).get(f"{PAGE}balance").json()["tier"] == "pro"


REFUSED: list[Any] = [
    pytest.param("post", "top-ups", {"credits": 1000}, 409, "payments_off", id="no payments"),
    pytest.param("post", "top-ups", {"credits": 5}, 400, "bad_input", id="too few"),
    pytest.param("post", "subscription", {"tier": "pro"}, 400, "tier_not_offered", id="tier without a price"),
    pytest.param("put", "auto-top-up", {"threshold": 5, "credits": 500}, 409, "no_card_kept", id="no card"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), REFUSED)
def test_what_cannot_be_paid_is_said_and_nothing_is_kept(
    method: str, path: str, body: Any, status: int, code: str, alice: User, client_of: Clients
) -> None:
    answer = getattr(client_of(alice), method)(f"{PAGE}{path}", body, format="json")
    assert answer.status_code == status, answer.json()
    assert answer.json().get("code", "bad_input") in (code, "invalid")
    assert not TopUp.objects.exists()


def test_top_ups_are_listed_and_the_rule_by_which_they_are_made(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    TopUp.objects.create(workspace=own(alice), kind=TopUpKind.CHECKOUT, amount=2000 * MICRO, created_by=alice)
    (row,) = client.get(f"{PAGE}top-ups").json()["results"]
    assert (row["amount"], row["state"], row["created_by"]) == ("2000", "begun", "Alice")
    none = {"threshold": None, "credits": "0", "has_card": False}
    assert client.get(f"{PAGE}auto-top-up").json() == none
    BillingProfile.objects.create(workspace=own(alice), payment_method="pm_1")
    rule = {"threshold": 100, "credits": 600}
    changed = client.put(f"{PAGE}auto-top-up", rule, format="json")
    assert changed.json() == {"threshold": "100", "credits": "600", "has_card": True}
    off = client.put(f"{PAGE}auto-top-up", {"threshold": None}, format="json")
    assert off.json() == {**none, "has_card": True}


def test_a_month_is_kept_as_a_file(alice: User, client_of: Clients) -> None:
    give(own(alice), 10, note="=1+1")
    spend(own(alice), 1)
    client, month = client_of(alice), f"{timezone.now():%Y-%m}"
    table = client.get(f"{PAGE}statements/{month}.csv")
    lines = b"".join(table).decode().splitlines()
    assert table["Content-Disposition"] == f'attachment; filename="credits-{month}.csv"'
    assert ["'=1+1" in line for line in lines] == [False, True, False]
    paper = client.get(f"{PAGE}statements/{month}.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{PAGE}statements/2026-13.csv").status_code == 400
    assert client.get(f"{PAGE}statements/{month}.doc").status_code == 404


PAYING = [
    ("post", "top-ups"),
    ("post", "subscription"),
    ("post", "portal"),
    ("put", "auto-top-up"),
    ("get", "invoices"),
]
SEEING = ["tiers", "top-ups", "auto-top-up"]


def test_members_see_and_only_owners_and_admins_pay(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    _, plain = make_key(alice, Scope.BUILD, workspace=team)
    for path in SEEING:
        assert client_of(bob, team).get(f"{PAGE}{path}").status_code == 200
        assert client_of(bob, own(alice)).get(f"{PAGE}{path}").status_code == 404
        assert APIClient().get(f"{PAGE}{path}").status_code == 401
    for method, path in PAYING:
        refused = getattr(client_of(bob, team), method)(f"{PAGE}{path}", {}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low"), path
        by_key = getattr(client_with_key(plain), method)(f"{PAGE}{path}", {}, format="json")
        assert (by_key.status_code, by_key.json()["code"]) == (403, "scope_missing"), path
    assert client_of(alice, team).get(f"{PAGE}invoices").json() == []
