"""Imported APIs whose documents say how users are asked: signed in to, renewed, and moved with care."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.models import Credential, PrivateProvider
from integrations.services import private_lookup, vault
from integrations.services.choice import Choice
from integrations.services.rights import Rights
from platform_project.accounts.models import User
from platform_project.kit import loop
from tests.factories.accounts import make_team
from tests.integrations.authorization_server import CLIENT_ID, CLIENT_SECRET, Provider, running
from tests.integrations.credentials import own_workspace
from tests.integrations.oauth import Person
from tests.integrations.openapi_documents import PETS

Clients = Callable[..., APIClient]
URL = "/api/v1/providers/openapi"
OURS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process changed is seen at once."""
    monkeypatch.setattr(private_lookup, "FRESH_SECONDS", 0.0)


@pytest.fixture
def server(settings: Settings) -> Iterator[Provider]:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with running() as found:
        yield found


def document(server: Provider, **flow: Any) -> dict[str, Any]:
    """The pets, for those who agreed at `server`."""
    spec: dict[str, Any] = copy.deepcopy(PETS)
    told = {
        "authorizationUrl": f"{server.url}/authorize",
        "tokenUrl": f"{server.url}/token",
        "scopes": {"pets:read": "See pets", "pets:write": ""},
    } | flow
    spec["components"]["securitySchemes"] = {"o": {"type": "oauth2", "flows": {"authorizationCode": told}}}
    spec["security"] = [{"o": ["pets:read"]}]
    for path in spec["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return spec


def imported(client: APIClient, spec: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(URL, {"spec": spec})
    assert answer.status_code == 201, answer.json()
    row: dict[str, Any] = answer.json()["provider"]
    return row


def signed_in(user: User, server: Provider, client: APIClient) -> tuple[dict[str, Any], Credential]:
    row = imported(client, document(server))
    assert client.put(f"{URL}/{row['id']}/application", OURS).status_code == 200
    return row, Person(user).connect(server, row["key"], scopes=["pets:read"])


def token_for(user: User, key: str) -> str:
    rights = Rights(Choice(user.pk, own_workspace(user).pk), patience_seconds=5)
    return str(loop.run(rights(key)).api_key)


def test_members_sign_in_by_the_workspaces_application(
    alice: User, server: Provider, client_of: Clients
) -> None:
    client = client_of(alice)
    row = imported(client, document(server))
    service = next(
        one for one in client.get("/api/v1/providers").json()["results"] if one["slug"] == row["key"]
    )
    assert [(way["kind"], way["is_configured"]) for way in service["auth"]] == [
        ("oauth2", False),
        ("api_key", True),
    ]
    assert [scope["name"] for scope in service["scopes"]] == ["pets:read", "pets:write"]
    asked = client.post(f"/api/v1/oauth/{row['key']}/authorize", {})
    assert (asked.status_code, asked.json()["code"]) == (409, "provider_not_configured")
    answer = client.put(f"{URL}/{row['id']}/application", OURS)
    assert (answer.json()["client_id"], answer.json()["takes_consent"]) == (CLIENT_ID, True)
    assert CLIENT_SECRET not in str(answer.content) + str(list(PrivateProvider.objects.values()))
    found = Person(alice).connect(server, row["key"], scopes=["pets:read"])
    assert (found.provider, found.kind, found.scopes) == (row["key"], "oauth2", ["pets:read"])
    assert found.base_url == row["base_url"]


def test_tokens_are_renewed(alice: User, server: Provider, client_of: Clients) -> None:
    row, found = signed_in(alice, server, client_of(alice))
    Credential.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert token_for(alice, row["key"]) == server.given[-1].access_token
    assert server.refreshes == 1
    found.refresh_from_db()
    assert vault.secret_of(found)["refresh_token"] == server.given[-1].refresh_token


def test_an_import_that_moves_the_consent_ends_it(alice: User, server: Provider, client_of: Clients) -> None:
    client = client_of(alice)
    row, found = signed_in(alice, server, client)
    key = client.post(
        "/api/v1/credentials", {"provider": row["key"], "kind": "api_key", "secret": {"api_key": "a-token"}}
    ).json()
    same = client.put(f"{URL}/{row['id']}", {"spec": document(server)})
    assert (same.status_code, Credential.objects.get(pk=found.pk).state) == (200, "ok")
    moved = document(server, tokenUrl=f"{server.url}/login/oauth/access_token")
    assert client.put(f"{URL}/{row['id']}", {"spec": moved}).status_code == 200
    states = dict(Credential.objects.values_list("pk", "state"))
    assert {str(pk): state for pk, state in states.items()} == {str(found.pk): "expired", key["id"]: "ok"}


def test_a_code_never_goes_where_its_user_was_not_asked(
    alice: User, server: Provider, client_of: Clients
) -> None:
    client = client_of(alice)
    row = imported(client, document(server))
    client.put(f"{URL}/{row['id']}/application", OURS)
    person = Person(alice)
    back = server.visit(person.begin(row["key"]))
    with running() as other:
        client.put(f"{URL}/{row['id']}", {"spec": document(other)})
        assert person.come_back(back)[1] == {"oauth_error": "oauth_state_not_valid"}
        assert not other.wire.seen
    assert not Credential.objects.exists()


def test_an_application_is_the_workspaces_own_and_a_builders_matter(
    alice: User, bob: User, server: Provider, client_of: Clients
) -> None:
    team = make_team(alice, runner=bob)
    row = imported(client_of(alice, team), document(server))
    place = f"{URL}/{row['id']}/application"
    assert client_of(bob, team).put(place, OURS).status_code == 403
    assert client_of(bob).put(place, OURS).status_code == 404
    assert client_of(bob).post(f"/api/v1/oauth/{row['key']}/authorize", {}).status_code == 404
    assert PrivateProvider.objects.get().client_id == ""
    assert client_of(alice, team).put(place, OURS).status_code == 200
    assert client_of(alice, team).delete(place).status_code == 204
    assert (PrivateProvider.objects.get().client_id, PrivateProvider.objects.get().client_secret) == ("", "")


def test_an_api_without_consent_takes_no_application(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    for spec in (PETS, document(Provider(), authorizationUrl="http://x.example", tokenUrl="ftp://x.example")):
        PrivateProvider.objects.all().delete()
        row = imported(client, spec)
        answer = client.put(f"{URL}/{row['id']}/application", OURS)
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["client_id"])


# --- Imported anew ----------------------------------------------------------------------------------------
def test_what_was_chosen_and_where_it_is_are_remembered(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    own = {"operations": ["GET /pets"], "base_url": "https://own.example/api"}
    made = client.post(URL, {"spec": PETS, **own}).json()
    place = f"{URL}/{made['provider']['id']}"
    again = client.put(place, {"spec": PETS}).json()
    assert (again["added"], again["gone"]) == ([], [])
    assert again["provider"]["base_url"] == "https://own.example/api"
    every = client.put(place, {"spec": PETS, "operations": [], "base_url": ""}).json()
    assert every["added"] == ["create_pet", "set_photo"]
    assert every["provider"]["base_url"] == "https://eu.pets.example/v1"
