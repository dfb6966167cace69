"""Several agents as one file, and files that stand at an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.agent_files import CHILD, RUN_AGENT, agent_file, echo, file_node, imported, start
from tests.blocks.wire import Reply, Wire, serving

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]
IMPORT, PREVIEW = "/api/v1/graphs/import", "/api/v1/graphs/import/preview"
OTHER = "22222222-2222-4333-8444-555555555555"


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with serving(Wire()) as found:
        yield found


def caller(**more: Any) -> dict[str, Any]:
    return agent_file(
        file_node("run", RUN_AGENT, graph_id=CHILD, graph_version=5, inputs={"word": "hello"}),
        sub_graphs=[echo(id=CHILD, version=5, name="Child")],
        **more,
    )


def bundle() -> dict[str, Any]:
    """The second agent runs the first, which stands in both files."""
    return {"agents": [echo(id=CHILD, version=5, name="Child"), caller(id=OTHER, name="Caller")]}


def test_agents_go_out_as_one_file_and_come_in_again(client: APIClient) -> None:
    made = imported(client, bundle())
    ids = [agent["id"] for agent in made["agents"]]
    answer = client.get("/api/v1/graphs/export", {"ids": ",".join(ids)})
    assert answer.status_code == 200
    assert "agents-" in answer["Content-Disposition"]
    file = orjson.loads(answer.content)
    assert [agent["name"] for agent in file["agents"]] == ["Child", "Caller"]
    assert [sub["id"] for sub in file["agents"][1]["sub_graphs"]] == [ids[0]]

    again = imported(client, file)
    assert [agent["name"] for agent in again["agents"]] == ["Child", "Caller"]
    assert again["sub_graphs"] == []  # the one that comes along is the first agent itself
    run = client.get(f"/api/v1/graphs/{again['agents'][1]['id']}").json()["nodes"][0]["input_default"]
    assert run["graph_id"] == again["agents"][0]["id"] not in ids
    assert Graph.objects.count() == 4


def test_each_agent_of_a_bundle_has_its_report_and_the_first_is_the_answer(client: APIClient) -> None:
    made = imported(client, bundle())
    assert made["id"] == made["agents"][0]["id"]
    assert [agent["report"]["can_run"] for agent in made["agents"]] == [True, True]
    assert start(client, made, word="hi")[0] == 201


@pytest.mark.parametrize(
    ("file", "place"),
    [
        pytest.param({"agents": []}, "agents", id="none"),
        pytest.param({"agents": [echo()] * 101}, "agents", id="too many"),
        pytest.param({"agents": [echo(), {"nodes": 3}]}, "agents[1].nodes", id="one that is none"),
        pytest.param({"agents": [echo(), echo(name="Else")]}, "agents[1].id", id="two by one id"),
        pytest.param(
            {"agents": [echo(id=CHILD, version=5), caller(id=OTHER)]},
            "agents[1].sub_graphs[0].id",
            id="two of which one comes along",
        ),
    ],
)
def test_a_bundle_is_taken_whole_or_not_at_all(client: APIClient, file: Any, place: str) -> None:
    answer = client.post(IMPORT, file)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [place])
    assert not Graph.objects.exists()


def test_agents_of_others_are_not_exported(client: APIClient, bob: User, client_of: Clients) -> None:
    mine, theirs = imported(client, echo())["id"], imported(client_of(bob), echo())["id"]
    answer = client.get("/api/v1/graphs/export", {"ids": f"{mine},{theirs}"})
    assert (answer.status_code, answer.json()["details"]) == (404, {"ids": [theirs]})
    assert client.get("/api/v1/graphs/export").status_code == 400


def test_a_file_is_fetched_from_an_address(client: APIClient, wire: Wire) -> None:
    wire.replies = [Reply(200, orjson.dumps(echo()), {"Content-Type": "text/plain"})]
    url = f"{wire.base_url}/agent.json"
    seen = client.post(PREVIEW, {"url": url}).json()
    assert (seen["agents"][0]["name"], seen["file"]["nodes"][0]["id"]) == ("Elsewhere", "in")
    assert not Graph.objects.exists()
    assert imported(client, {"url": url})["name"] == "Elsewhere"
    assert [request.path for request in wire.seen] == ["/agent.json"] * 2
    assert not any("authorization" in request.headers for request in wire.seen)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(Reply(404), "The server answered with 404 instead of a file.", id="missing"),
        pytest.param(Reply(200, b"<html>"), "What stands there cannot be read as JSON", id="no JSON"),
        pytest.param(Reply(200, b" " * 5_000), "The file is larger than 4,000 bytes", id="too large"),
    ],
)
def test_what_is_no_file_at_an_address_is_said(
    client: APIClient, wire: Wire, settings: Settings, reply: Reply, told: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000
    wire.replies = [reply]
    answer = client.post(IMPORT, {"url": f"{wire.base_url}/agent.json"})
    assert answer.status_code == 400
    assert answer.json()["details"]["url"][0].startswith(told)
    assert not Graph.objects.exists()


def test_an_address_of_the_servers_own_network_is_refused(client: APIClient) -> None:
    answer = client.post(IMPORT, {"url": "http://127.0.0.1:1/agent.json"})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["url"])


def test_addresses_are_fetched_only_so_often(client: APIClient, wire: Wire, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "import_url": "1/h"}
    wire.replies = [Reply(200, orjson.dumps(echo()))]
    body = {"url": f"{wire.base_url}/agent.json"}
    assert client.post(PREVIEW, body).status_code == 200
    answer = client.post(PREVIEW, body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert len(wire.seen) == 1
