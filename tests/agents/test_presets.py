"""Presets: inputs of an agent, saved to be run with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, Preset
from integrations.catalogue.provider import AuthKind
from integrations.services import vault
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import make_team
from tests.factories.agents import OUTPUT, graph_json, node, save

Clients = Callable[..., APIClient]

TEXT_INPUT = "agent.short_text_input"


def greeter(**more: Any) -> dict[str, Any]:
    """An agent that takes `name` and may take `key`, which is secret."""
    return (
        graph_json(
            node("who", TEXT_INPUT, name="name"),
            node("key", TEXT_INPUT, name="key", value="none", secret=True),
            node("out", OUTPUT, name="result"),
            links=("who.result -> out.value",),
        )
        | more
    )


def make(client: APIClient, graph_id: str, **more: Any) -> dict[str, Any]:
    given = {"graph_id": graph_id, "name": "Every morning", "inputs": {"name": "Ada"}, **more}
    answer = client.post("/api/v1/presets", given)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def test_a_preset_keeps_inputs_and_runs_with_them(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, greeter())["id"]
    made = make(client, graph_id)
    assert made == {
        "id": made["id"], "graph_id": graph_id, "graph_name": "Test", "version": None,
        "name": "Every morning", "inputs": {"name": "Ada"}, "credentials": {}, "is_enabled": True,
        "tags": [], "data": {},
        "created_at": made["created_at"], "last_run": None,
    }  # fmt: skip
    run = client.post(f"/api/v1/presets/{made['id']}/run")
    assert run.status_code == 201
    assert (run.json()["inputs"], run.json()["trigger"]) == ({"name": "Ada"}, "person")
    seen = client.get(f"/api/v1/presets/{made['id']}").json()["last_run"]
    assert seen == {
        "execution_id": run.json()["id"],
        "status": "QUEUED",
        "created_at": run.json()["created_at"],
    }


def test_it_follows_the_active_version_unless_it_is_pinned(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, greeter())["id"]
    free, pinned = make(client, graph_id), make(client, graph_id, version=1)
    client.put(f"/api/v1/graphs/{graph_id}", greeter())
    ran = [client.post(f"/api/v1/presets/{made['id']}/run").json() for made in (free, pinned)]
    assert [run["graph_version"] for run in ran] == [2, 1]


REFUSED = [
    pytest.param({"inputs": {}}, "inputs_missing", id="an input is missing"),
    pytest.param({"inputs": {"name": "a", "nome": "b"}}, "graph_invalid", id="an unknown input"),
    pytest.param({"version": 7}, "bad_input", id="no such version"),
    pytest.param({"name": ""}, "bad_input", id="no name"),
    pytest.param({"name": "n" * 101}, "bad_input", id="a long name"),
    pytest.param({"inputs": [1]}, "bad_input", id="inputs are no object"),
    pytest.param({"credentials": {"github": "mine"}}, "bad_input", id="a credential that is no id"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_what_the_agent_does_not_take_is_refused(
    wrong: dict[str, Any], code: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    given = {"graph_id": made["graph_id"], "name": "Other", "inputs": {"name": "Bo"}, **wrong}
    created = client.post("/api/v1/presets", given)
    changed = client.patch(f"/api/v1/presets/{made['id']}", wrong)
    assert [(answer.status_code, answer.json()["code"]) for answer in (created, changed)] == [(400, code)] * 2
    assert client.get("/api/v1/presets").json()["results"] == [made]


def test_a_preset_that_is_off_does_not_run(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    url = f"/api/v1/presets/{make(client, save(client, greeter())['id'])['id']}"
    assert client.patch(url, {"is_enabled": False}).json()["is_enabled"] is False
    refused = client.post(f"{url}/run")
    assert (refused.status_code, refused.json()["code"]) == (409, "preset_is_off")
    assert not Execution.objects.exists()
    client.patch(url, {"is_enabled": True})
    assert client.post(f"{url}/run").status_code == 201


def test_a_secret_is_never_shown_and_stays_when_it_is_sent_back_hidden(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"], inputs={"name": "Ada", "key": "k-4711"})
    assert "k-4711" not in str(client.get("/api/v1/presets").json())
    hidden = made["inputs"]["key"]
    changed = client.patch(f"/api/v1/presets/{made['id']}", {"inputs": {"name": "Bo", "key": hidden}})
    assert changed.json()["inputs"] == {"name": "Bo", "key": hidden}
    assert Preset.objects.get().inputs == {"name": "Bo", "key": "k-4711"}


def test_a_repeated_run_with_the_same_key_starts_once(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    url = f"/api/v1/presets/{make(client, save(client, greeter())['id'])['id']}/run"
    first, second = (client.post(url, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Execution.objects.count() == 1


def test_who_may_see_change_and_run(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, runner=bob)
    graph_id = save(client_of(alice, team), greeter())["id"]
    made = make(client_of(alice, team), graph_id)
    url, runner, stranger = f"/api/v1/presets/{made['id']}", client_of(bob, team), client_of(bob)
    given = {"graph_id": graph_id, "name": "x", "inputs": {"name": "x"}}
    assert [stranger.get(url).status_code, stranger.post(f"{url}/run").status_code] == [404, 404]
    assert stranger.post("/api/v1/presets", given).status_code == 404
    assert APIClient().get(url).status_code == 401
    assert runner.get(url).json() == made
    assert runner.patch(url, {"name": "x"}).status_code == 403
    assert runner.delete(url).status_code == 403
    assert runner.post("/api/v1/presets", given).status_code == 403
    assert runner.post(f"{url}/run").status_code == 201


def test_lists_are_narrowed_by_agent_and_name_and_cost_the_same_for_many(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    graph_id = save(client, greeter())["id"]
    made = [make(client, graph_id, name=name)["id"] for name in ("Morning", "Evening")]
    client.post(f"/api/v1/presets/{made[0]}/run")

    def listed(query: str = "") -> list[str]:
        return [row["id"] for row in client.get(f"/api/v1/presets{query}").json()["results"]]

    assert listed(f"?graph={graph_id}") == made[::-1]
    assert (listed(f"?graph={uuid4()}"), listed("?search=morn")) == ([], made[:1])
    with django_assert_num_queries(3):
        listed()


def test_it_goes_with_its_agent(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    assert client.delete(f"/api/v1/graphs/{made['graph_id']}?confirmed=true").status_code == 204
    assert not Preset.objects.exists()


def credential_of(user: User, workspace: Workspace | None = None) -> str:
    row = vault.connect(
        user=user,
        workspace=workspace or Workspace.objects.get(personal_of=user),
        provider="openai",
        kind=AuthKind.API_KEY,
        secret={"api_key": "sk-4711-secret"},
    )
    return str(row.pk)


def test_a_run_acts_with_the_credentials_that_a_preset_names(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    chosen = {"openai": credential_of(alice)}
    made = make(client, save(client, greeter())["id"], credentials=chosen)
    assert made["credentials"] == chosen
    client.post(f"/api/v1/presets/{made['id']}/run")
    assert Execution.objects.get().credentials == chosen


def test_a_credential_of_somebody_else_is_refused_when_it_is_saved_and_when_it_is_run(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, builder=bob)
    graph_id = save(client_of(alice, team), greeter())["id"]
    chosen = {"openai": credential_of(alice, team)}
    given = {"graph_id": graph_id, "name": "x", "inputs": {"name": "x"}}
    refused = client_of(bob, team).post("/api/v1/presets", given | {"credentials": chosen})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["credentials.openai"])
    url = f"/api/v1/presets/{make(client_of(alice, team), graph_id, credentials=chosen)['id']}"
    assert client_of(bob, team).patch(url, {"credentials": chosen}).status_code == 400
    assert client_of(bob, team).post(f"{url}/run").status_code == 400
    planned = {"graph_id": graph_id, "preset_id": url.rpartition("/")[2], "cron": "0 9 * * *"}
    assert client_of(bob, team).post("/api/v1/schedules", planned).status_code == 400
    assert not Execution.objects.exists()
    assert client_of(alice, team).post("/api/v1/schedules", planned).status_code == 201
