"""An agent as a step of another: it holds no worker, and what it gives, costs and counts comes up."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from agents.models import Execution, Graph, NodeExecution
from agents.runner.recovery import recover
from platform_project.accounts.models import User
from tests.agents.test_reviews import asking, decide, paused, questions
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import (
    OUTPUT,
    REQUEST,
    STORE,
    calling,
    firings,
    graph_json,
    link,
    node,
    save,
    start,
    wait,
)

Clients = Callable[..., APIClient]
AGENT = "agent.run_agent"
INPUT = "agent.input"


def greeter() -> dict[str, Any]:
    """`name` → `greeting`."""
    return graph_json(
        node("in", INPUT, name="name"),
        node("fill", "text.fill_template", format="Hello {{ name }}"),
        node("out", OUTPUT, name="greeting"),
        links=("in.result -> fill.values_#_name", "fill.output -> out.value"),
        name="Greeter",
    )


def caller(child: dict[str, Any], given: Any, gives: str = "greeting", **defaults: Any) -> dict[str, Any]:
    return graph_json(
        node("who", STORE, input=given),
        node("call", AGENT, graph_id=child["id"], **defaults),
        node("out", OUTPUT, name="result"),
        links=("who.output -> call.name", f"call.{gives} -> out.value"),
    )


def calling_one(child: dict[str, Any], gives: str) -> dict[str, Any]:
    return graph_json(
        node("call", AGENT, graph_id=child["id"]),
        node("out", OUTPUT, name="result"),
        links=(f"call.{gives} -> out.value",),
    )


def test_the_agents_outputs_are_yielded_under_their_names(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, caller(save(client, greeter()), "Ada"))["id"])
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"result": ["Hello Ada"]})
    assert ended["node_count"] == 3 + 3  # its own firings and those of the agent
    row = next(row for row in firings(client, ended["id"]) if row["node_id"] == "call")
    assert (row["outputs"], row["input"]["inputs"]) == ([["greeting", "Hello Ada"]], {"name": "Ada"})
    child = Execution.objects.get(parent_id=ended["id"])
    assert (child.status, child.depth, child.root_id) == ("COMPLETED", 1, child.parent_id)


def test_a_saved_node_knows_the_agents_pins_and_version(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    child = save(client, greeter())
    saved = save(client, caller(child, "Ada"))
    kept = saved["nodes"][1]["input_default"]
    assert (kept["graph_version"], kept["agent_name"]) == (1, "Greeter")
    assert list(kept["input_schema"]["properties"]) == ["name"]
    wrong = caller(child, "Ada")
    wrong["links"].append(link("who.output -> call.nobody"))
    refused = client.post("/api/v1/graphs", wrong)
    assert (refused.status_code, "nobody" in refused.json()["details"]["nodes"]["call"]) == (400, True)


def test_an_agent_of_another_workspace_cannot_be_run(alice: User, bob: User, client_of: Clients) -> None:
    child = save(client_of(bob), greeter())
    refused = client_of(alice).post("/api/v1/graphs", caller(child, "Ada"))
    assert (refused.status_code, "graph_id" in refused.json()["details"]["nodes"]["call"]) == (400, True)


def test_many_calls_go_on_at_once_and_come_back_in_order(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, greeter())
    names = [f"n{i}" for i in range(12)]
    graph = graph_json(
        node("list", STORE, input=names),
        node("each", "logic.step_through_items"),
        node("call", AGENT, graph_id=child["id"]),
        node("out", OUTPUT, name="result"),
        links=("list.output -> each.items", "each.item -> call.name", "call.greeting -> out.value"),
    )
    ended = wait(client, start(client, graph)["id"])
    assert ended["outputs"] == {"result": [f"Hello {name}" for name in names]}


def test_a_failed_agent_fails_its_step_with_its_reason(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(
        client,
        graph_json(
            node("in", INPUT, name="name"),
            node("bad", "text.fill_template", format="{{ 1 / 0 }}"),
            node("out", OUTPUT, name="greeting"),
            links=("in.result -> bad.values_#_name", "bad.output -> out.value"),
        ),
    )
    ended = wait(client, start(client, caller(child, "Ada"))["id"])
    assert (ended["status"], ended["error_code"]) == ("FAILED", "sub_agent_failed")
    handled = caller(child, "Ada", gives="error")
    ended = wait(client, start(client, handled)["id"])
    assert ended["status"] == "COMPLETED"
    assert "zero" in ended["outputs"]["result"][0]


def test_agents_that_run_themselves_are_stopped_at_the_depth_limit(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    saved = save(client, greeter())
    itself = graph_json(
        node("number", STORE, input=2),
        node("call", AGENT, graph_id=saved["id"], graph_version=1, inputs={"name": ""}),
        node("out", OUTPUT, name="result"),
        links=("number.output -> call.graph_version", "call.error -> out.value"),
    )
    assert client.put(f"/api/v1/graphs/{saved['id']}", itself).json()["version"] == 2
    execution_id = client.post(f"/api/v1/graphs/{saved['id']}/executions", {}).json()["id"]
    assert wait(client, execution_id)["status"] == "COMPLETED"
    below = Execution.objects.filter(root_id=execution_id).order_by("-depth")
    assert [child.depth for child in below] == list(range(10, 0, -1))
    assert "10 levels deep" in below[0].outputs["result"][0]


def test_a_question_in_an_agent_pauses_what_runs_it_and_the_answer_wakes_both(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    middle = save(client, calling_one(save(client, asking()), "approved"))
    outer = calling_one(middle, "result")
    execution_id = start(client, outer)["id"]
    paused(client, execution_id)
    (review,) = questions(client, execution_id)
    assert {e.status for e in Execution.objects.all()} == {"REVIEW"}
    decide(client, review, data="seen")
    ended = wait(client, execution_id)
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"result": ["seen"]})
    assert {e.status for e in Execution.objects.all()} == {"COMPLETED"}


def test_stopping_an_execution_stops_those_below_it(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(
        client,
        graph_json(
            node("in", INPUT, name="name"),
            node("call", REQUEST, url=f"{page.url}/slow?seconds=30", method="GET"),
            node("out", OUTPUT, name="greeting"),
            links=("call.response -> out.value",),
        ),
    )
    execution_id = start(client, caller(child, "Ada"))["id"]
    wait_until_asked(page)
    assert client.post(f"/api/v1/executions/{execution_id}/stop").status_code == 200
    assert {e.status for e in Execution.objects.all()} == {"TERMINATED"}
    assert set(NodeExecution.objects.values_list("status", flat=True)) == {"COMPLETED", "TERMINATED"}


def wait_until_asked(page: Outside) -> None:
    until = time.monotonic() + 10
    while not page.count("/slow"):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_step_bounds_the_time_of_the_agent_it_runs(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    slow = calling(f"{page.url}/slow?seconds=30") | {"settings": {"max_seconds": 60}}
    calls = calling_one(save(client, slow), "result")
    calls["nodes"][0]["settings"] = {"timeout_seconds": 0.5}
    execution_id = start(client, calls)["id"]
    until = time.monotonic() + 10
    while not recover():
        assert time.monotonic() < until
        time.sleep(0.1)
    ended = wait(client, execution_id)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "sub_agent_failed")
    assert "Took longer than 0.5 s" in ended["error"]


def test_a_step_that_runs_an_agent_is_not_to_be_tried_again(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    calls = calling_one(save(client, greeter()), "greeting")
    calls["nodes"][0]["settings"] = {"retry": {"max_attempts": 2}}
    answer = client.post("/api/v1/graphs", calls)
    assert answer.status_code == 400
    assert list(answer.json()["details"]["nodes"]["call"]) == ["settings.retry"]
    assert Graph.objects.count() == 1
