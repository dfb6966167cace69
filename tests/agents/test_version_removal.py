"""Deleting a version: what keeps it from going, and what stays of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from agents.models import Execution, GraphVersion, Node
from agents.services import version_removal
from platform_project.accounts.models import User
from tests.agents.agent_files import RUN_AGENT
from tests.factories.accounts import make_team
from tests.factories.agents import chain, graph_json, node, save

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]


@pytest.fixture
def graph_id(client: APIClient) -> str:
    """A graph of two versions: three nodes, then four, which is the active one."""
    graph_id = str(save(client, chain(3))["id"])
    assert client.put(f"/api/v1/graphs/{graph_id}", chain(4)).status_code == 200
    return graph_id


def _path(graph_id: str, number: int = 1) -> str:
    return f"/api/v1/graphs/{graph_id}/versions/{number}"


def _run(client: APIClient, graph_id: str, number: int) -> str:
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", {"version": number})
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["id"])


def _numbers(client: APIClient, graph_id: str) -> list[int]:
    return [row["version"] for row in client.get(f"/api/v1/graphs/{graph_id}/versions").json()["results"]]


def _refused(client: APIClient, graph_id: str, number: int = 1) -> list[dict[str, Any]]:
    """The uses that a refusal names; nothing has changed."""
    before = _numbers(client, graph_id)
    answer = client.delete(_path(graph_id, number))
    assert (answer.status_code, answer.json()["code"]) == (409, "version_in_use")
    assert _numbers(client, graph_id) == before
    uses: list[dict[str, Any]] = answer.json()["details"]["uses"]
    return uses


def test_a_deleted_version_is_gone_for_whoever_asks_for_it(client: APIClient, graph_id: str) -> None:
    assert client.delete(_path(graph_id)).status_code == 204
    assert _numbers(client, graph_id) == [2]
    for method, path in [
        ("get", _path(graph_id)),
        ("delete", _path(graph_id)),
        ("post", f"{_path(graph_id)}/activate"),
        ("post", f"{_path(graph_id)}/restore"),
        ("get", f"{_path(graph_id)}/diff/2"),
        ("get", f"/api/v1/graphs/{graph_id}?version=1"),
        ("get", f"/api/v1/graphs/{graph_id}/export?version=1"),
    ]:
        assert getattr(client, method)(path).status_code == 404, path
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", {"version": 1})
    assert answer.status_code == 404
    assert not Node.objects.filter(version__number=1).exists()


def test_no_number_is_given_twice(client: APIClient, graph_id: str) -> None:
    client.post(f"{_path(graph_id)}/activate")
    assert client.delete(_path(graph_id, 2)).status_code == 204
    assert client.put(f"/api/v1/graphs/{graph_id}", chain(5)).json()["version"] == 3
    assert _numbers(client, graph_id) == [3, 1]


def test_the_active_version_stays(client: APIClient, graph_id: str) -> None:
    assert [use["kind"] for use in _refused(client, graph_id, 2)] == ["active"]


def test_a_version_that_runs_stays_until_it_has_ended_and_its_run_is_read_ever_after(
    client: APIClient, graph_id: str
) -> None:
    execution = _run(client, graph_id, 1)
    assert _refused(client, graph_id) == [{"kind": "execution", "id": execution, "name": ""}]
    client.post(f"/api/v1/executions/{execution}/stop")
    assert client.delete(_path(graph_id)).status_code == 204
    assert client.get(f"/api/v1/executions/{execution}").json()["graph_version"] == 1
    assert client.get(f"/api/v1/executions/{execution}/nodes").status_code == 200
    seen = client.get(_path(graph_id)).json()
    assert (seen["is_deleted"], len(seen["nodes"])) == (True, 3)
    assert _numbers(client, graph_id) == [2]


def test_what_ran_a_deleted_version_runs_again_by_another_one_alone(client: APIClient, graph_id: str) -> None:
    execution = _run(client, graph_id, 1)
    client.post(f"/api/v1/executions/{execution}/stop")
    client.delete(_path(graph_id))
    assert client.post(f"/api/v1/executions/{execution}/retry").status_code == 404
    assert Execution.objects.count() == 1
    again = client.post(f"/api/v1/executions/{execution}/retry", {"version": "newest"})
    assert (again.status_code, again.json()["graph_version"]) == (201, 2)


def test_what_a_deleted_version_held_goes_with_its_last_execution(client: APIClient, graph_id: str) -> None:
    execution = _run(client, graph_id, 1)
    client.post(f"/api/v1/executions/{execution}/stop")
    client.delete(_path(graph_id))
    assert version_removal.sweep() == 0
    assert client.delete(f"/api/v1/executions/{execution}").status_code == 204
    assert version_removal.sweep() == 1
    assert not Node.objects.filter(version__number=1).exists()
    assert client.get(_path(graph_id)).status_code == 404


def test_presets_and_what_runs_with_them_are_named(client: APIClient, graph_id: str) -> None:
    made = client.post("/api/v1/presets", {"graph_id": graph_id, "name": "Daily", "version": 1}).json()
    timed = {"graph_id": graph_id, "preset_id": made["id"], "cron": "0 9 * * *", "name": "At nine"}
    assert client.post("/api/v1/schedules", timed).status_code == 201
    uses = [(use["kind"], use["name"]) for use in _refused(client, graph_id)]
    assert uses == [("preset", "Daily"), ("schedule", "At nine")]


def test_agents_that_run_it_as_a_step_are_named_while_they_may(client: APIClient, graph_id: str) -> None:
    caller = graph_json(node("run", RUN_AGENT, graph_id=graph_id, graph_version=1), name="Caller")
    parent = save(client, caller)
    assert _refused(client, graph_id) == [{"kind": "agent", "id": parent["id"], "name": "Caller"}]
    client.put(f"/api/v1/graphs/{parent['id']}", chain())
    assert client.delete(_path(graph_id)).status_code == 204


def test_only_builders_of_the_workspace_delete(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, runner=bob)
    graph_id = str(save(client_of(alice, team), chain())["id"])
    assert APIClient().delete(_path(graph_id)).status_code == 401
    assert client_of(bob).delete(_path(graph_id)).status_code == 404
    assert client_of(bob, team).delete(_path(graph_id)).status_code == 403
    assert GraphVersion.objects.count() == 1


def test_the_database_lets_no_deleted_version_come_back(client: APIClient, graph_id: str) -> None:
    client.delete(_path(graph_id))
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE agents_graphversion SET deleted_at = NULL WHERE number = 1")
    assert client.delete(f"/api/v1/graphs/{graph_id}").status_code == 204  # all of it goes with its graph
    assert not GraphVersion.everything.exists()
