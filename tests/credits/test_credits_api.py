"""What a workspace has and what it spent, over REST."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from platform_project.accounts.models import Scope, User
from tests.credits.spending import give, hold, own, spend
from tests.factories.accounts import client_with_key, make_key, make_team

Clients = Callable[..., APIClient]
BALANCE = "/api/v1/credits/balance"
ENTRIES = "/api/v1/credits/entries"
FILE = "/api/v1/credits/entries.csv"
HOLDS = "/api/v1/credits/holds"
COSTS = "/api/v1/credits/costs"
NONE = {"is_enabled": True, "tier": "free", "balance": "0", "held": "0", "available": "0", "expiring": []}


@pytest.fixture(autouse=True)
def _credits_are_on(settings: Any) -> None:
    settings.CREDITS = True


def read(answer: Any) -> bytes:
    """All of it, which also closes what it came from."""
    return b"".join(answer) if answer.streaming else answer.content


def results(client: APIClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_a_workspace_that_never_had_credits_has_none(alice: User, client_of: Clients) -> None:
    assert client_of(alice).get(BALANCE).json() == NONE


def test_it_says_that_nothing_is_charged_where_credits_are_off(
    alice: User, client_of: Clients, settings: Any
) -> None:
    settings.CREDITS = False
    assert client_of(alice).get(BALANCE).json() == {**NONE, "is_enabled": False}


def test_the_balance_tells_what_is_held_and_what_ends(alice: User, client_of: Clients) -> None:
    ends = datetime(2099, 12, 1, tzinfo=UTC)
    give(own(alice), 10)
    give(own(alice), 5, expires_at=ends)
    give(own(alice), 2.5, expires_at=ends)
    spend(own(alice), 1.5)
    hold(own(alice), 4)
    assert client_of(alice).get(BALANCE).json() == {
        "is_enabled": True,
        "tier": "free",
        "balance": "16",
        "held": "4",
        "available": "12",
        "expiring": [{"amount": "6", "expires_at": "2099-12-01T00:00:00Z"}],
    }


def test_entries_come_newest_first_with_what_they_were_for(alice: User, client_of: Clients) -> None:
    graph, execution = uuid4(), uuid4()
    give(own(alice), 10, note="welcome")
    spend(own(alice), 0.015, graph_id=graph, execution_id=execution, provider="openai", model="gpt-4o")
    newest, oldest = results(client_of(alice), ENTRIES)
    assert (newest["kind"], newest["amount"], newest["balance_after"]) == ("capture", "-0.015", "9.985")
    assert (newest["graph_id"], newest["execution_id"]) == (str(graph), str(execution))
    assert (newest["provider"], newest["model"]) == ("openai", "gpt-4o")
    assert (oldest["kind"], oldest["amount"], oldest["note"]) == ("grant", "10", "welcome")


def test_entries_are_found_by_what_they_were_for(alice: User, client_of: Clients) -> None:
    graph, execution = uuid4(), uuid4()
    give(own(alice), 10)
    spend(own(alice), 1, graph_id=graph, model="small", provider="openai")
    spend(own(alice), 2, execution_id=execution, model="large", provider="groq")
    client = client_of(alice)

    def amounts(**query: Any) -> list[str]:
        return [row["amount"] for row in results(client, ENTRIES, **query)]

    assert amounts(kind="grant") == ["10"]
    assert amounts(kind="grant,capture") == ["-2", "-1", "10"]
    assert amounts(graph=graph) == ["-1"]
    assert amounts(execution=execution) == ["-2"]
    assert amounts(model="small") == ["-1"]
    assert amounts(provider="groq") == ["-2"]
    assert amounts(**{"from": timezone.now().isoformat()}) == []
    assert amounts(to=timezone.now().isoformat(), kind="capture") == ["-2", "-1"]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        pytest.param(ENTRIES, {"kind": "gift"}, "kind", id="unknown kind"),
        pytest.param(ENTRIES, {"graph": "mine"}, "graph", id="no id"),
        pytest.param(ENTRIES, {"from": "yesterday"}, "from", id="no moment"),
        pytest.param(FILE, {"model": "m" * 101}, "model", id="long model"),
        pytest.param(HOLDS, {"state": "lost"}, "state", id="unknown state"),
        pytest.param(COSTS, {"by": "weather"}, "by", id="unknown dimension"),
        pytest.param(COSTS, {"by": "workspace"}, "by", id="dimension of the operator"),
        pytest.param(COSTS, {"from": "2024-01-01T00:00:00Z"}, "from", id="long span"),
        pytest.param(COSTS, {"to": "0001-01-02T00:00:00Z"}, "from", id="before time began"),
        pytest.param(COSTS, {"from": "2099-01-01T00:00:00Z"}, "from", id="begins after its end"),
    ],
)
def test_what_cannot_be_asked_is_named(
    path: str, query: dict[str, str], field: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).get(path, query)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_the_file_has_a_line_for_each_entry_and_no_formula(alice: User, client_of: Clients) -> None:
    give(own(alice), 10, note="=1+1")
    spend(own(alice), 1, model="@evil", block_id="ai.chat")
    answer = client_of(alice).get(FILE)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="credits.csv"'
    lines = list(csv.DictReader(io.StringIO(read(answer).decode())))
    assert [(line["kind"], line["amount"], line["balance_after"]) for line in lines] == [
        ("capture", "-1", "9"),
        ("grant", "10", "10"),
    ]
    assert (lines[0]["model"], lines[0]["block_id"], lines[1]["note"]) == ("'@evil", "ai.chat", "'=1+1")
    assert len(read(client_of(alice).get(FILE, {"kind": "grant"})).splitlines()) == 2


def test_holds_are_listed_while_they_are_open(alice: User, client_of: Clients) -> None:
    execution = uuid4()
    give(own(alice), 10)
    hold(own(alice), 3, execution)
    spend(own(alice), 1)
    (row,) = results(client_of(alice), HOLDS)
    assert (row["amount"], row["remaining"], row["execution_id"]) == ("3", "3", str(execution))
    assert [row["amount"] for row in results(client_of(alice), HOLDS, state="closed")] == ["1"]


def costs(client: APIClient, by: str) -> list[tuple[str, str, int]]:
    return [(row["key"], row["amount"], row["count"]) for row in results(client, COSTS, by=by)]


def test_costs_are_summed_by_what_they_were_for_the_dearest_first(alice: User, client_of: Clients) -> None:
    cheap, dear = UUID(int=1), UUID(int=2)
    give(own(alice), 100)
    spend(own(alice), 1, graph_id=cheap, model="small", provider="openai")
    spend(own(alice), 2, graph_id=dear, model="small", provider="openai")
    spend(own(alice), 4, graph_id=dear, model="large", provider="groq", by=alice)
    client = client_of(alice)
    assert costs(client, "graph") == [(str(dear), "6", 2), (str(cheap), "1", 1)]
    assert costs(client, "model") == [("large", "4", 1), ("small", "3", 2)]
    assert costs(client, "provider") == [("groq", "4", 1), ("openai", "3", 2)]
    assert costs(client, "day") == [(timezone.now().astimezone(UTC).date().isoformat(), "7", 3)]
    assert costs(client, "user") == [(str(alice.pk), "4", 1), ("", "3", 2)]
    shown = client.get(COSTS, {"by": "user"}).json()
    assert (shown["by"], shown["total"], shown["results"][0]["called"]) == ("user", "7", "Alice")
    User.objects.filter(pk=alice.pk).update(name="")
    assert client.get(COSTS, {"by": "user"}).json()["results"][0]["called"] == "alice"


def test_costs_of_another_time_are_left_out(alice: User, client_of: Clients) -> None:
    give(own(alice), 10)
    spend(own(alice), 1)
    past = (timezone.now() - timedelta(hours=1)).isoformat()
    shown = client_of(alice).get(COSTS, {"to": past}).json()
    assert (shown["total"], shown["results"]) == ("0", [])


@pytest.mark.parametrize("path", [BALANCE, ENTRIES, FILE, HOLDS, COSTS])
def test_a_stranger_sees_nothing_and_a_viewer_sees_all(
    path: str, alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    give(team, 10)
    hold(team, 1)
    give(own(alice), 7)
    assert APIClient().get(path).status_code == 401
    assert client_of(bob, own(alice)).get(path).status_code == 404
    _, plain = make_key(bob, Scope.READ, workspace=team)
    for client in (client_of(bob, team), client_with_key(plain)):
        answer = client.get(path)
        assert answer.status_code == 200
        read(answer)
    if path == ENTRIES:
        assert [row["amount"] for row in results(client_of(bob, team), path)] == ["10"]
        assert results(client_of(bob), path) == []


@pytest.mark.parametrize("path", [ENTRIES, FILE, HOLDS, COSTS])
def test_more_rows_cost_no_more_queries(path: str, alice: User, client_of: Clients) -> None:
    give(own(alice), 100)
    client = client_of(alice)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(client.get(path))
        return len(seen)

    def more() -> None:
        spend(own(alice), 1, graph_id=uuid4(), model=f"m{uuid4()}", by=alice)
        hold(own(alice), 1)

    more()
    few = queries()
    for _ in range(5):
        more()
    assert queries() == few
