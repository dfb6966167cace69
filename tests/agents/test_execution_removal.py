"""Deleting executions, and stopping or deleting several at once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from agents.engine.state import ExecutionStatus
from agents.models import Execution, NodeExecution
from agents.services import removal
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, start
from tests.factories.history import days_ago, make_execution, make_graph

Clients = Callable[..., APIClient]


def test_an_execution_that_has_ended_goes_with_all_below_it(alice: User, client_of: Clients) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1))
    make_execution(graph, days_ago(1), parent=execution, root=execution)
    kept = make_execution(graph, days_ago(1))
    client = client_of(alice)
    assert client.delete(f"/api/v1/executions/{execution.pk}").status_code == 204
    assert Execution.objects.get() == kept
    assert {row.execution_id for row in NodeExecution.objects.all()} == {kept.pk}
    assert client.delete(f"/api/v1/executions/{execution.pk}").status_code == 404


def test_what_still_runs_is_not_deleted(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution_id = start(client, chain())["id"]
    answer = client.delete(f"/api/v1/executions/{execution_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "execution_not_ended")
    assert Execution.objects.count() == 1


def test_a_step_of_another_execution_is_not_deleted(alice: User, client_of: Clients) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1))
    child = make_execution(graph, days_ago(1), parent=execution, root=execution)
    answer = client_of(alice).delete(f"/api/v1/executions/{child.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "execution_is_part")
    assert answer.json()["details"] == {"execution": str(execution.pk)}
    assert Execution.objects.count() == 2


def test_what_a_rerun_builds_on_is_not_deleted_until_that_has_ended(alice: User, client_of: Clients) -> None:
    graph = make_graph(alice)
    execution = make_execution(graph, days_ago(1))
    again = make_execution(graph, None, source=execution)
    client = client_of(alice)
    answer = client.delete(f"/api/v1/executions/{execution.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "execution_in_use")
    execution.refresh_from_db()
    assert (execution.history, execution.node_executions.count()) == ("whole", 2)
    Execution.objects.end(again.pk, ExecutionStatus.COMPLETED)
    assert client.delete(f"/api/v1/executions/{execution.pk}").status_code == 204
    assert Execution.objects.get().source_id is None


def test_several_are_deleted_and_each_refusal_is_explained(
    alice: User, bob: User, client_of: Clients
) -> None:
    graph = make_graph(alice)
    ended = [make_execution(graph, days_ago(1)) for _ in range(2)]
    running = make_execution(graph, None)
    foreign = make_execution(make_graph(bob), days_ago(1))
    ids = [str(one.pk) for one in (*ended, running, foreign)]
    answer = client_of(alice).post("/api/v1/executions/bulk", {"action": "delete", "ids": [*ids, ids[0]]})
    assert answer.status_code == 200
    assert answer.json()["done"] == ids[:2]
    assert [(row["id"], row["code"]) for row in answer.json()["refused"]] == [
        (ids[2], "execution_not_ended"),
        (ids[3], "not_found"),
    ]
    assert set(Execution.objects.all()) == {running, foreign}


def test_what_there_is_no_time_for_is_refused_and_may_be_asked_for_again(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = make_execution(make_graph(alice), days_ago(1))
    body = {"action": "delete", "ids": [str(execution.pk)]}
    client = client_of(alice)
    monkeypatch.setattr(removal, "SECONDS", 0.0)
    (refused,) = client.post("/api/v1/executions/bulk", body).json()["refused"]
    assert refused["code"] == "execution_in_use"
    monkeypatch.undo()
    assert client.post("/api/v1/executions/bulk", body).json()["done"] == [str(execution.pk)]
    assert not Execution.objects.exists()


def test_several_are_stopped(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    ids = [start(client, chain())["id"] for _ in range(2)]
    client.post(f"/api/v1/executions/{ids[0]}/stop")
    answer = client.post("/api/v1/executions/bulk", {"action": "stop", "ids": ids}).json()
    assert answer["done"] == [ids[1]]
    assert [(row["id"], row["code"]) for row in answer["refused"]] == [(ids[0], "execution_has_ended")]
    assert {row.status for row in Execution.objects.all()} == {"TERMINATED"}


REFUSALS = [
    pytest.param({"action": "archive", "ids": [str(uuid4())]}, "action", id="unknown action"),
    pytest.param({"action": "stop", "ids": []}, "ids", id="none"),
    pytest.param({"action": "stop", "ids": [str(uuid4())] * 101}, "ids", id="too many"),
    pytest.param({"action": "stop", "ids": ["x"]}, "ids", id="no id"),
]


@pytest.mark.parametrize(("body", "field"), REFUSALS)
def test_a_malformed_request_is_refused_by_field(
    body: dict[str, object], field: str, alice: User, client_of: Clients
) -> None:
    answer = client_of(alice).post("/api/v1/executions/bulk", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_runners_stop_builders_delete_and_strangers_find_nothing(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, viewer=bob)
    execution_id = str(make_execution(make_graph(alice, team), days_ago(1)).pk)
    path, bulk = f"/api/v1/executions/{execution_id}", "/api/v1/executions/bulk"
    stop, delete = ({"action": action, "ids": [execution_id]} for action in ("stop", "delete"))
    member = client_of(bob, team)
    assert member.post(bulk, stop).json()["code"] == "role_too_low"
    team.memberships.filter(user=bob).update(role="runner")
    assert member.post(bulk, stop).json()["refused"][0]["code"] == "execution_has_ended"
    assert member.post(bulk, delete).json()["code"] == "role_too_low"
    assert member.delete(path).json()["code"] == "role_too_low"
    assert client_of(bob).delete(path).status_code == 404
    assert client_of(bob).post(bulk, delete).json()["refused"][0]["code"] == "not_found"
    assert (APIClient().delete(path).status_code, APIClient().post(bulk, stop).status_code) == (401, 401)
    assert Execution.objects.count() == 1
    team.memberships.filter(user=bob).update(role="builder")
    assert member.delete(path).status_code == 204
