"""A firing whose failure may pass is tried again as its author says; one that takes too long is ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.engine.settings import RetryPolicy
from agents.models import Execution, NodeExecution
from agents.runner.recovery import recover
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, REQUEST, STORE, calling, firings, graph_json, node, start, wait

Clients = Callable[..., APIClient]
MODEL = "ai.text_generator"


def prompting(**settings: Any) -> dict[str, Any]:
    graph = graph_json(
        node("ask", MODEL, model="gpt-4o-mini", prompt="Hi", retry=1),
        node("out", OUTPUT, name="result"),
        links=("ask.response -> out.value",),
    )
    graph["nodes"][0]["settings"] = settings
    return graph


def test_waits_double_up_to_a_limit_and_never_undercut_the_provider() -> None:
    policy = RetryPolicy(max_attempts=9, wait_seconds=1.0, max_wait_seconds=5.0)
    assert [policy.wait_after(attempts, None) for attempts in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 5.0]
    assert policy.wait_after(1, 30.0) == 30.0


def test_a_failure_that_may_pass_is_tried_again(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    page.refuse(503, times=3)
    graph = prompting(retry={"max_attempts": 4, "wait_seconds": 0.1})
    ended = wait(client, start(client, graph)["id"], 40)
    row = firings(client, ended["id"])[0]
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"result": ["Graphs become chords."]}), row
    assert row["attempts"] >= 2


def test_tries_end_at_the_number_that_the_author_set(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    page.refuse(503, times=100)
    graph = prompting(retry={"max_attempts": 2, "wait_seconds": 0.1})
    ended = wait(client, start(client, graph)["id"], 40)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "provider_down")
    assert firings(client, ended["id"])[0]["attempts"] == 2


def test_a_failure_that_will_not_pass_is_not_tried_again(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = calling("http://127.0.0.2.invalid/")
    graph["nodes"][0]["settings"] = {"retry": {"max_attempts": 5, "wait_seconds": 0.1}}
    graph["nodes"][0]["input_default"]["url"] = "http://10.0.0.1/"
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], firings(client, ended["id"])[0]["attempts"]) == ("FAILED", 1)


def test_a_block_that_must_not_repeat_is_not_tried_again_when_it_took_too_long(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = calling(f"{page.url}/slow?seconds=20", "DELETE")
    graph["nodes"][0]["settings"] = {
        "timeout_seconds": 1.5,  # a busy machine needs a while to call
        "retry": {"max_attempts": 3, "wait_seconds": 0.1},
    }
    began = time.monotonic()
    ended = wait(client, start(client, graph)["id"])
    row = firings(client, ended["id"])[0]
    assert (row["error_code"], row["attempts"], page.count("/slow")) == ("timed_out", 1, 1)
    assert time.monotonic() - began < 10


def test_a_request_that_changes_nothing_is_tried_again_when_it_took_too_long(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = calling(f"{page.url}/slow?seconds=5")
    graph["nodes"][0]["settings"] = {
        "timeout_seconds": 1.5,
        "retry": {"max_attempts": 2, "wait_seconds": 0.1},
    }
    ended = wait(client, start(client, graph)["id"])
    row = firings(client, ended["id"])[0]
    assert (row["error_code"], row["attempts"], page.count("/slow")) == ("timed_out", 2, 2)


def test_a_try_whose_worker_is_gone_is_made_by_another(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, prompting())["id"])
    # As if the worker had put the firing back for later and died before the time came.
    past = Now() - timedelta(seconds=10)
    NodeExecution.objects.filter(node_key="out").delete()
    NodeExecution.objects.update(
        status="QUEUED", ended_at=None, is_delivered=False, queued_at=past, not_before=past
    )
    state = Execution.objects.get().state
    state.snapshot["nodes"] = {"0": {**state.snapshot["nodes"]["0"], "live_waves": [0]}}
    state.snapshot["steps"] = 1
    state.save()
    Execution.objects.update(status="RUNNING", ended_at=None, touched_at=Now())
    assert recover() >= 1
    assert wait(client, ended["id"])["outputs"] == {"result": ["Graphs become chords."]}


def test_a_graph_may_stop_at_its_first_unhandled_error(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("bad", "text.fill_template", values={}, format="{{ 1 / 0 }}"),
        node("slow", REQUEST, url=f"{page.url}/slow?seconds=30", method="GET"),
    ) | {"settings": {"on_error": "stop"}}
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["error"].startswith("bad:")) == ("FAILED", True)
    assert {row["node_id"]: row["status"] for row in firings(client, ended["id"])} == {
        "bad": "FAILED",
        "slow": "TERMINATED",
    }


def test_an_author_bounds_the_firings_of_an_execution(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("list", STORE, input=list(range(50))),
        node("each", "logic.step_through_items"),
        node("take", STORE),
        links=("list.output -> each.items", "each.item -> take.input"),
    ) | {"settings": {"max_firings": 20}}
    ended = wait(client, start(client, graph)["id"])
    assert (ended["status"], ended["error_code"], ended["node_count"]) == ("FAILED", "too_many_steps", 20)


def test_an_author_bounds_the_time_of_an_execution(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = calling(f"{page.url}/slow?seconds=30") | {"settings": {"max_seconds": 0.5}}
    execution_id = start(client, graph)["id"]
    until = time.monotonic() + 10
    while not recover():
        assert time.monotonic() < until
        time.sleep(0.1)
    ended = wait(client, execution_id)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "timed_out")


@pytest.mark.parametrize(
    ("where", "settings", "field"),
    [
        pytest.param("graph", {"on_error": "panic"}, "on_error", id="unknown choice"),
        pytest.param("graph", {"max_firings": 10**9}, "max_firings", id="beyond the platform's bound"),
        pytest.param("graph", {"save_mode": True}, "save_mode", id="misspelt"),
        pytest.param("node", {"retry": {"max_attempts": 99}}, "max_attempts", id="too many tries"),
        pytest.param("node", {"timeout_seconds": 0}, "timeout_seconds", id="no time at all"),
        pytest.param("node", {"human_input": ["nope"]}, "nope", id="a pin that is not there"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    where: str, settings: dict[str, Any], field: str, alice: User, client_of: Clients
) -> None:
    graph = prompting()
    if where == "graph":
        graph["settings"] = settings
    else:
        graph["nodes"][0]["settings"] = settings
    answer = client_of(alice).post("/api/v1/graphs", graph)
    assert (answer.status_code, field in str(answer.json()["details"])) == (400, True)


def test_settings_come_back_as_they_were_given(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = prompting(timeout_seconds=5.0) | {"settings": {"on_error": "stop", "safe_mode": True}}
    saved = client.post("/api/v1/graphs", graph).json()
    assert (saved["settings"], saved["nodes"][0]["settings"]) == (
        {"on_error": "stop", "safe_mode": True},
        {"timeout_seconds": 5.0},
    )
    assert "settings" not in saved["nodes"][1]
