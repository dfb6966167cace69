"""Starting, reading and stopping executions over REST."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from agents.models import Execution, ExecutionState, NodeExecution
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import (
    OUTPUT,
    REQUEST,
    STORE,
    calling,
    chain,
    firings,
    graph_json,
    node,
    save,
    start,
    wait,
    wait_for,
)

Clients = Callable[..., APIClient]


def test_a_started_execution_is_queued_and_waits_for_a_worker(alice: User, client_of: Clients) -> None:
    started = start(client_of(alice), chain(), inputs={})
    assert (started["status"], started["node_count"], started["outputs"]) == ("QUEUED", 0, {})
    assert (started["graph_version"], started["cost"], started["error"]) == (1, "0", None)


def test_every_firing_is_kept_with_what_it_took_and_gave(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, calling(f"{page.url}/say?say=hi"))["id"])
    assert (ended["status"], ended["outputs"], ended["unconsumed"]) == ("COMPLETED", {"result": ["hi"]}, {})
    call, out = firings(client, ended["id"])
    assert (call["node_id"], call["block_id"], call["index"], call["wave"]) == ("call", REQUEST, 0, 0)
    assert (call["status"], call["outputs"], call["error"], call["attempts"]) == (
        "COMPLETED",
        [["response", "hi"]],
        None,
        1,
    )
    assert call["input"]["url"].startswith(page.url)
    assert call["queued_at"] <= call["started_at"] <= call["ended_at"]
    assert (out["node_id"], out["wave"], out["outputs"]) == ("out", 1, [["output", "hi"], ["name", "result"]])
    assert page.count("/say") == 1


def test_the_named_version_runs_and_a_missing_one_is_refused(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph_id = save(client, chain(3))["id"]
    client.put(f"/api/v1/graphs/{graph_id}", chain(5))
    old = client.post(f"/api/v1/graphs/{graph_id}/executions", {"version": 1}).json()
    assert (old["graph_version"], wait(client, old["id"])["node_count"]) == (1, 3)
    new = client.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()
    assert (new["graph_version"], wait(client, new["id"])["node_count"]) == (2, 5)
    missing = client.post(f"/api/v1/graphs/{graph_id}/executions", {"version": 3})
    assert (missing.status_code, Execution.objects.count()) == (404, 2)


REFUSALS = [
    pytest.param({"inputs": {"nope": 1}}, "graph", "nope", id="unknown input"),
    pytest.param({"nodes_input_masks": {"zz": {}}}, "nodes", "zz", id="mask of an unknown node"),
    pytest.param({"nodes_input_masks": {"n1": {"nope": 1}}}, "nodes", "nope", id="mask of an unknown pin"),
    pytest.param({"inputs": []}, "inputs", "dictionary", id="inputs are no object"),
    pytest.param({"version": 0}, "version", "1", id="version 0"),
    pytest.param({"only_node": "nope"}, "nodes", "nope", id="unknown single node"),
    pytest.param({"pinned_outputs": {"n1": [["nope", 1]]}}, "nodes", "nope", id="unknown pinned pin"),
    pytest.param({"pinned_outputs": {"nope": []}}, "nodes", "nope", id="pinned unknown node"),
    pytest.param({"pinned_outputs": {"n1": [[1]]}}, "pinned_outputs", "2", id="a pin without a value"),
]


@pytest.mark.parametrize(("body", "field", "text"), REFUSALS)
def test_a_run_that_cannot_be_is_refused_and_does_not_exist(
    body: dict[str, Any], field: str, text: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", body)
    assert answer.status_code == 400
    assert text in str(answer.json()["details"][field])
    assert not Execution.objects.exists()
    assert not ExecutionState.objects.exists()


def test_missing_inputs_are_named_by_node_and_pin(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, graph_json(node("c", "logic.calculator"), node("d", OUTPUT)))["id"]
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", {})
    assert (answer.status_code, answer.json()["code"]) == (400, "graph_invalid")
    found = {key: sorted(pins) for key, pins in answer.json()["details"]["nodes"].items()}
    assert found == {"c": ["a", "b", "operation"], "d": ["name"]}
    assert not Execution.objects.exists()


def test_the_same_idempotency_key_starts_one_execution(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    graph_id = save(client_of(alice), chain())["id"]
    answers: list[Any] = []

    def post() -> None:
        path = f"/api/v1/graphs/{graph_id}/executions"
        answers.append(client_of(alice).post(path, {}, HTTP_IDEMPOTENCY_KEY="once"))
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post()
    assert Execution.objects.count() == 1
    assert {a.status_code for a in answers} <= {201, 409}
    assert {a.json()["id"] for a in answers if a.status_code == 201} == {str(Execution.objects.get().pk)}


def test_an_unhandled_error_fails_the_execution_after_the_other_branches_ran(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("bad", "text.parse_xml", input_xml="<a>"),
        node("good", STORE, input="x"),
        node("out", OUTPUT, name="ok"),
        links=("good.output -> out.value",),
    )
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["outputs"], ended["node_count"], ended["error_count"]) == (
        "FAILED",
        {"ok": ["x"]},
        3,
        1,
    )
    assert ended["error"].startswith("bad: ")


def test_a_value_of_the_wrong_kind_fails_its_firing_and_names_the_pin(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(node("bad", "logic.calculator", operation="Wonder", a=1, b=1))
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["error_code"]) == ("FAILED", "invalid_input")
    assert "operation" in ended["error"]
    assert "Wonder" in ended["error"]


def test_tokens_that_nobody_took_are_reported(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("a", "logic.step_through_items", items=[1, 2, 3]),
        node("b", "logic.step_through_items", items=[10]),
        node("sum", "logic.calculator", operation="Add"),
        links=("a.item -> sum.a", "b.item -> sum.b"),
    )
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["unconsumed"]) == ("COMPLETED", {"sum": {"a": 2}})


def test_a_loop_without_an_end_fails_at_the_bound(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("s", STORE, input=0), node("l", STORE), links=("s.output -> l.input", "l.output -> l.input")
    )
    ended = wait(client, start(client, graph)["id"], seconds=60)
    assert (ended["status"], ended["error_code"], ended["node_count"]) == ("FAILED", "too_many_steps", 10_000)
    assert "10,000" in ended["error"]


def test_a_slow_branch_does_not_hold_up_a_fast_one(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    fast = [node(f"f{i}", REQUEST, url=f"{page.url}/fast?say={i}", method="GET") for i in range(3)]
    graph = graph_json(
        node("slow", REQUEST, url=f"{page.url}/slow?held=1&say=s", method="GET"),
        *fast,
        node("join", "data.create_list"),
        node("out", OUTPUT, name="all"),
        links=(
            "slow.response -> join.values_$_0",
            "f0.response -> f1.headers_#_X-After",
            "f1.response -> f2.headers_#_X-After",
            "f2.response -> join.values_$_1",
            "join.list -> out.value",
        ),
    )
    page.released.clear()
    try:
        execution_id = start(client, graph)["id"]
        until = time.monotonic() + 20
        while (at := statuses(client, execution_id)).get("f2") != "COMPLETED":
            assert time.monotonic() < until, at
            time.sleep(0.02)
    finally:
        page.released.set()
    assert at["slow"] == "RUNNING"
    ended = wait(client, execution_id)
    assert ended["outputs"] == {"all": [["s", "2"]]}, ended


def statuses(client: APIClient, execution_id: str) -> dict[str, str]:
    return {row["node_id"]: row["status"] for row in firings(client, execution_id)}


def test_a_stop_ends_the_execution_and_cancels_what_runs(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id = start(client, calling(f"{page.url}/slow?seconds=6"))["id"]
    wait_for(client, execution_id, "RUNNING")
    stopped = client.post(f"/api/v1/executions/{execution_id}/stop").json()
    assert (stopped["status"], stopped["error"]) == ("TERMINATED", "Stopped.")
    (row,) = firings(client, execution_id)
    assert row["status"] == "TERMINATED"
    assert row["ended_at"] is not None
    again = client.post(f"/api/v1/executions/{execution_id}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "execution_has_ended")
    time.sleep(1.5)  # a worker that went on regardless would write by now
    assert client.get(f"/api/v1/executions/{execution_id}").json() == stopped
    assert firings(client, execution_id) == [row]


def test_an_execution_that_is_stopped_before_it_began_never_begins(alice: User, client_of: Clients) -> None:
    from agents.runner.expand import expand

    client = client_of(alice)
    execution_id = start(client, chain())["id"]
    client.post(f"/api/v1/executions/{execution_id}/stop")
    expand(Execution.objects.get().pk)
    assert Execution.objects.get().status == "TERMINATED"
    assert not NodeExecution.objects.exists()


def test_lists_filter_by_status_and_page_without_gaps(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, chain())["id"]
    started = [client.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()["id"] for _ in range(5)]
    client.post(f"/api/v1/executions/{started[0]}/stop")
    queued = client.get("/api/v1/executions?status=QUEUED").json()["results"]
    assert [row["id"] for row in queued] == started[:0:-1]
    assert client.get("/api/v1/executions?status=NOPE").status_code == 400
    seen, path = [], f"/api/v1/graphs/{graph_id}/executions?page_size=2"
    while path:
        body = client.get(path).json()
        seen += [row["id"] for row in body["results"]]
        path = body["next"]
    assert seen == started[::-1]


def test_listing_firings_takes_the_same_queries_however_many(
    worker: Worker, alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, chain(30))["id"])
    # user, membership, execution with its version, sizes, firings, executions of sub-agents
    with django_assert_num_queries(6):
        assert len(firings(client, ended["id"])) == 30


def test_a_page_of_firings_is_bounded_by_its_bytes_and_none_is_left_out(
    worker: Worker, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.api.views.executions.MAX_PAGE_BYTES", 10_000)
    client = client_of(alice)
    graph = chain(6)
    graph["nodes"][0]["input_default"]["input"] = "x" * 4_000
    ended = wait(client, start(client, graph)["id"])
    seen, path = [], f"/api/v1/executions/{ended['id']}/nodes"
    while path:
        body = client.get(path).json()
        assert len(body["results"]) == 1
        seen += [row["node_id"] for row in body["results"]]
        path = body["next"]
    assert seen == ["n0", "n1", "n2", "n3", "n4", "out"]


PATHS = [("get", ""), ("get", "/nodes"), ("post", "/stop")]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_stranger_finds_no_execution_and_nobody_must_sign_in(
    method: str, path: str, alice: User, bob: User, client_of: Clients
) -> None:
    execution_id = start(client_of(alice), chain())["id"]
    stranger = getattr(client_of(bob), method)(f"/api/v1/executions/{execution_id}{path}")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")
    assert getattr(APIClient(), method)(f"/api/v1/executions/{execution_id}{path}").status_code == 401
    assert client_of(bob).get("/api/v1/executions").json()["results"] == []
    assert Execution.objects.get().status == "QUEUED"
