"""Running again from a node, one node alone, with pinned outputs, or without reaching outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.models import Execution, ExecutionState, NodeExecution
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, STORE, firings, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]


def two_calls(page: Outside, second: str = "two") -> dict[str, Any]:
    """first call → second step → result."""
    return graph_json(
        node("first", REQUEST, url=f"{page.url}/a?say=one", method="GET"),
        node("second", "text.fill_template", format="{{ v }} " + second),
        node("out", OUTPUT, name="result"),
        links=("first.response -> second.values_#_v", "second.output -> out.value"),
    )


def origins(client: APIClient, execution_id: str) -> dict[str, str]:
    return {row["node_id"]: row["origin"] for row in firings(client, execution_id)}


def retry(client: APIClient, execution_id: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/executions/{execution_id}/retry", body)
    assert answer.status_code == 201, answer.json()
    return wait(client, answer.json()["id"])


def test_what_came_before_the_node_is_taken_over(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, two_calls(page))["id"])
    again = retry(client, first["id"], from_node="second")
    assert (again["outputs"], again["source_id"]) == ({"result": ["one two"]}, first["id"])
    assert origins(client, again["id"]) == {"first": "reused", "second": "run", "out": "run"}
    assert page.count("/a") == 1
    assert wait(client, first["id"])["outputs"] == {"result": ["one two"]}


def test_the_newest_version_takes_over_what_it_did_not_change(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, two_calls(page))["id"])
    path = f"/api/v1/graphs/{first['graph_id']}"
    assert client.put(path, two_calls(page, "three")).status_code == 200
    assert retry(client, first["id"], from_node="out")["outputs"] == {"result": ["one two"]}
    again = retry(client, first["id"], from_node="out", version="newest")
    assert (again["outputs"], again["graph_version"]) == ({"result": ["one three"]}, 2)
    assert origins(client, again["id"]) == {"first": "reused", "second": "run", "out": "run"}


def test_without_a_node_what_failed_runs_again(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("list", STORE, input=["a", "b"]),
        node("each", "logic.step_through_items"),
        node("call", REQUEST, url=f"{page.url}/x?say=ok", method="GET"),
        node("bad", "text.fill_template", format="{{ v / 0 }}"),
        node("out", OUTPUT, name="result"),
        links=(
            "list.output -> each.items",
            "each.item -> call.body",
            "call.response -> bad.values_#_v",
            "bad.output -> out.value",
        ),
    )
    failed = wait(client, start(client, graph)["id"])
    asked = page.count("/x")
    again = retry(client, failed["id"])
    assert (failed["status"], again["status"], page.count("/x")) == ("FAILED", "FAILED", asked)
    rows = firings(client, again["id"])
    assert {row["node_id"]: row["origin"] for row in rows} == {
        "list": "reused", "each": "reused", "call": "reused", "bad": "run",
    }  # fmt: skip
    assert [row["index"] for row in rows if row["node_id"] == "bad"] == [0, 1]


def test_a_completed_execution_without_a_node_runs_again_as_a_whole(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, two_calls(page))["id"])
    again = retry(client, first["id"])
    assert (again["reused_nodes"], page.count("/a")) == ([], 2)


def test_a_stopped_execution_goes_on_where_it_stood(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, two_calls(page))["id"])
    Execution.objects.filter(pk=first["id"]).update(status="TERMINATED")
    again = retry(client, first["id"])
    assert (again["outputs"], page.count("/a")) == ({"result": ["one two"]}, 1)


def test_what_cannot_be_run_again_is_refused_and_nothing_is_made(
    worker: Worker, page: Outside, alice: User, bob: User, client_of: Clients
) -> None:
    client = client_of(alice)
    first = wait(client, start(client, two_calls(page))["id"])
    path = f"/api/v1/executions/{first['id']}/retry"
    for body, field in (({"from_node": "nope"}, "from_node"), ({"version": "latest"}, "version")):
        answer = client.post(path, body)
        assert (answer.status_code, field in answer.json()["details"]) == (400, True)
    assert client.post(path, {"version": "9"}).status_code == 404
    assert APIClient().post(path, {}).status_code == 401
    assert client_of(bob).post(path, {}).status_code == 404
    Execution.objects.update(status="RUNNING")
    assert client.post(path, {}).json()["code"] == "execution_not_ended"
    assert Execution.objects.count() == 1


def test_one_node_runs_alone_with_given_inputs(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    mask = {"second": {"values": {"v": "given"}}}
    ended = wait(client, start(client, two_calls(page), only_node="second", nodes_input_masks=mask)["id"])
    (row,) = firings(client, ended["id"])
    assert (ended["status"], row["node_id"], row["outputs"]) == (
        "COMPLETED",
        "second",
        [["output", "given two"]],
    )
    assert page.asked == []


def test_a_node_alone_still_needs_its_inputs(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("x", REQUEST, url="http://example.com"), node("y", REQUEST), links=("x.response -> y.url",)
    )
    graph_id = save(client, graph)["id"]
    refused = client.post(f"/api/v1/graphs/{graph_id}/executions", {"only_node": "y"})
    assert (refused.status_code, list(refused.json()["details"]["nodes"]["y"])) == (400, ["url"])
    assert not Execution.objects.exists()


def test_pinned_outputs_stand_for_what_a_node_would_give(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    pinned = {"first": [["response", "pinned"], ["response", "again"]]}
    ended = wait(client, start(client, two_calls(page), pinned_outputs=pinned)["id"])
    assert ended["outputs"] == {"result": ["pinned two", "again two"]}
    assert (origins(client, ended["id"])["first"], page.asked) == ("pinned", [])


def test_a_dry_run_calls_nobody_and_says_so(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("first", REQUEST, url=f"{page.url}/a", method="GET"),
        node("model", "ai.text_generator", model="gpt-4o-mini", prompt="Hi"),
        node("ask", "agent.human_review", name="Good?"),
        node("post", "discord.post_message", channel_id="1"),
        node("now", "time.current_date", trigger="x"),
        node("out", OUTPUT, name="result"),
        links=(
            "first.response -> model.prompt_values_#_x",
            "model.response -> ask.data",
            "ask.approved_data -> post.message",
            "post.status -> out.value",
        ),
    ) | {"settings": {"safe_mode": True, "review_sensitive": True}}
    ended = wait(client, start(client, graph, dry_run=True)["id"])
    assert (ended["status"], ended["dry_run"], ended["cost"]) == ("COMPLETED", True, "0")
    found = origins(client, ended["id"])
    assert (found["first"], found["model"], found["post"], found["now"]) == (*["simulated"] * 3, "run")
    assert page.asked == []
    assert len(ended["outputs"]["result"]) == 1


def test_an_execution_that_ran_out_of_credits_is_resumed(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id = start(client, two_calls(page))["id"]
    wait(client, execution_id)
    # As if the money had run out before the second step.
    NodeExecution.objects.filter(execution_id=execution_id, node_key__in=["second", "out"]).delete()
    state = ExecutionState.objects.get(pk=execution_id)
    kept = state.snapshot["nodes"]
    state.snapshot = {**state.snapshot, "steps": 1, "nodes": {"0": {**kept["0"], "live_waves": [0]}}}
    state.save()
    NodeExecution.objects.update(status="QUEUED", ended_at=None, is_delivered=False)
    Execution.objects.update(status="INSUFFICIENT_CREDITS", paused_at=Now(), ended_at=None)
    resumed = client.post(f"/api/v1/executions/{execution_id}/resume")
    assert (resumed.status_code, resumed.json()["status"]) == (200, "RUNNING")
    assert wait(client, execution_id)["outputs"] == {"result": ["one two"]}
    again = client.post(f"/api/v1/executions/{execution_id}/resume")
    assert (again.status_code, again.json()["code"]) == (409, "execution_not_paused")
