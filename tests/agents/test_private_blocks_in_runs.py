"""Steps of imported APIs in real runs: found by a worker that was there before them, and as they are now."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.engine.plan import BlockGone
from agents.models import Graph, GraphVersion
from agents.runner import plans
from integrations.models import PrivateProvider
from integrations.services import private_lookup
from platform_project.accounts.models import User
from tests.blocks.wire import Reply, Request, Wire, serving
from tests.factories.accounts import make_user
from tests.factories.agents import OUTPUT, chain, firings, graph_json, node, save, start, wait
from tests.integrations.openapi_documents import PETS

Clients = Callable[..., APIClient]
URL = "/api/v1/providers/openapi"


class Pets(Wire):
    """The API, and where its document is."""

    document: dict[str, Any]


@pytest.fixture
def wire(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pets]:

    def answer(request: Request) -> Reply:
        if request.path == "/spec.json":
            return Reply(200, json.dumps(running.document).encode())
        if request.headers.get("x-api-key") != "key-0123456789":
            return Reply(401, b'{"message": "no key"}')
        name = json.loads(request.body)["name"]
        return Reply(201, json.dumps({"id": 7, "name": name.upper(), "friends": []}).encode())

    monkeypatch.setattr(private_lookup, "FRESH_SECONDS", 0.0)
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    running = Pets(answer=answer)
    running.document = {**copy.deepcopy(PETS), "servers": [{"url": "/v1"}]}
    with serving(running):
        yield running


def imported(client: APIClient, wire: Pets) -> dict[str, Any]:
    answer = client.post(URL, {"url": f"{wire.base_url}/spec.json"})
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()["provider"]
    return made


def creating(made: dict[str, Any]) -> dict[str, Any]:
    ids = {one["operation"]: one["block_id"] for one in made["operations"]}
    return graph_json(
        node("pet", ids["createPet"], name="Rex"),
        node("out", OUTPUT, name="pet"),
        links=("pet.name -> out.value",),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("worker")
def test_a_worker_runs_what_was_imported_after_it_started(
    alice: User, client_of: Clients, wire: Pets
) -> None:
    client = client_of(alice)
    assert wait(client, start(client, chain())["id"])["status"] == "COMPLETED"  # it is warm
    made = imported(client, wire)
    graph = save(client, creating(made))
    started = client.post(f"/api/v1/graphs/{graph['id']}/executions", {}).json()
    assert wait(client, started["id"])["status"] == "FAILED"
    (row, *_) = firings(client, started["id"])
    assert row["error"] == "No credential for Pet House is connected: connect one at /integrations."
    key = {"provider": made["key"], "kind": "api_key", "secret": {"api_key": "key-0123456789"}}
    assert client.post("/api/v1/credentials", key).status_code == 201
    started = client.post(f"/api/v1/graphs/{graph['id']}/executions", {}).json()
    ended = wait(client, started["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"pet": ["REX"]})
    sent = wire.seen[-1]
    assert (sent.method, sent.path, sent.json()) == ("POST", "/v1/pets", {"name": "Rex"})


@pytest.mark.usefixtures("transactional_db")
def test_a_plan_is_made_anew_when_the_api_is_imported_anew(
    alice: User, client_of: Clients, wire: Pets
) -> None:
    client = client_of(alice)
    made = imported(client, wire)
    version = GraphVersion.objects.get(graph=save(client, creating(made))["id"])
    before = plans.plan_of(version.pk)
    assert plans.plan_of(version.pk) is before
    post = wire.document["paths"]["/pets"]["post"]
    post["operationId"], post["description"] = "createPet", "Takes a pet in."
    again = {"url": f"{wire.base_url}/spec.json"}
    assert client.put(f"{URL}/{made['id']}", again).status_code == 200
    after = plans.plan_of(version.pk)
    assert (before.nodes[0].block.description, after.nodes[0].block.description) == (
        "Adds a pet.",
        "Takes a pet in.",
    )
    assert plans.plan_of(version.pk) is after
    post["operationId"] = "another"
    assert client.put(f"{URL}/{made['id']}", again).status_code == 200
    assert plans.drafts_among([version]) == {version.pk}
    refused = client.post(f"/api/v1/graphs/{version.graph_id}/executions", {})
    assert (refused.status_code, list(refused.json()["details"]["nodes"])) == (400, ["pet"])
    post["operationId"] = "createPet"
    assert client.put(f"{URL}/{made['id']}", again).status_code == 200
    assert plans.drafts_among([version]) == set()
    assert plans.problems_of(version.pk).is_clean


@pytest.mark.usefixtures("transactional_db")
def test_a_version_that_names_a_strangers_block_does_not_run(
    alice: User, client_of: Clients, wire: Pets
) -> None:
    client = client_of(alice)
    made = imported(client, wire)
    version = GraphVersion.objects.get(graph=save(client, creating(made))["id"])
    stranger = make_user("carol")
    elsewhere = stranger.memberships.get().workspace
    Graph.objects.filter(pk=version.graph_id).update(workspace=elsewhere)
    started = client_of(stranger).post(f"/api/v1/graphs/{version.graph_id}/executions", {})
    assert (started.status_code, list(started.json()["details"]["nodes"])) == (400, ["pet"])
    with pytest.raises(BlockGone):
        plans.plan_of(version.pk)


def test_blocks_of_the_library_cost_no_look(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    version = GraphVersion.objects.get(graph=save(client, chain())["id"])
    with CaptureQueriesContext(connection) as asked:
        plans.plan_of(version.pk)
        plans.problems_of(version.pk)
        plans.drafts_among([version])
    assert not [one for one in asked.captured_queries if "privateprovider" in one["sql"]]
    with CaptureQueriesContext(connection) as asked:
        plans.plan_of(version.pk)
        plans.problems_of(version.pk)
    assert asked.captured_queries == []
    assert not PrivateProvider.objects.exists()
