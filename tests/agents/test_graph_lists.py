"""The list of graphs as a page shows it: searched, in order, and with how each was used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents import queries
from agents.models import Execution, Graph
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, graph_json, node, save
from tests.factories.history import days_ago, make_execution

Clients = Callable[..., APIClient]


def _named(client: APIClient, name: str, description: str = "") -> str:
    saved = save(client, chain() | {"name": name, "description": description})
    return str(saved["id"])


def _names(client: APIClient, query: str) -> list[str]:
    answer = client.get(f"/api/v1/graphs?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["results"]]


def test_a_row_says_how_the_graph_was_used(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    used = Graph.objects.get(pk=_named(client, "Used"))
    _named(client, "Unused")
    make_execution(used, days_ago(2))
    last = make_execution(used, days_ago(1), status="FAILED")
    make_execution(used, None, parent=last, root=last)
    unused, shown = client.get("/api/v1/graphs").json()["results"]
    assert (unused["last_execution"], unused["execution_count"], unused["is_draft"]) == (None, 0, False)
    assert (shown["execution_count"], shown["version"]) == (2, 1)
    assert (shown["last_execution"]["id"], shown["last_execution"]["status"]) == (str(last.pk), "FAILED")
    assert shown["last_execution"].keys() == {"id", "status", "created_at", "started_at", "ended_at"}


def test_executions_are_counted_up_to_a_bound(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_COUNTED", 2)
    client = client_of(alice)
    graph = Graph.objects.get(pk=_named(client, "Busy"))
    for _ in range(3):
        make_execution(graph, days_ago(1))
    assert client.get("/api/v1/graphs").json()["results"][0]["execution_count"] == 2


def test_a_row_says_whether_the_active_version_is_a_draft(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = _named(client, "Half done")
    client.put(f"/api/v1/graphs/{graph_id}", graph_json(node("x", "no-such-block")) | {"draft": True})
    assert client.get("/api/v1/graphs").json()["results"][0]["is_draft"] is True
    client.post(f"/api/v1/graphs/{graph_id}/versions/1/activate")
    assert client.get("/api/v1/graphs").json()["results"][0]["is_draft"] is False


def test_a_search_looks_into_name_and_description(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    _named(client, "Weekly report", "Mails the numbers.")
    _named(client, "Translator", "Reports nothing.")
    _named(client, "Other 100%")
    assert _names(client, "search=REPORT") == ["Translator", "Weekly report"]
    assert _names(client, "search=100%25") == ["Other 100%"]
    assert _names(client, "search=none") == []


ORDERS = [
    pytest.param("name", ["alpha", "Beta", "gamma"], id="name, whatever its case"),
    pytest.param("-name", ["gamma", "Beta", "alpha"], id="name backwards"),
    pytest.param("created_at", ["gamma", "alpha", "Beta"], id="oldest first"),
    pytest.param("-updated_at", ["gamma", "Beta", "alpha"], id="last changed first"),
    pytest.param("-last_execution", ["alpha", "Beta", "gamma"], id="last run first"),
    pytest.param("last_execution", ["gamma", "Beta", "alpha"], id="never run first"),
]


@pytest.mark.parametrize(("ordering", "expected"), ORDERS)
def test_the_list_comes_in_the_order_that_is_asked_for_page_by_page(
    ordering: str, expected: list[str], alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    gamma, alpha, beta = (_named(client, name) for name in ("gamma", "alpha", "Beta"))
    client.put(f"/api/v1/graphs/{gamma}", chain() | {"name": "gamma"})
    make_execution(Graph.objects.get(pk=beta), days_ago(2))
    make_execution(Graph.objects.get(pk=alpha), days_ago(1))
    assert _names(client, f"ordering={ordering}") == expected
    seen, path = [], f"/api/v1/graphs?page_size=1&ordering={ordering}"
    while path:
        body = client.get(path).json()
        seen += [row["name"] for row in body["results"]]
        path = body["next"]
    assert seen == expected


def test_graphs_are_found_by_their_ids_within_the_workspace(
    alice: User, bob: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first, second, _ = (_named(client, name) for name in ("One", "Two", "Three"))
    foreign = _named(client_of(bob), "Foreign")
    assert set(_names(client, f"ids={first},{second},{foreign}")) == {"One", "Two"}
    assert set(_names(client, f"ids={first}&ids={second}")) == {"One", "Two"}
    assert _names(client, "ids=") == []


REFUSALS = [
    pytest.param("search=" + "x" * 101, "search", "100", id="long search"),
    pytest.param("ids=x", "ids", "UUID", id="no id"),
    pytest.param("ids=" + ",".join(["01890000-0000-7000-8000-000000000000"] * 101), "ids", "100", id="many"),
    pytest.param("ordering=size", "ordering", "-updated_at", id="unknown order"),
    pytest.param("cursor=eyJ4IjoxfQ==", "cursor", "valid", id="cursor of elsewhere"),
]


@pytest.mark.parametrize(("query", "field", "text"), REFUSALS)
def test_what_cannot_be_asked_is_refused_by_name(
    query: str, field: str, text: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).get(f"/api/v1/graphs?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert text in str(answer.json()["details"][field])


def test_viewers_see_the_list_strangers_an_empty_one_and_nobody_must_sign_in(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    save(client_of(alice, team), chain())
    assert len(client_of(bob, team).get("/api/v1/graphs").json()["results"]) == 1
    assert client_of(bob).get("/api/v1/graphs").json()["results"] == []
    assert APIClient().get("/api/v1/graphs").status_code == 401


def test_the_queries_stay_the_same_however_many_graphs_and_executions(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    for number in range(4):
        graph = Graph.objects.get(pk=_named(client, f"Agent {number}"))
        for _ in range(number):
            make_execution(graph, days_ago(number))
    # user, membership, graphs, their use, their last executions, active versions, nodes, links
    with django_assert_num_queries(8):
        rows = client.get("/api/v1/graphs?ordering=-last_execution").json()["results"]
    assert sum(row["execution_count"] for row in rows) == Execution.objects.count() == 6
    with django_assert_num_queries(6):  # whether a version is a draft is known now
        client.get("/api/v1/graphs?ordering=-last_execution")
