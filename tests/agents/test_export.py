"""Agents as files: everything that a run depends on, nothing secret, and the same text for the same agent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from tests.agents.agent_files import INPUT, RUN_AGENT, TEXT_GENERATOR, UNKNOWN, agent_file, echo, file_node
from tests.factories.accounts import make_team
from tests.factories.agents import OUTPUT, REQUEST, STORE, chain, graph_json, node, save

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


def exported(client: APIClient, graph_id: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/graphs/{graph_id}/export{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_file_says_all_of_a_version_under_sorted_names(client: APIClient) -> None:
    given = chain() | {"instructions": "Run it.", "settings": {"on_error": "stop"}}
    given["links"][1]["is_static"] = True
    graph = save(client, given)
    file = exported(client, graph["id"])
    assert list(file) == sorted(file)
    assert file["id"] == graph["id"]
    assert (file["version"], file["is_active"]) == (1, True)
    assert file["nodes"] == given["nodes"]
    assert file["links"] == given["links"]
    assert (file["instructions"], file["recommended_schedule_cron"]) == ("Run it.", None)
    assert file["settings"] == {"on_error": "stop"}
    assert file["output_schema"] == graph["output_schema"]
    assert file["sub_graphs"] == []


def test_the_file_is_indented_text_to_be_saved_under_its_name(client: APIClient) -> None:
    graph = save(client, chain() | {"name": "Guten Tag"})
    answer = client.get(f"/api/v1/graphs/{graph['id']}/export")
    assert answer["Content-Disposition"] == 'attachment; filename="guten-tag-v1.json"'
    assert answer.content.startswith(b'{\n  "description": "",\n')
    assert answer.content.endswith(b"}\n")


def test_the_order_in_a_list_changes_nothing_but_what_depends_on_it(client: APIClient) -> None:
    """Nodes' order decides ties in a run, so it is told; that of links into one node decides too."""
    given = graph_json(
        node("b", STORE, input=1),
        node("a", STORE),
        node("c", OUTPUT, name="r"),
        links=("b.output -> a.input",),
    )
    given["links"] += graph_json(links=("b.output -> c.value", "a.output -> c.value"))["links"]
    other = given | {"links": [given["links"][1], given["links"][0], given["links"][2]]}
    files = [exported(client, save(client, graph)["id"]) for graph in (given, other)]
    assert files[0] | {"id": ""} == files[1] | {"id": ""}
    assert [node["id"] for node in files[0]["nodes"]] == ["a", "b", "c"]
    assert files[0]["node_order"] == ["b", "a", "c"]
    back = client.post("/api/v1/graphs/import", files[0]).json()
    assert [node["id"] for node in back["nodes"]] == ["b", "a", "c"]


def test_the_names_in_a_value_keep_their_order(client: APIClient) -> None:
    value = {"z": 1, "a": {"y": 1, "b": 2}}
    parts = {"values_#_z": 1, "values_#_a": 2, "format": "{{ z }}"}
    given = graph_json(node("n", STORE, input=value), node("t", "text.fill_template", **parts))
    file = exported(client, save(client, given)["id"])
    assert json.dumps(file["nodes"][0]["input_default"]) == json.dumps({"input": value})
    assert list(file["nodes"][1]["input_default"]) == ["format", "values_#_z", "values_#_a"]


def test_an_older_version_is_exported_when_it_is_named(client: APIClient) -> None:
    graph = save(client, chain(3))
    client.put(f"/api/v1/graphs/{graph['id']}", chain(5))
    assert len(exported(client, graph["id"])["nodes"]) == 5
    old = exported(client, graph["id"], "?version=1")
    assert (len(old["nodes"]), old["version"], old["is_active"]) == (3, 1, False)
    assert client.get(f"/api/v1/graphs/{graph['id']}/export?version=9").status_code == 404


