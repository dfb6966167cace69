"""Budgets over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from credits.models import Budget
from credits.services import arrivals
from platform_project.accounts.models import User
from tests.credits.spending import give, own, spend
from tests.factories.accounts import make_team

Clients = Callable[..., APIClient]
BUDGETS = "/api/v1/credits/budgets"
EACH_RUN = {"scope": "execution", "limit": "5"}


def one(budget: dict[str, Any]) -> str:
    return f"{BUDGETS}/{budget['id']}"


def test_a_budget_is_set_seen_changed_and_ended(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = client.post(BUDGETS, EACH_RUN, format="json")
    assert made.status_code == 201
    assert {name: made.json()[name] for name in ("scope", "limit", "used", "graph_id", "user")} == {
        "scope": "execution",
        "limit": "5",
        "used": None,
        "graph_id": None,
        "user": None,
    }
    assert client.get(BUDGETS).json()["results"] == [made.json()]
    changed = client.patch(one(made.json()), {"limit": "0.5"}, format="json")
    assert (changed.status_code, changed.json()["limit"]) == (200, "0.5")
    assert client.delete(one(made.json())).status_code == 204
    assert not Budget.objects.exists()


def test_what_is_used_is_that_of_its_day_or_month(alice: User, client_of: Clients) -> None:
    graph, client = uuid4(), client_of(alice)
    give(own(alice), 100)
    spend(own(alice), 1, graph_id=graph)
    spend(own(alice), 2, by=alice)
    spend(own(alice), 4)
    for wanted in (
        {"scope": "graph", "graph_id": str(graph)},
        {"scope": "user", "user_id": str(alice.pk)},
        {"scope": "day"},
    ):
        assert client.post(BUDGETS, {**wanted, "limit": "50"}, format="json").status_code == 201
    rows = client.get(BUDGETS).json()["results"]
    assert {row["scope"]: row["used"] for row in rows} == {"graph": "1", "user": "2", "day": "7"}
    assert {row["user"] for row in rows} == {None, "Alice"}


REFUSED = [
    pytest.param({"scope": "week", "limit": "5"}, "scope", id="unknown scope"),
    pytest.param({"scope": "day", "limit": "-1"}, "limit", id="below zero"),
    pytest.param({"scope": "day", "limit": "much"}, "limit", id="no number"),
    pytest.param({"scope": "day"}, "limit", id="no limit"),
    pytest.param({"scope": "graph", "limit": "5"}, "graph_id", id="no agent"),
    pytest.param({"scope": "day", "limit": "5", "graph_id": str(uuid4())}, "graph_id", id="agent of a day"),
    pytest.param({"scope": "user", "limit": "5"}, "user_id", id="no member"),
    pytest.param({"scope": "user", "limit": "5", "user_id": str(uuid4())}, "user_id", id="stranger"),
    pytest.param({"scope": "day", "limit": "5", "until": "tomorrow"}, "until", id="unknown field"),
]


@pytest.mark.parametrize(("body", "field"), REFUSED)
def test_what_is_wrong_is_named_and_nothing_is_made(
    body: dict[str, str], field: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).post(BUDGETS, body, format="json")
    details = answer.json()["details"]
    assert (answer.status_code, list(details)) == (400, [field])
    assert [type(told) for told in details.values()] == [list]
    assert not Budget.objects.exists()


def test_a_second_budget_of_the_same_is_refused(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    client.post(BUDGETS, EACH_RUN, format="json")
    answer = client.post(BUDGETS, {**EACH_RUN, "limit": "9"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "budget_exists")
    assert [row["limit"] for row in client.get(BUDGETS).json()["results"]] == ["5"]


def test_members_see_budgets_and_admins_set_them(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    made = client_of(alice, team).post(BUDGETS, EACH_RUN, format="json").json()
    client = client_of(bob, team)
    assert client.get(BUDGETS).json()["results"] == [made]
    for refused in (
        client.post(BUDGETS, {"scope": "day", "limit": "1"}, format="json"),
        client.patch(one(made), {"limit": "1"}, format="json"),
        client.delete(one(made)),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    assert client_of(bob).patch(one(made), {"limit": "1"}, format="json").status_code == 404
    assert Budget.objects.get().limit == 5_000_000


def test_what_waits_is_looked_at_when_a_budget_is_raised_or_ended(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(arrivals, "tell", told.append)
    client = client_of(alice)
    made = client.post(BUDGETS, EACH_RUN, format="json").json()
    client.patch(one(made), {"limit": "4"}, format="json")
    assert told == []
    client.patch(one(made), {"limit": "6"}, format="json")
    client.delete(one(made))
    assert told == [own(alice).pk] * 2


def test_more_budgets_cost_no_more_queries(alice: User, client_of: Clients) -> None:
    client = client_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(BUDGETS).status_code == 200
        return len(seen)

    def more() -> None:
        Budget.objects.create(workspace=own(alice), scope="graph", graph_id=uuid4(), limit=1)

    more()
    few = queries()
    for _ in range(4):
        more()
    assert queries() == few
