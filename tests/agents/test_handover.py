"""Heavy firings that workers are told of, and those that wait for them. The test itself is the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, NodeExecution
from agents.runner import queueing
from agents.runner import recovery as recovering
from agents.runner.expand import expand
from agents.runner.fire import fire_claimed
from agents.services import runs
from platform_project.accounts.models import User
from platform_project.kit import jobs
from tests.agents.wire import Outside
from tests.factories.agents import OUTPUT, REQUEST, firings, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_leases_are_left"),
    pytest.mark.slow,
]


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> int:
    settings.MAX_FIRINGS_PER_USER = 4
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    return 4


@pytest.fixture
def chords(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Each chord that goes to the queue: its execution, and how many firings it has."""
    found: list[tuple[str, int]] = []
    send = jobs.enqueue_chord

    def watched(header: Any, body: Any, **options: Any) -> None:
        found.append((body[1][0], len(header)))
        send(header, body, **options)

    monkeypatch.setattr(queueing, "enqueue_chord", watched)
    return found


def fan(width: int, url: str = "http://127.0.0.1:9") -> dict[str, Any]:
    """Heavy steps side by side, whose answers are given in the order of the nodes."""
    calls = [node(f"call{i:03}", REQUEST, url=f"{url}/slow?say={i}", method="GET") for i in range(width)]
    wires = tuple(f"call{i:03}.response -> out.value" for i in range(width))
    return graph_json(*calls, node("out", OUTPUT, name="result"), links=wires)


def begun(client: APIClient, graph: dict[str, Any]) -> Execution:
    execution: Execution = Execution.objects.get(pk=start(client, graph)["id"])
    expand(execution.pk)
    return execution


def told(execution: Execution) -> list[str]:
    """Nodes of firings that workers were told of and that have not ended."""
    return list(execution.node_executions.under_way().order_by("step").values_list("node_key", flat=True))


def fire_next(execution: Execution, times: int = 1) -> None:
    for row in execution.node_executions.under_way().order_by("step")[:times]:
        fire_claimed(row.pk, row.execution_id)


def test_workers_are_told_of_the_first_and_the_others_wait(
    alice: User, client_of: Clients, chords: list[tuple[str, int]]
) -> None:
    execution = begun(client_of(alice), fan(10))
    assert told(execution) == ["call000", "call001", "call002", "call003"]
    assert execution.node_executions.kept_back().count() == 6
    assert chords == [(str(execution.pk), 4)]


def test_the_next_follow_once_half_of_the_room_is_free(
    alice: User, client_of: Clients, page: Outside
) -> None:
    execution = begun(client_of(alice), fan(10, page.url))
    fire_next(execution)
    assert len(told(execution)) == 3
    fire_next(execution)
    assert told(execution) == ["call002", "call003", "call004", "call005"]


def test_all_of_it_is_done_in_the_end_in_order_and_once(
    alice: User, client_of: Clients, page: Outside
) -> None:
    client = client_of(alice)
    execution = begun(client, fan(10, page.url))
    most = 0
    while told(execution):
        most = max(most, len(told(execution)))
        fire_next(execution, 3)
    expand(execution.pk)
    ended = wait(client, str(execution.pk))
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"result": [str(i) for i in range(10)]})
    assert [row["attempts"] for row in firings(client, str(execution.pk))[:10]] == [1] * 10
    assert (most, page.count("/slow")) == (4, 10)


def test_a_users_executions_share_the_room(alice: User, client_of: Clients, page: Outside) -> None:
    client = client_of(alice)
    first, second = begun(client, fan(10, page.url)), begun(client, fan(10, page.url))
    assert (len(told(first)), len(told(second))) == (4, 0)
    fire_next(first, 4)
    assert (len(told(first)), len(told(second))) == (2, 2)


def test_another_users_room_is_its_own(alice: User, bob: User, client_of: Clients) -> None:
    begun(client_of(alice), fan(10))
    assert len(told(begun(client_of(bob), fan(3)))) == 3


def test_a_stop_gives_the_room_to_the_next(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    first, second = begun(client, fan(10)), begun(client, fan(10))
    runs.stop_run(execution_id=first.pk)
    assert (len(told(first)), len(told(second))) == (0, 4)
    assert not first.node_executions.kept_back().exists()


def test_the_recovery_goes_on_where_a_worker_died_before_it_told_of_the_next(
    alice: User, client_of: Clients
) -> None:
    execution = begun(client_of(alice), fan(10))
    execution.node_executions.under_way().update(status="FAILED", ended_at=Now(), error="x")
    assert told(execution) == []
    recovering.recover()
    assert told(execution) == ["call004", "call005", "call006", "call007"]


def test_what_waits_is_not_taken_for_a_lost_message(
    alice: User, client_of: Clients, chords: list[tuple[str, int]]
) -> None:
    execution = begun(client_of(alice), fan(10))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agents_nodeexecution SET queued_at = queued_at - interval '1 hour'")
        cursor.execute("UPDATE agents_execution SET touched_at = touched_at - interval '1 hour'")
    recovering.recover()
    assert chords == [(str(execution.pk), 4)] * 2
    assert execution.node_executions.kept_back().count() == 6


def test_a_firing_that_waits_for_an_agent_takes_no_room(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    agent = save(client, fan(3))
    calls = [node(f"agent{i}", "agent.run_agent", graph_id=agent["id"]) for i in range(4)]
    execution = begun(client, graph_json(*calls))
    assert told(execution) == []
    child = execution.children.order_by("pk")[0]
    expand(child.pk)
    assert told(child) == ["call000", "call001", "call002"]


def test_without_a_limit_workers_are_told_of_all(
    alice: User, client_of: Clients, settings: Settings, chords: list[tuple[str, int]]
) -> None:
    settings.MAX_FIRINGS_PER_USER = 0
    execution = begun(client_of(alice), fan(10))
    assert chords == [(str(execution.pk), 10)]
    assert NodeExecution.objects.kept_back().count() == 0
