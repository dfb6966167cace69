"""Saving graphs over REST: in and out unchanged, every problem at once, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from agents.engine import limits
from agents.models import Execution, Graph, GraphVersion, Node
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import STORE, chain, graph_json, node, save

Clients = Callable[..., APIClient]


def test_a_graph_comes_back_as_it_was_given(alice: User, client_of: Clients) -> None:
    given = chain()
    given["nodes"][0]["metadata"] = {"position": {"x": 1.5, "y": -2}, "customized_name": "First"}
    given["links"][0] |= {"is_static": True, "id": "my-link"}
    client = client_of(alice)
    shown = client.get(f"/api/v1/graphs/{save(client, given)['id']}").json()
    assert {key: shown[key] for key in given} == given
    assert (shown["version"], shown["is_active"]) == (1, True)
    assert shown["output_schema"]["properties"].keys() == {"result"}


def test_inputs_are_described_in_the_words_of_the_author_alone(alice: User, client_of: Clients) -> None:
    given = graph_json(
        node("who", "agent.short_text_input", name="who", description="Whom to greet"),
        node("how", "agent.short_text_input", name="how", value="warmly"),
        node("out", "agent.output", name="greeting"),
        links=("who.result -> out.value",),
    )
    shown = save(client_of(alice), given)
    inputs, outputs = (shown[name]["properties"] for name in ("input_schema", "output_schema"))
    assert {name: one.get("description") for name, one in inputs.items()} == {
        "who": "Whom to greet",
        "how": None,
    }
    assert "description" not in outputs["greeting"]


def test_a_save_makes_a_new_version_that_runs_and_the_old_one_stays(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain(3))["id"]
    second = client.put(f"/api/v1/graphs/{graph_id}", chain(4) | {"name": "Longer"}).json()
    assert (second["version"], second["is_active"], second["name"]) == (2, True, "Longer")
    assert len(client.get(f"/api/v1/graphs/{graph_id}").json()["nodes"]) == 4
    assert len(client.get(f"/api/v1/graphs/{graph_id}/versions/1").json()["nodes"]) == 3
    assert len(client.get(f"/api/v1/graphs/{graph_id}?version=1").json()["nodes"]) == 3
    listed = client.get(f"/api/v1/graphs/{graph_id}/versions").json()["results"]
    assert [(row["version"], row["is_active"], row["name"]) for row in listed] == [
        (2, True, "Longer"),
        (1, False, "Test"),
    ]


def test_an_older_version_can_be_made_the_active_one(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain(3))["id"]
    client.put(f"/api/v1/graphs/{graph_id}", chain(4))
    assert client.post(f"/api/v1/graphs/{graph_id}/versions/1/activate").json()["version"] == 1
    assert len(client.get(f"/api/v1/graphs/{graph_id}").json()["nodes"]) == 3
    answer = client.post(f"/api/v1/graphs/{graph_id}/versions/9/activate")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Graph.objects.get().active_number == 1


@pytest.mark.parametrize("table", ["agents_graphversion", "agents_node", "agents_link"])
def test_the_database_refuses_to_change_a_saved_version(table: str, alice: User, client_of: Clients) -> None:
    save(client_of(alice), chain())
    column = "name" if table == "agents_graphversion" else "key"
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = 'changed'")
    assert GraphVersion.objects.get().name == "Test"


def test_a_version_outlives_its_author(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    save(client_of(bob, team), chain())
    bob.delete()
    assert GraphVersion.objects.get().created_by is None


def test_every_problem_is_named_at_once_and_nothing_is_stored(alice: User, client_of: Clients) -> None:
    broken = graph_json(
        node("x", "no-such-block"),
        node("y", STORE, inptu=1),
        node("y", STORE),
        links=("y.nope -> zz.q", "x.a -> y.b"),
    )
    answer = client_of(alice).post("/api/v1/graphs", broken)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "graph_invalid")
    assert body["details"]["nodes"].keys() == {"x", "y"}
    assert body["details"]["nodes"]["x"] == {"block_id": "No block is called 'no-such-block'."}
    assert body["details"]["nodes"]["y"].keys() == {"id", "inptu", "nope", "b"}
    assert body["details"]["links"] == [
        {"index": 0, "field": "sink_id", "message": "No node has the id 'zz'."}
    ]
    assert not Graph.objects.exists()
    assert not Node.objects.exists()


def _with(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    given = chain()
    change(given)
    return given


BOUNDS = [
    pytest.param(lambda g: g.update(name="n" * 201), "name", "200", id="name"),
    pytest.param(lambda g: g.update(description="d" * 10_001), "description", "10000", id="description"),
    pytest.param(lambda g: g["nodes"][0].update(id="i" * 101), "nodes", "100", id="node id"),
    pytest.param(lambda g: g["links"][0].update(sink_name="p" * 201), "links", "200", id="pin name"),
    pytest.param(lambda g: g.update(nodes=g["nodes"] * 400), "nodes", str(limits.MAX_NODES), id="nodes"),
    pytest.param(lambda g: g.update(links=g["links"] * 3_000), "links", str(limits.MAX_LINKS), id="links"),
    pytest.param(lambda g: g.update(nodes="many"), "nodes", "list", id="not a list"),
    pytest.param(lambda g: g.pop("name"), "name", "required", id="no name"),
]


@pytest.mark.parametrize(("change", "field", "limit"), BOUNDS)
def test_a_bound_is_refused_with_its_field_and_limit(
    change: Callable[[dict[str, Any]], Any], field: str, limit: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).post("/api/v1/graphs", _with(change))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert field in answer.json()["details"]
    assert limit in str(answer.json()["details"][field])
    assert not Graph.objects.exists()


def test_a_body_of_2_mb_and_malformed_json_are_refused(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    large = client.post("/api/v1/graphs", chain() | {"description": "x" * 2_000_000})
    assert (large.status_code, large.json()["code"]) == (400, "body_too_large")
    torn = client.post("/api/v1/graphs", data='{"name": ', content_type="application/json")
    assert (torn.status_code, torn.json()["code"]) == (400, "malformed_json")
    assert not Graph.objects.exists()


def test_validate_tells_what_would_stop_a_run_and_stores_nothing(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    assert client.post("/api/v1/graphs/validate", chain()).json()["valid"] is True
    circle = graph_json(
        node("start", STORE, input=1),
        node("a", STORE),
        node("b", STORE),
        node("c", "logic.calculator", operation="Add", a=1),
        links=("a.output -> b.input", "b.output -> a.input"),
    )
    report = client.post("/api/v1/graphs/validate", circle).json()
    assert report["valid"] is False
    assert report["graph"] == ["Circular dependency: 'a', 'b' wait for each other and can never fire."]
    assert report["nodes"]["c"].keys() == {"b"}
    assert not Graph.objects.exists()


def test_a_graph_is_deleted_with_all_of_it_unless_it_runs(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    execution_id = client.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()["id"]
    refused = client.delete(f"/api/v1/graphs/{graph_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "graph_is_running")
    assert Graph.objects.exists()
    client.post(f"/api/v1/executions/{execution_id}/stop")
    assert client.delete(f"/api/v1/graphs/{graph_id}").status_code == 204
    assert not Graph.objects.exists()
    assert not Execution.objects.exists()


PATHS = [
    ("get", "/api/v1/graphs/{id}"),
    ("put", "/api/v1/graphs/{id}"),
    ("delete", "/api/v1/graphs/{id}"),
    ("get", "/api/v1/graphs/{id}/versions"),
    ("get", "/api/v1/graphs/{id}/versions/1"),
    ("post", "/api/v1/graphs/{id}/versions/1/activate"),
    ("get", "/api/v1/graphs/{id}/executions"),
    ("post", "/api/v1/graphs/{id}/executions"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_stranger_finds_nothing_and_nobody_must_sign_in(
    method: str, path: str, alice: User, bob: User, client_of: Clients
) -> None:
    graph_id = save(client_of(alice), chain())["id"]
    body = chain(4) if method == "put" else {}
    stranger = getattr(client_of(bob), method)(path.format(id=graph_id), body)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")
    nobody = getattr(APIClient(), method)(path.format(id=graph_id), body)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_authenticated")
    assert GraphVersion.objects.count() == 1
    assert not Execution.objects.exists()


def test_lists_show_only_the_workspace_that_is_asked_for(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    own, shared = save(client_of(alice), chain())["id"], save(client_of(alice, team), chain())["id"]
    assert [g["id"] for g in client_of(alice).get("/api/v1/graphs").json()["results"]] == [own]
    assert [g["id"] for g in client_of(bob, team).get("/api/v1/graphs").json()["results"]] == [shared]
    assert client_of(bob).get("/api/v1/graphs").json()["results"] == []


def test_roles_decide_who_builds_and_who_runs(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    graph_id = save(client_of(alice, team), chain())["id"]
    viewer = client_of(bob, team)
    assert viewer.get(f"/api/v1/graphs/{graph_id}").status_code == 200
    assert viewer.post("/api/v1/graphs", chain()).json()["code"] == "role_too_low"
    assert viewer.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()["code"] == "role_too_low"
    team.memberships.filter(user=bob).update(role="runner")
    assert viewer.post(f"/api/v1/graphs/{graph_id}/executions", {}).status_code == 201
    assert viewer.delete(f"/api/v1/graphs/{graph_id}").json()["code"] == "role_too_low"
    assert Graph.objects.count() == 1


def test_listing_graphs_takes_the_same_queries_however_many(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    for _ in range(5):
        save(client, chain())
    # user, membership, graphs, their use; then active versions, and nodes and links of those
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/graphs").json()["results"]) == 5
