"""Tags and custom data of executions: given at the start, changed later, and found by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agents.models import Execution, ExecutionLabels
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import chain, save, start

pytestmark = pytest.mark.django_db
Clients = Callable[..., APIClient]
LIST = "/api/v1/executions"
DATA = {"customer": "Ada", "order": 42, "is_test": True, "share": 0.5}


def _found(client: APIClient, **query: Any) -> set[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.json()
    return {row["id"] for row in answer.json()["results"]}


def test_what_is_said_at_the_start_is_shown_in_lists_and_whole(client: APIClient) -> None:
    made = start(client, chain(), tags=["nightly", "eu", "nightly"], data=DATA)
    assert (made["tags"], made["data"]) == (["nightly", "eu"], DATA)
    whole = client.get(f"{LIST}/{made['id']}").json()
    (row,) = client.get(LIST).json()["results"]
    assert [(one["tags"], one["data"]) for one in (whole, row)] == [(["nightly", "eu"], DATA)] * 2


def test_a_run_without_any_has_no_row_and_is_asked_for_none(client: APIClient) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        made = start(client, chain())
    assert (made["tags"], made["data"]) == ([], {})
    assert not ExecutionLabels.objects.exists()
    assert not [query for query in seen if "executionlabels" in query["sql"]]


REFUSED = [
    pytest.param({"tags": ["x"] * 11}, "tags", id="many tags"),
    pytest.param({"tags": ["x" * 51]}, "tags", id="a long tag"),
    pytest.param({"tags": [""]}, "tags", id="an empty tag"),
    pytest.param({"tags": "nightly"}, "tags", id="no list"),
    pytest.param({"data": {f"k{n}": n for n in range(21)}}, "data", id="many names"),
    pytest.param({"data": {"k": "x" * 2_100}}, "data", id="too large"),
    pytest.param({"data": {"k": {"deep": 1}}}, "data", id="not flat"),
    pytest.param({"data": {"k": None}}, "data", id="null"),
    pytest.param({"data": {"": 1}}, "data", id="no name"),
]


@pytest.mark.parametrize(("body", "field"), REFUSED)
def test_what_is_beyond_the_bounds_is_refused_and_nothing_starts(
    client: APIClient, body: dict[str, Any], field: str
) -> None:
    graph_id = save(client, chain())["id"]
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert not Execution.objects.exists()


def test_runs_are_found_by_all_of_several_tags_and_by_values_of_any_kind(client: APIClient) -> None:
    one = start(client, chain(), tags=["nightly", "eu"], data=DATA)["id"]
    other = start(client, chain(), tags=["nightly"], data={"order": "42", "customer": "Bob"})["id"]
    start(client, chain())
    assert _found(client, tag="nightly") == {one, other}
    assert _found(client, tag=["nightly", "eu"]) == {one}
    assert _found(client, **{"data.customer": "Ada"}) == {one}
    assert _found(client, **{"data.order": "42"}) == {one, other}
    assert _found(client, **{"data.is_test": "true"}) == {one}
    assert _found(client, **{"data.share": "0.5"}) == {one}
    assert _found(client, **{"tag": "eu", "data.customer": "Bob"}) == set()
    assert client.get(LIST, {"tag": [f"t{n}" for n in range(21)]}).status_code == 400


def test_tags_change_later_and_data_does_not(client: APIClient) -> None:
    made = start(client, chain(), tags=["old"], data={"k": 1})
    path = f"{LIST}/{made['id']}"
    changed = client.patch(path, {"tags": ["new", "new"], "data": {"k": 2}}).json()
    assert (changed["tags"], changed["data"]) == (["new"], {"k": 1})
    answer = client.patch(path, {"tags": ["x" * 51]})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["tags"])
    assert client.get(path).json()["tags"] == ["new"]
    assert client.patch(path, {"tags": []}).json()["tags"] == []
    assert client.patch(f"{LIST}/{start(client, chain())['id']}", {"tags": ["a"]}).json()["tags"] == ["a"]


def test_several_are_tagged_at_once_and_each_is_refused_by_itself(client: APIClient) -> None:
    one = start(client, chain(), tags=["a"])["id"]
    full = start(client, chain(), tags=[str(n) for n in range(10)])["id"]
    answer = client.post(f"{LIST}/bulk", {"action": "tag", "ids": [one, full], "tags": ["a", "b"]}).json()
    assert answer["done"] == [one]
    assert [(row["id"], row["code"]) for row in answer["refused"]] == [(full, "bad_input")]
    assert client.get(f"{LIST}/{one}").json()["tags"] == ["a", "b"]
    assert len(client.get(f"{LIST}/{full}").json()["tags"]) == 10
    assert client.post(f"{LIST}/bulk", {"action": "tag", "ids": [one]}).status_code == 400


def test_runs_with_a_preset_and_runs_again_have_the_same(client: APIClient) -> None:
    graph_id = save(client, chain())["id"]
    body = {"graph_id": graph_id, "name": "Daily", "tags": ["daily"], "data": {"k": 1}}
    preset = client.post("/api/v1/presets", body).json()
    assert (preset["tags"], preset["data"]) == (["daily"], {"k": 1})
    run = client.post(f"/api/v1/presets/{preset['id']}/run", {}).json()
    assert client.get(f"{LIST}/{run['id']}").json()["tags"] == ["daily"]
    client.post(f"{LIST}/{run['id']}/stop")
    again = client.post(f"{LIST}/{run['id']}/retry", {}).json()
    assert (again["tags"], again["data"]) == (["daily"], {"k": 1})


def test_they_go_with_their_execution(client: APIClient) -> None:
    made = start(client, chain(), tags=["a"])
    client.post(f"{LIST}/{made['id']}/stop")
    assert client.delete(f"{LIST}/{made['id']}").status_code == 204
    assert not ExecutionLabels.objects.exists()


def test_only_who_may_run_tags(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, viewer=bob)
    made = start(client_of(alice, team), chain(), tags=["a"])
    path = f"{LIST}/{made['id']}"
    assert APIClient().patch(path, {"tags": []}, format="json").status_code == 401
    assert client_of(bob).patch(path, {"tags": []}).status_code == 404
    assert client_of(bob, team).patch(path, {"tags": []}).status_code == 403
    assert ExecutionLabels.objects.get().tags == ["a"]