def test_secrets_and_credentials_stay_and_everything_else_goes_along(client: APIClient) -> None:
    headers = {"Authorization": "Bearer hunter2", "X-Api-Key": "hunter2", "Accept": "text/plain"}
    given = graph_json(
        node("key", INPUT, name="api_token", value="hunter2", secret=True),
        node("open", INPUT, name="password_hint", value="a pet's name"),
        node("ask", TEXT_GENERATOR, prompt="secret?", max_tokens=5, credentials={"id": "hunter2"}),
        node("call", REQUEST, url="https://example.com", method="GET", headers=headers),
        node(
            "drive",
            "d3b32f15-6fd7-40e3-be52-e083f51b19a2",
            name="f",
            value={"id": "1", "_credentials_id": "hunter2"},
        ),
    )
    file = exported(client, save(client, given)["id"])
    assert "hunter2" not in json.dumps(file)
    assert {node["id"]: node["input_default"] for node in file["nodes"]} == {
        "key": {"name": "api_token", "secret": True},
        "open": {"name": "password_hint", "value": "a pet's name"},
        "ask": {"prompt": "secret?", "max_tokens": 5},
        "call": {"url": "https://example.com", "method": "GET", "headers": {"Accept": "text/plain"}},
        "drive": {"name": "f", "value": {"id": "1"}},
    }


def test_secrets_that_an_agent_is_given_by_the_one_that_runs_it_stay_too(client: APIClient) -> None:
    child = save(
        client,
        graph_json(
            node("k", INPUT, name="pin", secret=True),
            node("w", INPUT, name="word"),
            node("o", OUTPUT, name="r", value=1),
        ),
    )
    run = node("run", RUN_AGENT, graph_id=child["id"], pin="hunter2", inputs={"pin": "hunter2", "word": "hi"})
    other = node("part", RUN_AGENT, graph_id=child["id"], **{"inputs_#_pin": "hunter2", "word": "hi"})
    file = exported(client, save(client, graph_json(run, other))["id"])
    assert "hunter2" not in json.dumps(file)
    by_id = {node["id"]: node["input_default"] for node in file["nodes"]}
    assert (by_id["run"]["inputs"], by_id["part"]["word"]) == ({"word": "hi"}, "hi")


def test_every_agent_that_is_run_comes_along_once_and_flat(client: APIClient) -> None:
    leaf = save(client, graph_json(node("in", INPUT, name="w", value=1), name="Leaf"))
    middle = save(client, graph_json(node("m", RUN_AGENT, graph_id=leaf["id"]), name="Middle"))
    top = graph_json(
        *(node(f"t{i}", RUN_AGENT, graph_id=graph["id"]) for i, graph in enumerate((middle, leaf, middle)))
    )
    file = exported(client, save(client, top)["id"])
    assert sorted(sub["name"] for sub in file["sub_graphs"]) == ["Leaf", "Middle"]
    assert [sub["id"] for sub in file["sub_graphs"]] == sorted(sub["id"] for sub in file["sub_graphs"])

    back = client.post("/api/v1/graphs/import", file).json()
    assert back["report"]["can_run"] is True
    again = exported(client, back["id"])
    assert len(again["sub_graphs"]) == 2
    assert {sub["id"] for sub in again["sub_graphs"]}.isdisjoint({leaf["id"], middle["id"]})


def test_a_draft_is_exported_as_it_was_imported(client: APIClient) -> None:
    given = agent_file(file_node("odd", UNKNOWN, api_key_hint="x", max_tokens=3), links=())
    draft = client.post("/api/v1/graphs/import", given).json()
    file = exported(client, draft["id"])
    assert file["nodes"][0]["input_default"] == {"api_key_hint": "x", "max_tokens": 3}
    assert file["nodes"][0]["block_id"] == UNKNOWN


def test_strangers_export_nothing_and_viewers_may(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    graph = save(client_of(alice, team), chain())
    path = f"/api/v1/graphs/{graph['id']}/export"
    assert APIClient().get(path).status_code == 401
    assert client_of(bob).get(path).status_code == 404
    assert client_of(bob, team).get(path).status_code == 200
    assert client_of(bob, team).post("/api/v1/graphs/import", echo()).status_code == 403
