"""Share links: anybody who has one reads what an execution gave, and nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, Share, StoredValue
from platform_project.accounts.models import User
from tests.agents.test_values_api import content
from tests.agents.values import LARGE, large_text, run_light
from tests.factories.accounts import make_team
from tests.factories.agents import OUTPUT, STORE, graph_json, node
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]
pytestmark = pytest.mark.usefixtures("values_folder")
ANYBODY = APIClient()


def _execution(user: User, **fields: Any) -> Execution:
    return make_execution(make_graph(user), days_ago(1), **fields)


def _share(client: APIClient, execution_id: object) -> str:
    answer = client.post(f"/api/v1/executions/{execution_id}/share")
    assert answer.status_code == 201, answer.json()
    token: str = answer.json()["token"]
    assert answer.json()["url"].endswith(f"/shared/{token}")
    return token


def test_anybody_who_has_the_link_reads_the_outputs_and_no_more(alice: User, client_of: Clients) -> None:
    execution = _execution(alice, inputs={"q": "kept to myself"}, error="kept, too", outputs={"a": [1, "x"]})
    token = _share(client_of(alice), execution.pk)
    answer = ANYBODY.get(f"/api/v1/shared/{token}")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown.keys() == {"name", "status", "created_at", "started_at", "ended_at", "outputs"}
    assert (shown["name"], shown["status"], shown["outputs"]) == ("Test", "COMPLETED", {"a": [1, "x"]})
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "kept" not in answer.content.decode()
    stale = APIClient(HTTP_AUTHORIZATION="Bearer of-old")
    assert stale.get(f"/api/v1/shared/{token}").status_code == 200


def test_the_list_can_be_asked_for_the_link_of_one_execution(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    shared, other, private = (_execution(alice) for _ in range(3))
    for execution in (shared, other):
        _share(client, execution.pk)
    found = client.get(f"/api/v1/shares?execution={shared.pk}").json()["results"]
    assert [one["execution_id"] for one in found] == [str(shared.pk)]
    assert client.get(f"/api/v1/shares?execution={private.pk}").json()["results"] == []
    refused = client.get("/api/v1/shares?execution=x")
    assert (refused.status_code, refused.json()["details"]) == (400, {"execution": ["Must be a UUID."]})


def test_the_token_is_kept_as_a_digest_alone_and_who_made_it_is_shown(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution = _execution(alice)
    token = _share(client, execution.pk)
    assert len(token) >= 32
    assert token not in str(Share.objects.values())
    seen = client.get(f"/api/v1/executions/{execution.pk}/share").json()
    assert (seen["created_by"], seen["graph_name"]) == ("Alice", "Test")
    assert "token" not in seen
    assert client.get("/api/v1/shares").json()["results"] == [seen]


def test_a_new_link_ends_the_one_before_and_a_link_can_be_taken_back(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution = _execution(alice)
    path = f"/api/v1/executions/{execution.pk}/share"
    first, second = _share(client, execution.pk), _share(client, execution.pk)
    assert first != second
    assert ANYBODY.get(f"/api/v1/shared/{first}").status_code == 404
    assert ANYBODY.get(f"/api/v1/shared/{second}").status_code == 200
    assert client.delete(path).status_code == 204
    gone = ANYBODY.get(f"/api/v1/shared/{second}")
    assert (gone.status_code, gone.json()["code"], gone["Cache-Control"]) == (404, "not_found", "no-store")
    assert (client.delete(path).status_code, client.get(path).status_code) == (404, 404)


def test_a_deleted_execution_takes_its_link_along(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution = _execution(alice)
    token = _share(client, execution.pk)
    assert client.delete(f"/api/v1/executions/{execution.pk}").status_code == 204
    assert ANYBODY.get(f"/api/v1/shared/{token}").status_code == 404


def test_secrets_are_hidden(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("key", "agent.input", name="key", secret=True, value="very-secret-text"),
        node("out", OUTPUT, name="said"),
        links=("key.result -> out.value",),
    )
    ended = run_light(client, graph)
    assert ended["status"] == "COMPLETED", ended
    shown = ANYBODY.get(f"/api/v1/shared/{_share(client, ended['id'])}")
    assert shown.json()["outputs"] == {"said": ["***"]}


def _two_values(shared: str, private: str) -> dict[str, Any]:
    return graph_json(
        node("a", STORE, input=large_text(shared)),
        node("out", OUTPUT, name="y"),
        node("b", STORE, input=large_text(private)),
        node("c", STORE),
        links=("a.output -> out.value", "b.output -> c.input"),
    )


def test_a_large_output_has_a_link_of_its_own_and_what_is_no_output_has_none(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = run_light(client, _two_values("ab", "cd"))
    token = _share(client, ended["id"])
    (shown,) = ANYBODY.get(f"/api/v1/shared/{token}").json()["outputs"]["y"]
    assert shown["url"] == f"/api/v1/shared/{token}/values/{shown['$value']}"
    whole = ANYBODY.get(shown["url"])
    assert json.loads(content(whole)) == large_text("ab")
    assert (whole["Cache-Control"], whole["X-Robots-Tag"]) == ("no-store", "noindex")
    assert len(json.dumps(shown)) < LARGE
    private = StoredValue.objects.exclude(sha256=shown["$value"]).get()
    answer = ANYBODY.get(f"/api/v1/shared/{token}/values/{private.sha256}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ANYBODY.get(f"/api/v1/shared/other/values/{shown['$value']}").status_code == 404


def test_looks_are_limited_for_each_address(alice: User, client_of: Clients, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "shared": "2/m"}
    token = _share(client_of(alice), _execution(alice).pk)
    here = APIClient(REMOTE_ADDR="198.51.100.7")
    answers = [here.get(f"/api/v1/shared/{one}").status_code for one in ("guess", token, token)]
    assert answers == [404, 200, 429]
    assert APIClient(REMOTE_ADDR="198.51.100.8").get(f"/api/v1/shared/{token}").status_code == 200


def test_builders_share_viewers_see_who_did_and_strangers_find_nothing(
    alice: User, bob: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    team = make_team(alice, viewer=bob)
    execution = make_execution(make_graph(alice, team), days_ago(1))
    path = f"/api/v1/executions/{execution.pk}/share"
    _share(client_of(alice, team), execution.pk)
    viewer = client_of(bob, team)
    assert viewer.get(path).json()["created_by"] == "Alice"
    assert viewer.post(path).json()["code"] == viewer.delete(path).json()["code"] == "role_too_low"
    for method in ("get", "post", "delete"):
        assert getattr(client_of(bob), method)(path).status_code == 404
        assert getattr(ANYBODY, method)(path).status_code == 401
    assert client_of(bob).get("/api/v1/shares").json()["results"] == []
    assert ANYBODY.get("/api/v1/shares").status_code == 401
    assert Share.objects.count() == 1
    for _ in range(3):
        _share(client_of(alice, team), make_execution(make_graph(alice, team), days_ago(1)).pk)
    with django_assert_num_queries(3):  # user, membership, links
        assert len(viewer.get("/api/v1/shares").json()["results"]) == 4
