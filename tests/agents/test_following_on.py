"""Heavy firings that follow each other in one task. The test itself is the worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, ExecutionState, NodeExecution
from agents.runner import expand as expansion
from agents.runner import fire as firing
from agents.services import runs
from platform_project.accounts.models import User
from tests.agents.conftest import Sent
from tests.agents.wire import Outside
from tests.factories.agents import OUTPUT, REQUEST, graph_json, node, start

Clients = Callable[..., APIClient]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_leases_are_left"),
    pytest.mark.slow,
]


@pytest.fixture(autouse=True)
def may_call(settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def first(sent: Sent, alice: User, client_of: Clients, page: Outside) -> NodeExecution:
    """The first of three calls in a row, queued; what comes out is the answer to the last."""
    calls = [node(name, REQUEST, url=f"{page.url}/slow?say={name}", method="GET") for name in "abc"]
    links = ("a.response -> b.body_#_before", "b.response -> c.body_#_before", "c.response -> out.value")
    start(client_of(alice), graph_json(*calls, node("out", OUTPUT, name="said"), links=links))
    expansion.expand(Execution.objects.get().pk)
    sent.clear()
    return NodeExecution.objects.get()


def fired(row: NodeExecution) -> Execution:
    firing.fire_on(row.pk, row.execution_id)
    execution: Execution = Execution.objects.get()
    return execution


def statuses() -> list[tuple[str, str, int]]:
    rows = NodeExecution.objects.exclude(node_key="out").in_order()
    return list(rows.values_list("node_key", "status", "attempts"))


def test_calls_in_a_row_need_one_message_and_a_row_and_a_lease_each(
    first: NodeExecution, sent: Sent, page: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firing, "TURN_SECONDS", 60.0)
    execution = fired(first)
    assert (execution.status, execution.outputs) == ("COMPLETED", {"said": ["c"]})
    assert statuses() == [("a", "COMPLETED", 1), ("b", "COMPLETED", 1), ("c", "COMPLETED", 1)]
    assert NodeExecution.objects.exclude(node_key="out").values("lease").distinct().count() == 3
    assert page.asked == [f"GET /slow?say={name}" for name in "abc"]
    assert sent == []


def test_once_its_turn_is_over_the_next_goes_by_the_queue(
    first: NodeExecution, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firing, "TURN_SECONDS", 0.0)
    execution = fired(first)
    following = NodeExecution.objects.get(node_key="b")
    assert statuses() == [("a", "COMPLETED", 1), ("b", "QUEUED", 0)]
    assert sent == [("agents.tasks.fire_alone", str(following.pk), str(execution.pk))]


def test_an_outcome_does_not_wait_for_who_plans(first: NodeExecution, sent: Sent) -> None:
    """It is written down on its own, and whoever comes next goes on from it."""
    locked, seen = threading.Event(), threading.Event()

    def plan() -> None:
        try:
            with transaction.atomic():
                ExecutionState.objects.select_for_update().get(pk=first.execution_id)
                locked.set()
                seen.wait(10)
        finally:
            connections.close_all()

    def work() -> None:
        try:
            fired(first)
        finally:
            connections.close_all()

    planner = threading.Thread(target=plan)
    planner.start()
    locked.wait(10)
    worker = threading.Thread(target=work)
    worker.start()
    while NodeExecution.objects.get(pk=first.pk).status != "COMPLETED":
        time.sleep(0.01)
    assert statuses() == [("a", "COMPLETED", 1)]
    seen.set()
    planner.join()
    worker.join()
    assert [name for name, *_ in sent] == ["agents.tasks.fire_alone"]


def test_a_stop_ends_it_before_the_next_begins(
    first: NodeExecution, page: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = expansion.go_on_from

    def stopped_before(*given: Any) -> Any:
        runs.stop_run(execution_id=first.execution_id)
        return go_on(*given)

    monkeypatch.setattr(expansion, "go_on_from", stopped_before)
    execution = fired(first)
    assert (execution.status, statuses()) == ("TERMINATED", [("a", "TERMINATED", 1)])
    assert page.count("/slow") == 1


def test_a_stop_in_the_middle_of_a_slice_waits_and_then_stops(
    first: NodeExecution, page: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lock the execution before its firings, so neither is in the other's way."""
    run_light, stoppers = expansion._run_light, list[threading.Thread]()

    def stop() -> None:
        try:
            runs.stop_run(execution_id=first.execution_id)
        finally:
            connections.close_all()

    def stopped_meanwhile(*given: Any) -> None:
        if not stoppers:
            stoppers.append(threading.Thread(target=stop))
            stoppers[0].start()
            stoppers[0].join(0.5)
            assert stoppers[0].is_alive()
        run_light(*given)

    monkeypatch.setattr(expansion, "_run_light", stopped_meanwhile)
    fired(first)
    stoppers[0].join(10)
    execution = Execution.objects.get()
    assert (execution.status, execution.error_code) == ("TERMINATED", "")
    assert statuses() == [("a", "COMPLETED", 1), ("b", "TERMINATED", 1)]


