"""The agents to begin with: listed with what to type first, installed, and run to their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.test_reviews import decide, paused, questions
from tests.agents.worker import Worker
from tests.factories.accounts import make_team
from tests.factories.agents import wait

Clients = Callable[..., APIClient]
SLUGS = ["tidy-report", "sales-table", "refund-desk"]


def _install(client: APIClient, slug: str) -> str:
    answer = client.post(f"/api/v1/examples/{slug}/install")
    assert answer.status_code == 201, answer.json()
    graph_id: str = answer.json()["id"]
    return graph_id


def _start(client: APIClient, slug: str, **changed: Any) -> str:
    """Install an example and start it with what it says to type first."""
    (example,) = (one for one in client.get("/api/v1/examples").json() if one["slug"] == slug)
    graph_id = _install(client, slug)
    body = {"inputs": {**example["inputs"], **changed}}
    started = client.post(f"/api/v1/graphs/{graph_id}/executions", body)
    assert started.status_code == 201, started.json()
    execution_id: str = started.json()["id"]
    return execution_id


def test_examples_are_listed_with_what_to_type_first(alice: User, client_of: Clients) -> None:
    rows = client_of(alice).get("/api/v1/examples").json()
    assert [row["slug"] for row in rows] == SLUGS
    for row in rows:
        assert row.keys() == {"slug", "title", "description", "hint", "inputs", "graph"}
        assert row["hint"].endswith(".")
        named = {node["input_default"].get("name") for node in row["graph"]["nodes"]}
        assert row["inputs"].keys() <= named
        places = {tuple(node["metadata"]["position"].values()) for node in row["graph"]["nodes"]}
        assert len(places) == len(row["graph"]["nodes"])


@pytest.mark.parametrize("slug", SLUGS)
def test_an_installed_example_is_a_graph_that_can_run(slug: str, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    (example,) = (one for one in client.get("/api/v1/examples").json() if one["slug"] == slug)
    report = client.post("/api/v1/graphs/validate", example["graph"]).json()
    assert report == {"valid": True, "nodes": {}, "links": [], "graph": []}
    saved = client.get(f"/api/v1/graphs/{_install(client, slug)}").json()
    assert (saved["name"], saved["is_draft"]) == (example["title"], False)
    assert {key: saved[key] for key in example["graph"]} == example["graph"]


def test_the_report_marks_each_note_and_names_what_is_blocked(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = wait(client, _start(client, "tidy-report"))
    assert (ended["status"], ended["error"]) == ("COMPLETED", None)
    assert ended["outputs"] == {
        "report": [
            "# Week 47\n\n"
            "- ✅ new sign-up page\n"
            "- ⛔ invoices wait for the bank\n"
            "- ✅ search answers twice as fast\n"
            "- ➡️ menu for phones\n\n"
            "4 points. Needs help: invoices wait for the bank"
        ]
    }


def test_the_table_gives_the_large_sales_and_totals(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    ended = wait(client, _start(client, "sales-table"))
    assert (ended["status"], ended["error"]) == ("COMPLETED", None)
    assert ended["outputs"] == {
        "large_sales": [
            [
                {"customer": "Ada", "region": "north", "amount": "120"},
                {"customer": "Cleo", "region": "north", "amount": "240"},
            ]
        ],
        "statistics": [{"rows": 4, "total": 495.0, "average": 123.75, "largest": 240.0}],
    }


def test_a_large_refund_waits_for_a_person_and_a_small_one_does_not(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    small = wait(client, _start(client, "refund-desk", amount=20))
    assert (small["status"], list(small["outputs"])) == ("COMPLETED", ["letter"])
    assert "We return 20 to your account" in small["outputs"]["letter"][0]
    large = _start(client, "refund-desk")
    paused(client, large)
    (review,) = questions(client, large)
    assert (review["name"], "We return 180" in review["data"]) == ("May this letter go out?", True)
    decide(client, review, data="Dear Ada, the money is on its way.")
    assert wait(client, large)["outputs"] == {"letter": ["Dear Ada, the money is on its way."]}
    refused = _start(client, "refund-desk")
    paused(client, refused)
    decide(client, questions(client, refused)[0], "reject", message="No.")
    ended = wait(client, refused)
    assert (ended["status"], list(ended["outputs"])) == ("COMPLETED", ["declined"])


def test_a_repeated_request_installs_once(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    path = "/api/v1/examples/tidy-report/install"
    first, again = (client.post(path, HTTP_IDEMPOTENCY_KEY="once").json() for _ in range(2))
    assert (first["id"], Graph.objects.count()) == (again["id"], 1)


def test_builders_install_others_look_and_nobody_must_sign_in(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    viewer = client_of(bob, team)
    assert len(viewer.get("/api/v1/examples").json()) == 3
    assert viewer.post("/api/v1/examples/tidy-report/install").json()["code"] == "role_too_low"
    assert viewer.post("/api/v1/examples/../install").status_code == 404
    assert client_of(alice).post("/api/v1/examples/nope/install").status_code == 404
    assert APIClient().get("/api/v1/examples").status_code == 401
    assert APIClient().post("/api/v1/examples/tidy-report/install").status_code == 401
    assert not Graph.objects.exists()
