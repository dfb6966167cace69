"""What follows a heavy firing: a chord where several are waited for, its own task where it is alone."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.runner import expand as expansion
from agents.runner import record
from agents.runner.calls import suspend
from blocks.sdk import Firing
from blocks.sdk.tools import ToolCall
from platform_project.accounts.models import User
from tests.agents.conftest import Sent
from tests.factories.accounts import client_for
from tests.factories.agents import REQUEST, STORE, graph_json, node, start


@pytest.fixture
def client(alice: User) -> APIClient:
    return client_for(alice)


def call(name: str) -> dict[str, Any]:
    return node(name, REQUEST, url="http://127.0.0.1:9/", method="GET")


def started(client: APIClient, *nodes: dict[str, Any], links: tuple[str, ...] = ()) -> Execution:
    execution: Execution = Execution.objects.get(pk=start(client, graph_json(*nodes, links=links))["id"])
    return execution


def test_a_heavy_firing_alone_needs_no_chord(sent: Sent, client: APIClient) -> None:
    execution = started(client, call("a"), call("b"))  # nothing waits for both
    expansion.expand(execution.pk)
    ids = NodeExecution.objects.in_order().values_list("pk", flat=True)
    assert sent == [("agents.tasks.fire_alone", str(pk), str(execution.pk)) for pk in ids]


def test_heavy_firings_that_are_waited_for_together_are_a_chord(sent: Sent, client: APIClient) -> None:
    links = ("a.response -> join.values_$_0", "b.response -> join.values_$_1")
    execution = started(client, call("a"), call("b"), node("join", "data.create_list"), links=links)
    expansion.expand(execution.pk)
    ids = NodeExecution.objects.in_order().values_list("pk", flat=True)
    header = [("agents.tasks.fire", (str(pk), str(execution.pk))) for pk in ids]
    assert sent == [(header, ("agents.tasks.expand", (str(execution.pk),)))]


def test_the_next_heavy_firing_is_all_that_is_sent(sent: Sent, client: APIClient) -> None:
    """Its block is sensitive, but the graph does not want to be asked: nobody has to look again."""
    execution = started(client, call("a"), call("b"), links=("a.response -> b.body_#_before",))
    expansion.go_on(execution.pk)
    row = NodeExecution.objects.get()
    assert sent == [("agents.tasks.fire_alone", str(row.pk), str(execution.pk))]


def test_what_takes_longer_than_a_short_slice_is_left_to_the_engine(
    sent: Sent, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion, "SHORT_SLICE_SECONDS", 0.0)
    execution = started(client, *(node(f"{n}", STORE, input=n) for n in range(40)))
    expansion.go_on(execution.pk)
    execution.refresh_from_db()
    assert (execution.status, execution.node_count) == ("RUNNING", expansion.AT_A_TIME)
    assert sent == [("agents.tasks.expand", str(execution.pk))]
    expansion.expand(execution.pk)
    execution.refresh_from_db()
    assert (execution.status, execution.node_count) == ("COMPLETED", 40)


def test_an_execution_that_ends_in_its_first_slice_keeps_no_snapshot(sent: Sent, client: APIClient) -> None:
    execution = started(client, node("a", STORE, input=1))
    expansion.expand(execution.pk)
    execution.refresh_from_db()
    assert (execution.status, execution.node_count, execution.error_count) == ("COMPLETED", 1, 0)
    assert execution.state.snapshot is None
    assert sent == []


def test_an_execution_that_ends_in_its_first_slice_took_as_long_as_its_steps(
    sent: Sent, client: APIClient
) -> None:
    execution = started(client, *(node(f"{n}", STORE, input=n) for n in range(5)))
    expansion.expand(execution.pk)
    execution.refresh_from_db()
    within = {"started_at__gt": execution.started_at, "ended_at__lt": execution.ended_at}
    assert execution.node_executions.filter(**within).count() == execution.node_count == 5


def test_a_firing_that_comes_to_wait_for_tools_beside_a_slice_keeps_the_execution_going(
    sent: Sent, client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slice has looked for such firings before; if it paused now, nobody would begin the tools."""
    defaults = {"prompt": "Go", "model": "gpt-4o-mini", "agent_mode_max_iterations": 1}
    asks = node("add", "logic.calculator", operation="Add") | {"settings": {"human_input": ["b"]}}
    execution = started(
        client, node("boss", "ai.orchestrator", **defaults), asks, links=("boss.tools -> add.a",)
    )
    expansion.go_on(execution.pk)
    boss = NodeExecution.objects.get()
    call = ToolCall("c1", "add", {"a": 1})
    waits = Firing({}, [], calls=(call,), memo={"messages": []})
    commit = record.commit

    def commit_once_it_waits(*given: Any) -> bool:
        monkeypatch.setattr(record, "commit", commit)
        suspend(boss, "mine", None, waits)
        return commit(*given)

    assert NodeExecution.objects.filter(pk=boss.pk).update(status="RUNNING", lease="mine")
    boss.refresh_from_db()
    monkeypatch.setattr(record, "commit", commit_once_it_waits)
    expansion.go_on(execution.pk)
    execution.refresh_from_db()
    assert execution.status == "RUNNING"
    expansion.go_on(execution.pk)
    rows = NodeExecution.objects.in_order().values_list("node_key", "status")
    assert list(rows) == [("boss", "RUNNING"), ("add", "AWAITING_INPUT")]
    expansion.go_on(execution.pk)
    execution.refresh_from_db()
    assert execution.status == "REVIEW"
