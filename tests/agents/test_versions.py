"""What people say of versions, going back to one, and comparing two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from agents.models import GraphVersion
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, graph_json, node, save

Clients = Callable[..., APIClient]


def _saved(client: APIClient) -> str:
    """A graph of two versions: three nodes, then four."""
    graph_id = str(save(client, chain(3) | {"label": "First", "notes": "As it began."})["id"])
    assert client.put(f"/api/v1/graphs/{graph_id}", chain(4) | {"name": "Longer"}).status_code == 200
    return graph_id


def test_a_version_is_named_when_it_is_saved(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = _saved(client)
    rows = client.get(f"/api/v1/graphs/{graph_id}/versions").json()["results"]
    assert [(row["version"], row["label"], row["notes"], row["created_by"]) for row in rows] == [
        (2, "", "", "Alice"),
        (1, "First", "As it began.", "Alice"),
    ]
    whole = client.get(f"/api/v1/graphs/{graph_id}/versions/1").json()
    assert (whole["label"], whole["created_by"]) == ("First", "Alice")


def test_what_is_said_of_a_version_may_change_and_nothing_else_does(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    path = f"/api/v1/graphs/{_saved(client)}/versions/1"
    before = client.get(path).json()
    shown = client.patch(path, {"label": "Tried out"}).json()
    assert shown == before | {"label": "Tried out"}
    assert client.patch(path, {"notes": ""}).json() == before | {"label": "Tried out", "notes": ""}


@pytest.mark.parametrize("column", ["name", "settings", "number", "instructions"])
def test_the_database_lets_label_and_notes_change_alone(column: str, alice: User, client_of: Clients) -> None:
    save(client_of(alice), chain())
    value = {"settings": "'{}'", "number": "7"}.get(column, "'changed'")
    if column == "settings":
        value = """'{"on_error": "stop"}'"""
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE agents_graphversion SET label = 'new', {column} = {value}")
    assert GraphVersion.objects.get().label == ""


BOUNDS = [
    pytest.param({"label": "x" * 81}, "label", "80", id="label"),
    pytest.param({"notes": "x" * 2_001}, "notes", "2000", id="notes"),
    pytest.param({}, "label", "both", id="nothing"),
    pytest.param({"name": "other"}, "label", "both", id="what cannot change"),
]


@pytest.mark.parametrize(("body", "field", "text"), BOUNDS)
def test_a_bound_is_refused_and_nothing_changes(
    body: dict[str, Any], field: str, text: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    path = f"/api/v1/graphs/{_saved(client)}/versions/1"
    before = client.get(path).json()
    answer = client.patch(path, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert text in str(answer.json()["details"][field])
    assert client.get(path).json() == before


def test_a_list_of_versions_is_narrowed_to_named_and_own_ones(
    alice: User, bob: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    team = make_team(alice, builder=bob)
    graph_id = _saved(client_of(alice, team))
    client_of(bob, team).put(f"/api/v1/graphs/{graph_id}", chain(5) | {"label": "Bob's"})
    client = client_of(alice, team)

    def found(query: str) -> list[int]:
        rows = client.get(f"/api/v1/graphs/{graph_id}/versions?{query}").json()["results"]
        return [row["version"] for row in rows]

    with django_assert_num_queries(4):  # user, membership, graph, versions
        assert found("") == [3, 2, 1]
    assert found("named=true") == [3, 1]
    assert found("mine=true") == [2, 1]
    assert found("named=true&mine=true") == [1]
    assert client.get(f"/api/v1/graphs/{graph_id}/versions?mine=1").status_code == 400


def test_an_old_version_is_restored_as_a_new_one(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    given = chain(3)
    given["links"][0] |= {"is_static": True, "id": "my-link"}
    given |= {"settings": {"on_error": "stop"}, "instructions": "Just run it."}
    graph_id = save(client, given)["id"]
    client.put(f"/api/v1/graphs/{graph_id}", chain(5))
    answer = client.post(f"/api/v1/graphs/{graph_id}/versions/1/restore", {"label": "Back again"})
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["version"], shown["is_active"], shown["label"]) == (3, True, "Back again")
    assert {key: shown[key] for key in given} == given
    assert client.get(f"/api/v1/graphs/{graph_id}/versions/1/diff/3").json()["is_empty"] is True


def test_a_version_that_cannot_run_any_more_is_restored_as_a_draft(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    draft = graph_json(node("x", "no-such-block")) | {"draft": True}
    graph_id = save(client, draft)["id"]
    client.put(f"/api/v1/graphs/{graph_id}", chain())
    shown = client.post(f"/api/v1/graphs/{graph_id}/versions/1/restore", {}).json()
    assert (shown["version"], shown["is_draft"]) == (3, True)


def test_a_diff_says_how_to_come_from_one_version_to_the_other(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = _saved(client)
    changed = chain(3) | {"settings": {"on_error": "stop"}}
    changed["nodes"][0]["input_default"] = {"input": "bye", "data": None}
    client.put(f"/api/v1/graphs/{graph_id}", changed)
    there = client.get(f"/api/v1/graphs/{graph_id}/versions/1/diff/3").json()
    assert there == {
        "is_empty": False,
        "about": [],
        "nodes": {
            "added": [],
            "removed": [],
            "changed": [
                {
                    "id": "n0",
                    "changes": [
                        {"path": ["input_default", "input"], "old": "hello", "new": "bye"},
                        {"path": ["input_default", "data"], "new": None},
                    ],
                }
            ],
        },
        "links": {"added": [], "removed": [], "changed": []},
        "settings": [{"path": ["on_error"], "new": "stop"}],
        "is_reordered": False,
    }
    longer = client.get(f"/api/v1/graphs/{graph_id}/versions/1/diff/2").json()
    assert longer["about"] == [{"path": ["name"], "old": "Test", "new": "Longer"}]
    assert [n["id"] for n in longer["nodes"]["added"]] == ["n2"]
    assert [(one["source_id"], one["sink_id"]) for one in longer["links"]["added"]] == [
        ("n1", "n2"),
        ("n2", "out"),
    ]
    assert [(one["source_id"], one["sink_id"]) for one in longer["links"]["removed"]] == [("n1", "out")]
    assert client.get(f"/api/v1/graphs/{graph_id}/versions/1/diff/9").status_code == 404


PATHS = [
    pytest.param("patch", "versions/1", {"label": "x"}, id="describe"),
    pytest.param("post", "versions/1/restore", {}, id="restore"),
    pytest.param("get", "versions/1/diff/2", None, id="diff"),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_viewers_read_builders_change_strangers_find_nothing(
    method: str, path: str, body: dict[str, Any] | None, alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    path = f"/api/v1/graphs/{_saved(client_of(alice, team))}/{path}"

    def ask(client: APIClient) -> Any:
        return getattr(client, method)(path, body)

    assert ask(APIClient()).status_code == 401
    assert ask(client_of(bob)).status_code == 404
    as_viewer = ask(client_of(bob, team))
    assert as_viewer.status_code == (200 if method == "get" else 403)
    assert (GraphVersion.objects.count(), GraphVersion.objects.get(number=1).label) == (2, "First")
    team.memberships.filter(user=bob).update(role="builder")
    assert ask(client_of(bob, team)).status_code in (200, 201)
