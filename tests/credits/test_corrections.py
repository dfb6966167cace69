"""Credits by hand in the admin: granted, adjusted, refunded with a reason; and sums over all workspaces."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from credits.models import Entry, EntryKind
from credits.services import ledger
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO
from tests.credits.spending import give, own, spend

ADD = reverse("admin:credits_entry_add")


@pytest.fixture
def admin_client(staff: User, client: Client) -> Client:
    client.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return client


def form(deed: str, **values: Any) -> dict[str, Any]:
    return {"deed": deed, "reason": "For the long outage", "key": str(uuid4()), **values}


def balance(user: User) -> float:
    return ledger.balance_of(own(user).pk).available / MICRO


def test_a_grant_needs_a_reason_and_is_given_once_however_often_it_is_sent(
    admin_client: Client, alice: User, staff: User
) -> None:
    assert admin_client.get(ADD).status_code == 200
    wanted = form("grant", workspace=alice.email, amount="12.5")
    assertContains(admin_client.post(ADD, {**wanted, "reason": ""}), "This field is required")
    assert not Entry.objects.exists()
    for _ in range(2):
        answer = admin_client.post(ADD, wanted)
        assert answer.status_code == 302, answer.context["errors"]
    entry = Entry.objects.get(kind=EntryKind.GRANT, note="For the long outage", amount=12_500_000)
    assert (entry.created_by, balance(alice)) == (staff, 12.5)
    assert {str(entry.pk)} == set(LogEntry.objects.values_list("object_id", flat=True))


def test_a_grant_may_have_an_end(admin_client: Client, alice: User) -> None:
    ends = {"expires_at_0": "2099-01-31", "expires_at_1": "12:00:00"}
    admin_client.post(ADD, form("grant", workspace=str(own(alice).pk), amount="3", **ends))
    (part,) = ledger.expiring_of(own(alice).pk)
    assert (part.amount, part.expires_at.isoformat()) == (3 * MICRO, "2099-01-31T12:00:00+00:00")


def test_an_adjustment_takes_away_no_more_than_there_is(admin_client: Client, alice: User) -> None:
    give(own(alice), 5)
    admin_client.post(ADD, form("adjust", workspace=alice.email, amount="-2"))
    assert balance(alice) == 3
    refused = admin_client.post(ADD, form("adjust", workspace=alice.email, amount="-4"), follow=True)
    assertContains(refused, "credits")
    assert balance(alice) == 3


def test_a_refund_gives_back_what_an_entry_took(admin_client: Client, alice: User) -> None:
    give(own(alice), 10)
    taken = spend(own(alice), 4)
    assertContains(admin_client.get(f"{ADD}?deed=refund&entry={taken.pk}"), str(taken.pk))
    admin_client.post(ADD, form("refund", entry=str(taken.pk), amount="1"))
    assert balance(alice) == 7
    admin_client.post(ADD, form("refund", entry=str(taken.pk)))
    assert balance(alice) == 10
    assertContains(admin_client.post(ADD, form("refund", entry=str(taken.pk)), follow=True), "left of it")
    assert balance(alice) == 10


WRONG = [
    pytest.param({"deed": "grant", "amount": "1", "workspace": "nobody@example.com"}, id="nobody"),
    pytest.param({"deed": "grant", "amount": "-1", "workspace": "alice@example.com"}, id="grant below zero"),
    pytest.param({"deed": "grant", "workspace": "alice@example.com"}, id="no amount"),
    pytest.param({"deed": "refund", "entry": str(uuid4())}, id="no such entry"),
    pytest.param({"deed": "refund"}, id="refund of nothing"),
]


@pytest.mark.parametrize("values", WRONG)
def test_what_is_wrong_moves_nothing(values: dict[str, str], admin_client: Client, alice: User) -> None:
    answer = admin_client.post(ADD, form(values["deed"]) | values)
    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)
    assert not Entry.objects.exists()


def test_an_entry_is_looked_at_and_never_changed(admin_client: Client, alice: User) -> None:
    entry = give(own(alice), 5, note="hello")
    page = reverse("admin:credits_entry_change", args=[entry.pk])
    assertContains(admin_client.get(page), "hello")
    admin_client.post(page, {"note": "other"})
    assert Entry.objects.get(pk=entry.pk).note == "hello"


def test_staff_without_the_right_to_add_gives_nothing(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client.force_login(alice, backend="platform_project.accounts.demo_account.AccountBackend")
    assert client.post(ADD, form("grant", workspace=alice.email, amount="5")).status_code == 403
    assert not Entry.objects.exists()


def test_the_sums_are_of_all_workspaces(admin_client: Client, alice: User, bob: User) -> None:
    give(own(alice), 10)
    give(own(bob), 10)
    graph = uuid4()
    spend(own(alice), 3, provider="openai", model="small", graph_id=graph, by=alice)
    spend(own(bob), 1, provider="groq", model="large")
    shown = admin_client.get(reverse("admin:credits_entry_costs"))
    assert shown.status_code == 200
    assert shown.context["total"] == "4"
    tables = {
        title: [(row.name, row.amount, row.percent) for row in rows]
        for title, rows in shown.context["tables"]
    }
    assert tables["By service"] == [("openai", "3", 75.0), ("groq", "1", 25.0)]
    assert tables["By model"] == [("small", "3", 75.0), ("large", "1", 25.0)]
    assert tables["By workspace"] == [(own(alice).name, "3", 75.0), (own(bob).name, "1", 25.0)]
    assert tables["By person"] == [("Alice", "3", 75.0), ("without one", "1", 25.0)]
    assert tables["By agent"] == [(str(graph), "3", 75.0), ("without one", "1", 25.0)]
    assert ("grant", "20", 2) in shown.context["kinds"]
    assertContains(admin_client.get(reverse("admin:credits_entry_changelist")), "Costs and revenue")
