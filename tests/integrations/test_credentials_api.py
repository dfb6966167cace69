"""Credentials over REST: who sees, connects, shares, changes and gives back which."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.models import Credential
from integrations.oauth.errors import AuthorizationServerAway
from integrations.services import endings, upkeep, vault
from platform_project.accounts.models import Scope, User
from tests.factories.accounts import client_with_key, make_key, make_team
from tests.factories.agents import graph_json, node, save
from tests.integrations.credentials import KEY, connect, connect_for_everybody

Clients = Callable[..., APIClient]
BODY = {"provider": "openai", "kind": "api_key", "secret": {"api_key": KEY}, "title": "Work"}
URL = "/api/v1/credentials"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(upkeep, "enqueue", lambda *job: found.append(job))
    return found


def test_a_key_goes_in_and_never_comes_out(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    answer = client.post(URL, BODY)
    assert answer.status_code == 201
    made = answer.json()
    assert {name: made[name] for name in ("provider", "kind", "title", "last_four", "is_mine", "state")} == {
        "provider": "openai",
        "kind": "api_key",
        "title": "Work",
        "last_four": KEY[-4:],
        "is_mine": True,
        "state": "ok",
    }
    answers = [made, client.get(URL).json(), client.get(f"{URL}/{made['id']}").json()]
    answers.append(client.patch(f"{URL}/{made['id']}", {"title": "Home"}).json())
    assert KEY not in json.dumps(answers)
    assert "secret" not in made
    assert vault.secret_of(Credential.objects.get()) == {"api_key": KEY}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"provider": "nobody"}, "provider", id="unknown provider"),
        pytest.param({"kind": "user_password"}, "kind", id="kind not offered"),
        pytest.param({"kind": "oauth2"}, "kind", id="consent is no form"),
        pytest.param({"secret": {}}, "secret.api_key", id="missing secret"),
        pytest.param({"title": "x" * 101}, "title", id="long title"),
        pytest.param({"sekret": {}}, "sekret", id="unknown field"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    given: dict[str, Any], field: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).post(URL, BODY | given)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert list(answer.json()["details"]) == [field]
    assert not Credential.objects.exists()


def test_roles_and_strangers(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    credential = connect(alice, team, is_shared=True)
    url = f"{URL}/{credential.pk}"
    bobs = client_of(bob, team)
    for answer in (bobs.get(URL), bobs.get(url), bobs.post(URL, BODY), bobs.post(f"{url}/test")):
        assert (answer.status_code, answer.json()["code"]) == (403, "role_too_low")
    bob.memberships.filter(workspace=team).update(role="runner")
    assert [row["is_mine"] for row in bobs.get(URL).json()["results"]] == [False]
    assert bobs.post(URL, BODY).status_code == 201
    assert bobs.post(URL, BODY | {"is_shared": True}).json()["code"] == "role_too_low"
    assert bobs.patch(url, {"title": "Mine now"}).json()["code"] == "not_your_credential"
    assert bobs.delete(url).json()["code"] == "not_your_credential"
    assert client_of(bob).get(url).status_code == 404
    assert APIClient().get(URL).status_code == 401
    _, plain = make_key(alice, Scope.READ, workspace=team)
    assert client_with_key(plain).get(URL).json()["code"] == "scope_missing"
    credential.refresh_from_db()
    assert (credential.title, credential.state) == ("OpenAI", "ok")


def test_what_is_private_stays_so_even_for_an_owner(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    private = connect(bob, team)
    assert client_of(alice, team).get(f"{URL}/{private.pk}").status_code == 404
    assert client_of(alice, team).get(URL).json()["results"] == []
    assert client_of(bob, team).patch(f"{URL}/{private.pk}", {"is_shared": True}).json()["is_shared"]
    assert len(client_of(alice, team).get(URL).json()["results"]) == 1


def test_another_secret_takes_the_place_of_the_first(alice: User, client_of: Clients) -> None:
    credential = connect(alice)
    answer = client_of(alice).patch(f"{URL}/{credential.pk}", {"secret": {"api_key": "sk-other-0123456789"}})
    assert (answer.status_code, answer.json()["last_four"]) == (200, "6789")
    refused = client_of(alice).patch(f"{URL}/{credential.pk}", {"title": "New", "secret": {"api_key": ""}})
    assert list(refused.json()["details"]) == ["secret.api_key"]
    credential.refresh_from_db()
    assert (credential.title, vault.secret_of(credential)["api_key"]) == ("OpenAI", "sk-other-0123456789")


def test_giving_back_ends_it_at_once_and_the_row_goes_later(
    alice: User, bob: User, client_of: Clients, queued: list[Any]
) -> None:
    team = make_team(alice, builder=bob)
    shared = connect(bob, team, is_shared=True)
    assert client_of(alice, team).delete(f"{URL}/{shared.pk}").status_code == 204
    assert client_of(bob, team).get(URL).json()["results"] == []
    assert queued == [("integrations.tasks.end_credential", str(shared.pk))]
    endings.end(shared.pk)
    endings.end(shared.pk)
    assert not Credential.objects.exists()


def test_whoever_leaves_takes_what_is_private_along(
    alice: User, bob: User, client_of: Clients, queued: list[Any]
) -> None:
    team = make_team(alice, builder=bob)
    private, shared, elsewhere = connect(bob, team), connect(bob, team, is_shared=True), connect(bob)
    assert client_of(alice).delete(f"/api/v1/workspaces/{team.pk}/members/{bob.pk}").status_code == 204
    states = dict(Credential.objects.values_list("pk", "state"))
    assert states == {private.pk: "revoked", shared.pk: "ok", elsewhere.pk: "ok"}
    assert client_of(alice, team).delete(f"{URL}/{shared.pk}").status_code == 204
    assert client_of(alice).delete(f"/api/v1/workspaces/{team.pk}").status_code == 204
    assert list(Credential.objects.exclude(state="revoked")) == [elsewhere]


def test_what_is_left_behind_is_ended_by_the_sweep(alice: User, queued: list[Any]) -> None:
    old, new = connect(alice), connect(alice)
    upkeep.give_back(Credential.objects.all())
    Credential.objects.filter(pk=old.pk).update(updated_at=old.created_at - endings.PATIENCE)
    assert endings.end_left_behind() == 1
    assert list(Credential.objects.all()) == [new]


def test_a_provider_that_is_away_is_told_later_and_for_a_day(
    alice: User, queued: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Credential] = []

    def away(credential: Credential) -> bool:
        tries.append(credential)
        raise AuthorizationServerAway("It does not answer.")

    monkeypatch.setattr(endings, "revoke_at_provider", away)
    row = connect(alice)
    upkeep.give_back(Credential.objects.all())
    endings.end(row.pk)
    assert Credential.objects.get().state == "revoked"
    Credential.objects.update(updated_at=row.created_at - endings.PATIENCE)
    endings.end_left_behind()
    assert (len(tries), Credential.objects.exists()) == (2, False)


def test_the_catalogue_says_what_each_kind_asks_for(alice: User, client_of: Clients, settings: Any) -> None:
    settings.OPENAI_API_KEY = ""
    rows = {row["slug"]: row for row in client_of(alice).get("/api/v1/providers").json()["results"]}
    assert len(rows) > 50
    api_key = {"name": "secret.api_key", "label": "API key", "is_required": True, "is_secret": True}
    (kind,) = rows["anthropic"]["auth"]
    assert (kind["kind"], kind["fields"][0]) == ("api_key", api_key)
    names = [field["name"] for field in rows["smtp"]["auth"][0]["fields"]]
    assert names == ["secret.username", "secret.password", "base_url"]
    assert [field["name"] for field in rows["http"]["auth"][0]["fields"]] == ["host", "secret.headers"]
    assert not rows["openai"]["has_system_credential"]
    connect_for_everybody()
    rows = {row["slug"]: row for row in client_of(alice).get("/api/v1/providers").json()["results"]}
    assert rows["openai"]["has_system_credential"]


def test_usage_tells_the_agents_that_name_it_and_those_that_need_its_provider(
    alice: User, bob: User, client_of: Clients
) -> None:
    client, credential, other = client_of(alice), connect(alice), connect(alice)

    def agent(name: str, **values: Any) -> str:
        graph = graph_json(node("ask", "ai.text_generator", prompt="Hi", **values), name=name)
        return str(save(client, graph)["id"])

    needs = agent("needs")
    names = agent("names", credentials={"id": str(credential.pk), "provider": "openai", "type": "api_key"})
    agent("names another", credentials={"id": str(other.pk), "provider": "openai"})
    agent("asks another", model="claude-sonnet-4-6")
    found = client.get(f"{URL}/{credential.pk}/usage").json()["agents"]
    assert [(use["graph_id"], use["names_it"], use["node_ids"]) for use in found] == [
        (names, True, ["ask"]),
        (needs, False, ["ask"]),
    ]
    assert client_of(bob).get(f"{URL}/{credential.pk}/usage").status_code == 404


def test_listing_takes_the_same_queries_however_many(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    connect(alice)
    client.get(URL)
    with django_assert_num_queries(3):
        client.get(URL)
    for _ in range(5):
        connect(alice)
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == 6
