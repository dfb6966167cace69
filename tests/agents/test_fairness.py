"""One user's thousands do not keep another waiting: a real worker, real queues."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, ExecutionState, Graph, NodeExecution
from agents.runner import admission
from platform_project.accounts.models import User
from tests.agents.test_handover import fan
from tests.agents.wire import Outside
from tests.agents.worker import SharedWorker, Worker
from tests.factories.agents import STORE, calling, chain, graph_json, node, save, start, wait, wait_for

pytestmark = pytest.mark.slow  # workers are started

Clients = Callable[..., APIClient]
MOST_RUNNING = 6  # of one user
MOST_FIRINGS = 6  # of one user, of the worker's eight threads


@pytest.fixture(scope="module")
def module_worker(the_outside: Outside, django_db_setup: None) -> Iterator[SharedWorker]:
    """One for all tests here, with limits that a test reaches."""
    limits = {"MAX_RUNNING_PER_USER": str(MOST_RUNNING), "MAX_FIRINGS_PER_USER": str(MOST_FIRINGS)}
    shared = SharedWorker(the_outside, limits)
    try:
        yield shared
    finally:
        shared.end()


@pytest.fixture(autouse=True)
def same_limits(settings: Settings) -> None:
    """Starts are admitted here, not in the worker."""
    settings.MAX_RUNNING_PER_USER, settings.MAX_FIRINGS_PER_USER = MOST_RUNNING, MOST_FIRINGS


def lined_up(user: User, graph_id: str, count: int) -> None:
    """Executions that wait, as `start_run` leaves them."""
    graph = Graph.objects.get(pk=graph_id)
    version = graph.versions.get()
    executions = [
        Execution(workspace_id=graph.workspace_id, graph=graph, version=version, started_by=user)
        for _ in range(count)
    ]
    Execution.objects.bulk_create(executions)
    ExecutionState.objects.bulk_create([ExecutionState(execution=e, snapshot=None) for e in executions])


def stop_what_waits() -> None:
    """The test has seen enough; the worker is to come to rest."""
    Execution.objects.waiting().update(status="TERMINATED", ended_at=Now())


def ended_between(user: User, graph: dict[str, Any], execution: dict[str, Any]) -> int:
    """How many executions of `user` ended from the start to the end of `execution`."""
    times = Q(ended_at__gte=execution["created_at"], ended_at__lte=execution["ended_at"])
    return Execution.objects.filter(times, graph=graph["id"], started_by=user).count()


def test_a_thousand_executions_of_one_user_do_not_delay_the_first_of_another(
    worker: Worker, alice: User, bob: User, client_of: Clients
) -> None:
    graph = save(client_of(alice), chain(20))
    lined_up(alice, graph["id"], 1_000)
    admission.admit_all()
    until = time.monotonic() + 20
    while not Execution.objects.filter(started_by=alice, status="COMPLETED").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    theirs = [wait(client_of(bob), start(client_of(bob), chain(3))["id"]) for _ in range(3)]
    waiting = Execution.objects.waiting().count()
    stop_what_waits()
    assert [execution["status"] for execution in theirs] == ["COMPLETED"] * 3
    assert waiting > 700
    overtaken_by = [ended_between(alice, graph, execution) for execution in theirs]
    # Behind the few that are to be begun and those that are under way, not behind a thousand.
    assert max(overtaken_by) <= 3 * (admission.MOST_TO_BEGIN + 8)


def test_they_all_run_to_their_end_and_never_more_than_may(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = save(client, chain(3))
    lined_up(alice, graph["id"], 40)
    admission.admit_all()
    most, until = 0, time.monotonic() + 60
    while Execution.objects.unfinished().exists():
        most = max(most, Execution.objects.running().count())
        assert time.monotonic() < until
        time.sleep(0.005)
    assert most <= MOST_RUNNING
    assert Execution.objects.filter(status="COMPLETED").count() == 40
    turns = list(Execution.objects.order_by("pk").values_list("admitted_at", flat=True))
    assert turns == sorted(turns)  # each has had its turn


def test_long_loops_of_one_user_do_not_delay_the_first_of_another(
    worker: Worker, alice: User, bob: User, client_of: Clients
) -> None:
    items = node("list", STORE, input=list(range(1_500)))
    each = node("each", "logic.step_through_items")
    links = ("list.output -> each.items", "each.item -> take.input")
    graph = save(client_of(alice), graph_json(items, each, node("take", STORE), links=links))
    mine = [
        client_of(alice).post(f"/api/v1/graphs/{graph['id']}/executions", {}).json()["id"] for _ in range(6)
    ]
    for execution_id in mine[:3]:
        wait_for(client_of(alice), execution_id, "COMPLETED", seconds=20)
    theirs = wait(client_of(bob), start(client_of(bob), chain(3))["id"])
    assert theirs["status"] == "COMPLETED"
    assert ended_between(alice, graph, theirs) == 0
    assert [wait(client_of(alice), one, 60)["status"] for one in mine] == ["COMPLETED"] * 6


def test_a_wave_of_hundreds_of_one_user_does_not_delay_the_first_call_of_another(
    worker: Worker, alice: User, bob: User, client_of: Clients, page: Outside
) -> None:
    mine = start(client_of(alice), fan(60, page.url))["id"]
    wait_for(client_of(alice), mine, "COMPLETED")
    theirs = wait(client_of(bob), start(client_of(bob), calling(f"{page.url}/slow?say=bob"))["id"])
    done = NodeExecution.objects.filter(execution=mine, ended_at__lte=theirs["ended_at"]).count()
    assert (theirs["status"], theirs["outputs"]) == ("COMPLETED", {"result": ["bob"]})
    assert done < 45
    ended = wait(client_of(alice), mine, 60)
    assert (ended["status"], ended["outputs"]) == ("COMPLETED", {"result": [str(i) for i in range(60)]})
    assert NodeExecution.objects.filter(execution=mine, attempts__gt=1).count() == 0
