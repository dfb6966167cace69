"""Working copies that save themselves: one per user and graph, whatever is on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from agents import tasks
from agents.models import Autosave
from agents.services import autosaves
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, save

Clients = Callable[..., APIClient]

HALF_DONE = {"name": "Half done", "nodes": [{"id": "a", "block_id": "?"}], "links": [{"source_id": "gone"}]}


def _put(client: APIClient, key: object, graph: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = client.put(f"/api/v1/autosaves/{key}", {"graph": graph or HALF_DONE, **more})
    assert answer.status_code == 200, answer.json()
    kept: dict[str, Any] = answer.json()
    return kept


def test_what_is_on_the_canvas_is_kept_as_it_is_and_replaced_in_place(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    first = _put(client, graph_id, base_version=1)
    assert first["graph_id"] == graph_id
    second = _put(client, graph_id, HALF_DONE | {"name": "Later"}, base_version=1)
    assert second["updated_at"] > first["updated_at"]
    kept = client.get(f"/api/v1/autosaves/{graph_id}").json()
    assert kept == {**second, "graph": HALF_DONE | {"name": "Later"}}
    assert (kept["key"], kept["name"], kept["base_version"]) == (graph_id, "Later", 1)
    assert Autosave.objects.count() == 1


def test_a_graph_that_was_never_saved_has_a_key_of_the_clients(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    key = str(uuid4())
    assert _put(client, key)["graph_id"] is None
    assert [row["key"] for row in client.get("/api/v1/autosaves").json()["results"]] == [key]
    save(client, chain() | {"autosave": key})
    assert not Autosave.objects.exists()


def test_a_saved_version_removes_its_authors_copy_and_no_other(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, builder=bob)
    mine, theirs = client_of(alice, team), client_of(bob, team)
    graph_id = save(mine, chain())["id"]
    for client in (mine, theirs):
        _put(client, graph_id, base_version=1)
    refused = mine.put(f"/api/v1/graphs/{graph_id}", HALF_DONE)
    assert (refused.status_code, Autosave.objects.count()) == (400, 2)
    assert mine.put(f"/api/v1/graphs/{graph_id}", chain(4)).status_code == 200
    assert Autosave.objects.get().user == bob
    assert theirs.get(f"/api/v1/autosaves/{graph_id}").json()["base_version"] == 1
    mine.delete(f"/api/v1/graphs/{graph_id}")
    assert not Autosave.objects.exists()


def test_a_copy_can_be_thrown_away_twice(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    key = uuid4()
    _put(client, key)
    assert client.delete(f"/api/v1/autosaves/{key}").status_code == 204
    assert client.get(f"/api/v1/autosaves/{key}").status_code == 404
    assert client.delete(f"/api/v1/autosaves/{key}").status_code == 204


def test_a_copy_that_lands_after_a_save_does_not_come_back(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    assert client.put(f"/api/v1/graphs/{graph_id}", chain(4)).status_code == 200
    late = {"graph": HALF_DONE, "base_version": 1}
    answer = client.put(f"/api/v1/autosaves/{graph_id}", late)
    assert (answer.status_code, answer.json()["code"]) == (409, "newer_version")
    assert answer.json()["details"]["newest"] == 2
    assert not Autosave.objects.exists()
    # Whoever knows of the newer one keeps what they make of the older.
    _put(client, graph_id, base_version=1, known_version=2)
    assert Autosave.objects.get().base_version == 1


def test_a_strangers_graph_says_nothing_of_its_versions(alice: User, bob: User, client_of: Clients) -> None:
    mine = client_of(alice)
    graph_id = save(mine, chain())["id"]
    assert mine.put(f"/api/v1/graphs/{graph_id}", chain(4)).status_code == 200
    assert _put(client_of(bob), graph_id, base_version=1)["graph_id"] is None


REFUSALS = [
    pytest.param({"graph": []}, "graph", "dictionary", id="no object"),
    pytest.param({"graph": {"nodes": {}}}, "graph", "list", id="nodes are no list"),
    pytest.param({"graph": {"nodes": [0] * 1_001}}, "graph", "1000", id="too many nodes"),
    pytest.param({"graph": {"links": [0] * 5_001}}, "graph", "5000", id="too many links"),
    pytest.param({"graph": {}, "base_version": 0}, "base_version", "1", id="version 0"),
    pytest.param({}, "graph", "required", id="nothing"),
]


@pytest.mark.parametrize(("body", "field", "text"), REFUSALS)
def test_a_bound_is_refused_and_what_was_kept_stays(
    body: dict[str, Any], field: str, text: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    key = uuid4()
    _put(client, key)
    answer = client.put(f"/api/v1/autosaves/{key}", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert text in str(answer.json()["details"][field])
    assert Autosave.objects.get().document == HALF_DONE


def test_the_oldest_copy_makes_room(alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosaves, "MAX_AUTOSAVES", 2)
    client = client_of(alice)
    first, second, third = uuid4(), uuid4(), uuid4()
    for key in (first, second, third):
        _put(client, key)
        Autosave.objects.update(updated_at=timezone.now() - timedelta(hours=1))
        Autosave.objects.filter(key=key).update(updated_at=timezone.now())
    assert {row.key for row in Autosave.objects.all()} == {second, third}


def test_copies_that_nobody_touched_for_a_month_are_swept(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    old, fresh = uuid4(), uuid4()
    for key, days in ((old, 31), (fresh, 29)):
        _put(client, key)
        Autosave.objects.filter(key=key).update(updated_at=timezone.now() - timedelta(days=days))
    tasks.sweep_autosaves()
    assert Autosave.objects.get().key == fresh
    assert "agents.tasks.sweep_autosaves" in {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}


def test_copies_are_their_authors_alone(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    graph_id = save(client_of(alice, team), chain())["id"]
    path = f"/api/v1/autosaves/{graph_id}"
    _put(client_of(alice, team), graph_id)
    viewer = client_of(bob, team)
    assert (viewer.get(path).status_code, viewer.get("/api/v1/autosaves").json()["results"]) == (404, [])
    assert viewer.put(path, {"graph": {}}).json()["code"] == "role_too_low"
    assert viewer.delete(path).status_code == 204  # of the viewer's own, of which there is none
    assert _put(client_of(bob), graph_id)["graph_id"] is None  # the graph is of another workspace
    nobody = APIClient()
    assert {
        nobody.get(path).status_code,
        nobody.put(path, {}).status_code,
        nobody.delete(path).status_code,
    } == {401}
    assert Autosave.objects.get(user=alice).document == HALF_DONE


def test_writing_is_one_statement_and_a_list_reads_no_graph(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    key = uuid4()
    _put(client, key)
    with django_assert_num_queries(5):  # user, membership, savepoint, the row, savepoint
        _put(client, key)
    for _ in range(3):
        _put(client, uuid4())
    with django_assert_num_queries(3) as asked:  # user, membership, rows
        assert len(client.get("/api/v1/autosaves").json()["results"]) == 4
    assert "document" not in asked.captured_queries[-1]["sql"]
