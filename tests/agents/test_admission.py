"""Which executions may run now. No worker runs here: what is admitted stays so until the test ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, Graph
from agents.models.execution import SILENCE
from agents.runner import admission
from agents.runner.expand import expand
from agents.runner.recovery import recover
from agents.services import runs
from agents.services.runs import RunRequest
from platform_project.accounts.models import User, Workspace
from platform_project.kit import broker
from tests.agents.test_reviews import asking
from tests.agents.test_sub_agents import caller, greeter
from tests.factories.accounts import client_for, make_team
from tests.factories.agents import calling, chain, save

Clients = Callable[..., APIClient]

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # for what threads see, and what is sent after a commit


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    """So small that a test can reach them."""
    settings.MAX_RUNNING, settings.MAX_RUNNING_PER_USER, settings.MAX_RUNNING_PER_GRAPH = 0, 2, 0


def a_graph(user: User, workspace: Workspace | None = None) -> Graph:
    found: Graph = Graph.objects.get(pk=save(client_for(user, workspace), chain())["id"])
    return found


def started(user: User, graph: Graph, times: int = 1) -> list[Execution]:
    return [runs.start_run(graph=graph, user=user, request=RunRequest()) for _ in range(times)]


def admitted(*executions: Execution) -> list[bool]:
    for execution in executions:
        execution.refresh_from_db(fields=["admitted_at"])
    return [execution.admitted_at is not None for execution in executions]


def messages(*queues: str) -> int:
    return broker.waiting(queues or ("engine", "engine_priority", "engine_later"))


def run_on(execution: Execution) -> None:
    """As workers do: turn after turn until it has ended or waits."""
    expand(execution.pk)
    execution.refresh_from_db()
    while execution.status == "RUNNING":
        expand(execution.pk)
        execution.refresh_from_db()


def ended(execution: Execution) -> None:
    """As when its last step ended: the worker that ended it asks who is next."""
    runs.stop_run(execution_id=execution.pk)
    admission.admit_next(execution.started_by_id, execution.graph_id)


@committed
def test_starts_beyond_the_limit_wait_and_send_no_message(alice: User) -> None:
    graph = a_graph(alice)
    before = messages()
    assert admitted(*started(alice, graph, 5)) == [True, True, False, False, False]
    assert messages() - before == 2


def test_another_user_does_not_wait(alice: User, bob: User) -> None:
    started(alice, a_graph(alice), 5)
    assert admitted(*started(bob, a_graph(bob), 2)) == [True, True]


@committed
def test_the_limit_is_exact_when_many_start_at_once(alice: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER = 3
    graph = a_graph(alice)
    ready = threading.Barrier(20)

    def run() -> None:
        ready.wait(10)
        try:
            started(alice, graph)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Execution.objects.count() == 20
    assert Execution.objects.running().count() <= 3  # none, if each saw another deciding: then somebody asks
    admission.admit_next(alice.pk, graph.pk)
    assert (Execution.objects.running().count(), Execution.objects.waiting().count()) == (3, 17)


@committed
def test_the_limit_is_exact_when_many_admit_at_once(alice: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER = settings.MAX_RUNNING_PER_GRAPH = 1
    graph = a_graph(alice)
    started(alice, graph, 10)
    settings.MAX_RUNNING_PER_USER, settings.MAX_RUNNING_PER_GRAPH = 5, 4

    def run() -> None:
        try:
            admission.admit_next(alice.pk, graph.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Execution.objects.running().count() == 4


@committed
@pytest.mark.parametrize("status", ["stopped", "completed", "failed"])
def test_the_oldest_that_waits_takes_the_place_of_one_that_is_over(
    alice: User, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, third, fourth = started(alice, a_graph(alice), 4)
    before = messages("engine_priority")
    if status == "stopped":
        runs.stop_run(execution_id=first.pk)
    elif status == "completed":
        run_on(first)
    else:
        monkeypatch.setattr("agents.runner.expand._slice", _crash)
        monkeypatch.setattr("agents.runner.expand.MAX_FAILED_SLICES", 1)
        with pytest.raises(ZeroDivisionError):
            expand(first.pk)
    assert messages("engine_priority") > before
    admission.admit_next(alice.pk, first.graph_id)
    assert admitted(third, fourth) == [True, False]


def _crash(execution_id: object, seconds: float) -> bool:
    raise ZeroDivisionError


@committed
def test_one_that_waits_for_a_person_takes_no_room(alice: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER = 1
    graph = Graph.objects.get(pk=save(client_for(alice), asking())["id"])
    first, second = started(alice, graph, 2)
    before = messages("engine_priority")
    run_on(first)
    assert (first.status, messages("engine_priority") > before) == ("REVIEW", True)
    admission.admit_next(alice.pk, graph.pk)
    assert admitted(second) == [True]


@committed
def test_an_agent_that_runs_for_another_takes_no_turn(alice: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER = 1
    client = client_for(alice)
    graph = Graph.objects.get(pk=save(client, caller(save(client, greeter()), "Ada"))["id"])
    first, second = started(alice, graph, 2)
    while not Execution.objects.filter(parent=first).exists():
        expand(first.pk)
    child = Execution.objects.get(parent=first)
    assert admitted(child, second) == [True, False]
    assert Execution.objects.running().get() == first
    run_on(child)
    run_on(first)
    assert (first.status, first.outputs) == ("COMPLETED", {"result": ["Hello Ada"]})


def test_what_a_lost_message_left_waiting_is_admitted_by_the_recovery(alice: User) -> None:
    first, _, third = started(alice, a_graph(alice), 3)
    Execution.objects.filter(pk=first.pk).update(status="TERMINATED", ended_at=F("created_at"))
    recover()
    assert admitted(third) == [True]


def test_what_waits_is_neither_begun_nor_taken_for_silent(alice: User) -> None:
    *_, waiting = started(alice, a_graph(alice), 3)
    Execution.objects.update(touched_at=F("touched_at") - SILENCE - timedelta(seconds=1))
    assert waiting not in Execution.objects.silent()
    assert Execution.objects.silent().count() == 2
    expand(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.started_at) == ("QUEUED", None)


def test_what_waits_can_be_stopped_and_is_then_never_admitted(alice: User) -> None:
    first, _, third = started(alice, a_graph(alice), 3)
    runs.stop_run(execution_id=third.pk)
    ended(first)
    third.refresh_from_db()
    assert (third.status, third.admitted_at) == ("TERMINATED", None)


def test_few_of_a_user_are_to_be_begun_however_many_may_run(alice: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER = 100
    most = admission.MOST_TO_BEGIN
    executions = started(alice, a_graph(alice), most + 5)
    assert admitted(*executions) == [True] * most + [False] * 5
    Execution.objects.filter(pk__in=[one.pk for one in executions[:2]]).update(status="RUNNING")
    admission.admit_next(alice.pk, executions[0].graph_id)
    assert admitted(*executions) == [True] * (most + 2) + [False] * 3


def test_nobody_overtakes_what_waits(alice: User) -> None:
    graph = a_graph(alice)
    first, _, third = started(alice, graph, 3)
    runs.stop_run(execution_id=first.pk)  # there is room, and whose turn it is has not been looked at yet
    (fourth,) = started(alice, graph)
    admission.admit_next(alice.pk, graph.pk)
    assert admitted(third, fourth) == [True, False]


def test_a_graph_has_a_limit_for_all_its_users(alice: User, bob: User, settings: Settings) -> None:
    settings.MAX_RUNNING_PER_USER, settings.MAX_RUNNING_PER_GRAPH = 10, 1
    team = make_team(alice, runner=bob)
    graph, other = a_graph(alice, team), a_graph(alice, team)
    first, second = started(alice, graph, 2)
    (theirs,) = started(bob, graph)
    (elsewhere,) = started(alice, other)
    # Of a user who waits, nobody is overtaken at the start; where there is room the next look lets it in.
    admission.admit_next(alice.pk, other.pk)
    assert admitted(first, second, theirs, elsewhere) == [True, False, False, True]
    ended(first)
    assert admitted(second, theirs) == [False, True]  # alice had a turn, bob had none
    ended(theirs)
    assert admitted(second) == [True]


def test_a_workspace_may_have_a_limit_of_its_own(alice: User, bob: User) -> None:
    team = make_team(alice, runner=bob)
    graph, own = a_graph(alice, team), a_graph(alice)
    Workspace.objects.filter(pk=team.pk).update(max_running=1)
    assert admitted(*started(alice, graph, 2)) == [True, False]
    assert admitted(*started(bob, graph, 2)) == [True, False]
    mine = started(alice, own, 3)
    admission.admit_all()
    assert admitted(*mine) == [True, True, False]
    Workspace.objects.filter(pk=team.pk).update(max_running=0)  # no limit
    admission.admit_all()
    assert not Execution.objects.waiting().filter(workspace=team).exists()


def test_workspaces_without_one_share_the_users_limit(alice: User) -> None:
    graphs = [a_graph(alice), a_graph(alice, make_team(alice))]
    executions = [started(alice, graph)[0] for graph in graphs * 2]
    assert admitted(*executions) == [True, True, False, False]


def test_users_take_turns_where_all_share_one_limit(alice: User, bob: User, settings: Settings) -> None:
    settings.MAX_RUNNING, settings.MAX_RUNNING_PER_USER = 1, 10
    mine, theirs = started(alice, a_graph(alice), 4), started(bob, a_graph(bob), 2)
    order = [mine[0]]
    while Execution.objects.waiting().exists():
        ended(order[-1])
        (now,) = Execution.objects.running()
        order.append(now)
    assert order == [mine[0], theirs[0], mine[1], theirs[1], mine[2], mine[3]]


def test_priority_goes_first_where_all_share_one_limit(alice: User, bob: User, settings: Settings) -> None:
    settings.MAX_RUNNING, settings.MAX_RUNNING_PER_USER = 1, 10
    Workspace.objects.filter(personal_of=bob).update(has_priority=True)
    (first, second), theirs = started(alice, a_graph(alice), 2), started(bob, a_graph(bob), 2)
    for execution, waiting in [(first, theirs[1]), (theirs[0], second)]:
        ended(execution)
        assert admitted(waiting) == [False]
    assert admitted(*theirs) == [True, True]


@committed
def test_an_execution_with_priority_goes_by_the_queues_in_front(alice: User) -> None:
    Workspace.objects.filter(personal_of=alice).update(has_priority=True)
    graph = Graph.objects.get(pk=save(client_for(alice), calling("http://127.0.0.1:9/"))["id"])
    before = [messages(queue) for queue in ("engine_priority", "blocks_priority", "engine", "blocks")]
    (execution,) = started(alice, graph)
    expand(execution.pk)
    after = [messages(queue) for queue in ("engine_priority", "blocks_priority", "engine", "blocks")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 0, 0]
    assert Execution.objects.get().has_priority


def test_a_user_who_is_gone_leaves_nothing_waiting_for_ever(alice: User, bob: User) -> None:
    team = make_team(alice, runner=bob)
    executions = started(bob, a_graph(alice, team), 3)
    bob.delete()
    ended(Execution.objects.get(pk=executions[0].pk))
    assert admitted(executions[2]) == [True]
