"""APIs that a workspace imports: made, seen, imported anew, removed; and nobody else's."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Graph
from integrations.models import Credential, PrivateProvider
from integrations.services import private_imports, private_lookup
from platform_project.accounts.models import User
from tests.blocks.wire import Reply, Wire, serving
from tests.factories.accounts import make_team
from tests.factories.agents import graph_json, node
from tests.integrations.openapi_documents import PETS

Clients = Callable[..., APIClient]
URL = "/api/v1/providers/openapi"


@pytest.fixture(autouse=True)
def nothing_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process changed is seen at once."""
    monkeypatch.setattr(private_lookup, "FRESH_SECONDS", 0.0)


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with serving(Wire()) as running:
        yield running


def imported(client: APIClient, spec: Any = PETS, status: int = 201, **more: Any) -> dict[str, Any]:
    answer = client.post(URL, {"spec": spec, **more})
    assert answer.status_code == status, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def block_ids(made: dict[str, Any]) -> dict[str, str]:
    return {one["slug"]: one["block_id"] for one in made["provider"]["operations"]}


def pets_graph(made: dict[str, Any]) -> dict[str, Any]:
    return graph_json(node("pet", block_ids(made)["pet_house.create_pet"], name="Rex"), name="Pets")


def test_a_document_becomes_blocks_of_the_workspace(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = imported(client)
    assert (made["added"], made["is_saved"]) == (["list_pets", "create_pet", "set_photo"], True)
    row = made["provider"]
    assert (row["slug"], row["name"], row["base_url"], row["auth"], row["operation_count"]) == (
        "pet_house",
        "Pet House",
        "https://eu.pets.example/v1",
        "header",
        3,
    )
    block = client.get(f"/api/v1/blocks/{block_ids(made)['pet_house.create_pet']}").json()
    assert (block["slug"], block["providers"]) == ("pet_house.create_pet", [row["key"]])
    assert block["input_schema"]["required"] == ["name"]
    assert list(block["output_schema"]["properties"]) == [
        "id",
        "name",
        "kind",
        "friends",
        "response",
        "error",
    ]
    listed = client.get("/api/v1/blocks?search=pet house").json()["results"]
    assert sorted((one["slug"], one["name"]) for one in listed) == [
        ("pet_house.create_pet", "Pet House: Create pet"),
        ("pet_house.list_pets", "Pet House: List pets"),
        ("pet_house.set_photo", "Pet House: Set photo"),
    ]
    assert [one["slug"] for one in client.get(URL).json()["results"]] == ["pet_house"]
    assert client.get(f"{URL}/{row['id']}").json() == row


def test_the_list_of_blocks_changes_for_a_client_that_has_it(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    tag = client.get("/api/v1/blocks")["ETag"]
    made = imported(client)
    fresh = client.get("/api/v1/blocks", HTTP_IF_NONE_MATCH=tag)
    assert (fresh.status_code, len(set(block_ids(made).values()))) == (200, 3)
    assert client.get("/api/v1/blocks", HTTP_IF_NONE_MATCH=fresh["ETag"]).status_code == 304


def test_trying_it_saves_nothing(alice: User, client_of: Clients) -> None:
    made = imported(client_of(alice), status=200, dry_run=True, tags=["writing"])
    assert (made["added"], made["is_saved"]) == (["create_pet"], False)
    assert not PrivateProvider.objects.exists()


def test_imported_anew_blocks_keep_their_ids_and_changed_ones_get_a_version(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = imported(client)
    ids, url = block_ids(made), f"{URL}/{made['provider']['id']}"
    changed = copy.deepcopy(PETS)
    changed["paths"]["/pets"]["post"]["description"] = "Takes a pet in."
    del changed["paths"]["/pets"]["get"]
    again = client.put(url, {"spec": changed}).json()
    assert (again["added"], again["changed"], again["gone"]) == ([], ["create_pet"], ["list_pets"])
    assert {one["slug"]: one["version"] for one in again["provider"]["operations"]} == {
        "pet_house.create_pet": 2,
        "pet_house.set_photo": 1,
    }
    assert block_ids(again) == {slug: pk for slug, pk in ids.items() if "list" not in slug}
    assert client.get(f"/api/v1/blocks/{ids['pet_house.list_pets']}").status_code == 404
    back = client.put(url, {"spec": PETS}).json()
    assert (block_ids(back), back["added"], back["changed"]) == (ids, ["list_pets"], ["create_pet"])
    assert {one["slug"]: one["version"] for one in back["provider"]["operations"]} == {
        "pet_house.create_pet": 3,
        "pet_house.list_pets": 1,
        "pet_house.set_photo": 1,
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({}, "spec", id="nothing"),
        pytest.param({"spec": PETS, "url": "https://x.example/a"}, "spec", id="both"),
        pytest.param({"spec": 5}, "spec", id="a number"),
        pytest.param({"spec": "{"}, "spec", id="broken"),
        pytest.param({"url": "ftp://x.example/a"}, "url", id="another protocol"),
        pytest.param({"url": "http://127.0.0.1:1/spec.json"}, "url", id="a private address"),
        pytest.param({"spec": {**PETS, "servers": []}}, "base_url", id="no server"),
        pytest.param({"spec": PETS, "base_url": "http://pets.example"}, "base_url", id="plain http"),
        pytest.param({"spec": PETS, "base_url": "https://u:p@pets.example"}, "base_url", id="a password"),
        pytest.param({"spec": PETS, "slug": "github"}, "slug", id="a provider's slug"),
        pytest.param({"spec": PETS, "slug": "text"}, "slug", id="a family of blocks"),
        pytest.param({"spec": {**PETS, "info": {}}}, "name", id="no name"),
        pytest.param({"spec": PETS, "nme": "x"}, "nme", id="a misspelt field"),
    ],
)
def test_a_refusal_names_the_field_and_makes_nothing(
    body: dict[str, Any], field: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).post(URL, body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert not PrivateProvider.objects.exists()


def test_a_slug_is_given_once_in_a_workspace_and_so_many_are_kept(
    alice: User, bob: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(client_of(alice))
    again = client_of(alice).post(URL, {"spec": PETS})
    assert (again.status_code, again.json()["code"]) == (409, "provider_exists")
    imported(client_of(bob))
    monkeypatch.setattr(private_imports, "MAX_PER_WORKSPACE", 1)
    more = client_of(alice).post(URL, {"spec": PETS, "slug": "other"})
    assert (more.status_code, more.json()["code"]) == (409, "limit_reached")
    assert PrivateProvider.objects.count() == 2


def test_a_document_is_fetched_and_says_by_where_it_is_where_the_api_is(
    alice: User, client_of: Clients, wire: Wire
) -> None:
    body = (
        b"openapi: 3.0.0\ninfo: {title: Small}\nservers: [{url: /api}]\npaths: {/a: {get: {responses: {}}}}"
    )
    wire.replies = [Reply(200, body)]
    made = client_of(alice).post(URL, {"url": f"{wire.base_url}/docs/spec.yaml"}).json()
    assert (made["provider"]["base_url"], made["provider"]["auth"]) == (f"{wire.base_url}/api", "none")
    wire.replies = [Reply(404)]
    gone = client_of(alice).post(URL, {"url": f"{wire.base_url}/gone"})
    assert gone.json()["details"] == {"url": ["The server answers with status 404."]}


def test_it_is_paced(alice: User, client_of: Clients, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "import_openapi": "1/m"}
    imported(client_of(alice))
    assert client_of(alice).post(URL, {"spec": PETS}).status_code == 429


def test_who_may_what(alice: User, bob: User, staff: User, client_of: Clients) -> None:
    team = make_team(alice, runner=bob)
    assert APIClient().get(URL).status_code == 401
    row = imported(client_of(alice, team))["provider"]
    runner = client_of(bob, team)
    assert [one["id"] for one in runner.get(URL).json()["results"]] == [row["id"]]
    for answer in (
        runner.post(URL, {"spec": PETS, "slug": "more"}),
        runner.put(f"{URL}/{row['id']}", {"spec": PETS}),
        runner.delete(f"{URL}/{row['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "role_too_low")
    page = client_of(staff).get("/api/v1/providers").json()["results"]
    assert not any(one["is_private"] for one in page)


def test_nothing_of_another_workspace_is_there(alice: User, bob: User, client_of: Clients) -> None:
    made = imported(client_of(alice))
    row, ids = made["provider"], block_ids(made)
    stranger, block_id = client_of(bob), ids["pet_house.create_pet"]
    assert client_of(alice).get(f"/api/v1/blocks/{block_id}").status_code == 200
    for answer in (
        stranger.get(f"{URL}/{row['id']}"),
        stranger.put(f"{URL}/{row['id']}", {"spec": PETS}),
        stranger.delete(f"{URL}/{row['id']}"),
        stranger.get(f"/api/v1/blocks/{block_id}"),
        stranger.get(f"/api/v1/blocks?after={block_id}:id"),
        stranger.post(f"/api/v1/blocks/{block_id}/execute", {"input": {"name": "x"}}),
    ):
        assert answer.status_code == 404
    assert stranger.get("/api/v1/blocks?search=pet_house").json()["results"] == []
    assert stranger.get(URL).json() == {"results": []}
    slugs = [one["slug"] for one in stranger.get("/api/v1/providers").json()["results"]]
    assert row["key"] not in slugs
    refused = stranger.post("/api/v1/graphs", pets_graph(made))
    assert refused.json()["details"]["nodes"]["pet"] == {"block_id": f"No block is called {block_id!r}."}
    checked = stranger.post("/api/v1/graphs/validate", pets_graph(made)).json()
    assert (checked["valid"], list(checked["nodes"])) == (False, ["pet"])
    connecting = {"provider": row["key"], "kind": "api_key", "secret": {"api_key": "k-0123456789abcd"}}
    assert list(stranger.post("/api/v1/credentials", connecting).json()["details"]) == ["provider"]
    assert (Graph.objects.count(), Credential.objects.count()) == (0, 0)


def test_a_file_with_such_a_step_comes_in_as_a_draft_elsewhere_and_does_not_run(
    alice: User, bob: User, client_of: Clients
) -> None:
    made = imported(client_of(alice))
    mine = client_of(alice).post("/api/v1/graphs", pets_graph(made)).json()
    file = client_of(alice).get(f"/api/v1/graphs/{mine['id']}/export").json()
    here = client_of(alice).post("/api/v1/graphs/import", file).json()
    assert here["report"]["unknown_blocks"] == {}
    block_id = block_ids(made)["pet_house.create_pet"]
    there = client_of(bob).post("/api/v1/graphs/import", file).json()
    assert there["report"]["unknown_blocks"] == {block_id: ["pet"]}
    assert "Pet House" not in str(there)
    started = client_of(bob).post(f"/api/v1/graphs/{there['id']}/executions", {})
    assert started.status_code == 400
    assert started.json()["details"]["nodes"]["pet"] == {"block_id": f"No block is called {block_id!r}."}


def test_an_account_is_connected_by_the_form_of_its_document(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    key = imported(client)["provider"]["key"]
    services = client.get("/api/v1/providers").json()["results"]
    (service,) = [one for one in services if one["slug"] == key]
    assert (service["name"], service["is_private"], service["can_be_tested"]) == ("Pet House", True, False)
    assert service["auth"] == [
        {
            "kind": "api_key",
            "is_configured": True,
            "fields": [
                {"name": "secret.api_key", "label": "API key", "is_required": True, "is_secret": True}
            ],
        }
    ]
    body = {"provider": key, "kind": "api_key", "secret": {"api_key": "k-0123456789abcd"}}
    connected = client.post("/api/v1/credentials", body).json()
    assert (connected["title"], connected["base_url"]) == ("Pet House", "https://eu.pets.example/v1")
    wrong = client.post("/api/v1/credentials", {**body, "kind": "host_scoped"})
    assert list(wrong.json()["details"]) == ["kind"]


def test_an_api_that_moves_ends_what_was_connected_for_the_old_address(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    row = imported(client)["provider"]
    body = {"provider": row["key"], "kind": "api_key", "secret": {"api_key": "k-0123456789abcd"}}
    pk = client.post("/api/v1/credentials", body).json()["id"]
    client.put(f"{URL}/{row['id']}", {"spec": PETS})
    assert client.get(f"/api/v1/credentials/{pk}").json()["state"] == "ok"
    client.put(f"{URL}/{row['id']}", {"spec": PETS, "base_url": "https://new.example"})
    ended = client.get(f"/api/v1/credentials/{pk}").json()
    assert (ended["state"], ended["base_url"]) == ("expired", "https://eu.pets.example/v1")
    given = client.patch(f"/api/v1/credentials/{pk}", {"secret": {"api_key": "k-9876543210abcd"}}).json()
    assert (given["state"], given["base_url"]) == ("ok", "https://new.example")


def test_it_is_removed_with_its_credentials_once_no_agent_has_a_step_of_it(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = imported(client)
    row = made["provider"]
    body = {"provider": row["key"], "kind": "api_key", "secret": {"api_key": "k-0123456789abcd"}}
    assert client.post("/api/v1/credentials", body).status_code == 201
    graph = client.post("/api/v1/graphs", pets_graph(made)).json()
    used = client.get(f"/api/v1/credentials/{Credential.objects.get().pk}/usage").json()["agents"]
    assert [one["graph_name"] for one in used] == ["Pets"]
    refused = client.delete(f"{URL}/{row['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_in_use")
    assert refused.json()["details"] == {"agents": [{"id": graph["id"], "name": "Pets"}]}
    assert (PrivateProvider.objects.count(), Credential.objects.get().state) == (1, "ok")
    client.delete(f"/api/v1/graphs/{graph['id']}")
    assert client.delete(f"{URL}/{row['id']}").status_code == 204
    assert not PrivateProvider.objects.exists()
    assert Credential.objects.get().state == "revoked"
    assert client.get(f"/api/v1/blocks/{block_ids(made)['pet_house.create_pet']}").status_code == 404


@pytest.mark.usefixtures("transactional_db")  # credentials are read in another thread
def test_the_request_is_what_the_document_says(alice: User, client_of: Clients, wire: Wire) -> None:
    client = client_of(alice)
    made = imported(client, base_url=f"{wire.base_url}/v1")
    body = {"provider": made["provider"]["key"], "kind": "api_key", "secret": {"api_key": "k-0123456789"}}
    client.post("/api/v1/credentials", body)
    wire.replies = [Reply(201, b'{"id": 7, "name": "Rex", "kind": null, "friends": []}')]
    ids = block_ids(made)
    fired = client.post(
        f"/api/v1/blocks/{ids['pet_house.create_pet']}/execute", {"input": {"name": "Rex", "kind": "cat"}}
    ).json()
    assert fired == {
        "outputs": [
            ["id", 7],
            ["name", "Rex"],
            ["kind", None],
            ["friends", []],
            ["response", {"id": 7, "name": "Rex", "kind": None, "friends": []}],
        ],
        "error": None,
        "cost": "0",
    }
    wire.replies = [Reply(200, b"[1]")]
    values = {"limit": 5, "tags": ["a", "b"], "fields": ["x", "y"], "X_Trace": "t"}
    listed = client.post(f"/api/v1/blocks/{ids['pet_house.list_pets']}/execute", {"input": values}).json()
    assert (listed["outputs"], listed["error"]) == ([["response", [1]]], None)
    first, second = wire.seen
    assert (first.method, first.path, first.json()) == ("POST", "/v1/pets", {"name": "Rex", "kind": "cat"})
    assert first.headers["x-api-key"] == "k-0123456789"
    path, _, query = second.path.partition("?")
    assert (path, sorted(query.split("&"))) == (
        "/v1/pets",
        ["fields=x%2Cy", "limit=5", "tags%5B%5D=a", "tags%5B%5D=b"],
    )
    assert (second.headers["x-trace"], second.headers["accept"]) == ("t", "application/json")


def test_an_api_at_a_private_address_is_refused_when_it_is_called(
    alice: User, client_of: Clients, settings: Settings
) -> None:
    client = client_of(alice)
    made = imported(client, base_url="https://127.0.0.1:9/v1")
    block_id = block_ids(made)["pet_house.set_photo"]
    values = {"petId": "1", "photo": "data:text/plain;base64,eA=="}
    fired = client.post(f"/api/v1/blocks/{block_id}/execute", {"input": values}).json()
    said = "'127.0.0.1' is not a public address. An operator can allow it with OUTBOUND_ALLOWED_HOSTS."
    assert (fired["outputs"], fired["error"]) == ([["error", said]], said)