def test_one_that_follows_is_tried_again_as_its_author_says(
    sent: Sent, alice: User, client_of: Clients, page: Outside, settings: Settings
) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", f"{page.url}/v1"
    page.refuse(429, times=1)
    call = node("a", REQUEST, url=f"{page.url}/slow", method="GET")
    ask = node("b", "ai.text_generator", prompt="Hi", model="gpt-4o-mini", retry=1)
    ask["settings"] = {"retry": {"max_attempts": 2, "wait_seconds": 60}}
    start(client_of(alice), graph_json(call, ask, links=("a.response -> b.prompt_values_#_x",)))
    expansion.expand(Execution.objects.get().pk)
    fired(NodeExecution.objects.get())
    assert statuses() == [("a", "COMPLETED", 1), ("b", "QUEUED", 1)]
    assert NodeExecution.objects.get(node_key="b").not_before is not None


def test_what_a_block_did_is_kept_where_planning_fails(
    first: NodeExecution, page: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(expansion, "_run_light", fail)
    with pytest.raises(ZeroDivisionError):
        fired(first)
    assert statuses() == [("a", "COMPLETED", 1)]
    assert ExecutionState.objects.get().failed_slices == 1
    assert page.count("/slow") == 1


def test_the_next_is_still_ours_where_the_answer_to_the_commit_was_lost(
    first: NodeExecution, page: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = expansion.go_on_from
    lost: list[str] = []

    def answer_lost_once(*given: Any) -> Any:
        following = go_on(*given)
        if following is not None and not lost:
            lost.append(following.row.node_key)
            raise OperationalError("the connection is lost")
        return following

    monkeypatch.setattr(expansion, "go_on_from", answer_lost_once)
    execution = fired(first)
    assert (execution.status, lost) == ("COMPLETED", ["b"])
    assert statuses() == [("a", "COMPLETED", 1), ("b", "COMPLETED", 1), ("c", "COMPLETED", 1)]
    assert page.asked == [f"GET /slow?say={name}" for name in "abc"]


def test_of_branches_one_stays_and_the_others_go_by_the_queue(
    sent: Sent, alice: User, client_of: Clients, page: Outside
) -> None:
    calls = [node(name, REQUEST, url=f"{page.url}/slow?say={name}", method="GET") for name in "abc"]
    links = ("a.response -> b.body_#_before", "a.response -> c.body_#_before")
    start(client_of(alice), graph_json(*calls, links=links))
    expansion.expand(Execution.objects.get().pk)
    sent.clear()
    fired(NodeExecution.objects.get())
    other = NodeExecution.objects.get(node_key="c")
    assert statuses() == [("a", "COMPLETED", 1), ("b", "COMPLETED", 1), ("c", "QUEUED", 0)]
    assert sent == [("agents.tasks.fire_alone", str(other.pk), str(other.execution_id))]
