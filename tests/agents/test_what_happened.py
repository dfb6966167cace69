"""People are told of runs that ended unseen, of questions that wait and of times that were missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from agents.models import Execution, Graph, Review, Schedule
from agents.services import happened, scheduled_starts
from platform_project.accounts.models import User
from platform_project.notifications.models import Mark, Notification
from platform_project.notifications.services import telling
from tests.agents.test_presets import greeter
from tests.agents.test_schedules import make
from tests.factories.agents import save
from tests.factories.history import make_execution, make_graph

Clients = Callable[..., APIClient]


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(telling, "enqueue", lambda *job: found.append(job))
    return found


@pytest.fixture
def graph(alice: User) -> Graph:
    """Of alice; the looks have come to a minute ago."""
    Mark.objects.create(name="what happened in executions", at=timezone.now() - timedelta(minutes=1))
    return make_graph(alice)


def ended(graph: Graph, user: User, **fields: Any) -> Execution:
    """An execution that a schedule started, and that failed half a minute ago."""
    given = {
        "status": "FAILED",
        "error": "No such page.",
        "trigger": "schedule",
        "started_by": user,
        **fields,
    }
    at = given.pop("at", datetime.now(UTC) - timedelta(seconds=30))
    return make_execution(graph, at, began=given.pop("began", None), firings=0, **given)


def told() -> list[tuple[str, str, int]]:
    return list(Notification.objects.order_by("created_at").values_list("kind", "title", "count"))


def test_a_run_that_failed_unseen_is_told_of_once(graph: Graph, alice: User) -> None:
    execution = ended(graph, alice)
    assert happened.tell() == 1
    row = Notification.objects.get()
    assert (row.user, row.kind, row.title) == (alice, "run_failed", "Test failed")
    assert (row.text, row.link, row.mail) == ("No such page.", f"/runs/{execution.pk}", "immediate")
    Mark.objects.update(at=timezone.now() - timedelta(seconds=20))
    assert happened.tell() == 0
    assert Notification.objects.get().count == 1


def test_many_of_one_agent_are_one_notification(graph: Graph, alice: User) -> None:
    other = make_graph(alice)
    for _ in range(3):
        ended(graph, alice)
    ended(other, alice)
    assert happened.tell() == 4
    assert sorted(told()) == [("run_failed", "Test failed", 1), ("run_failed", "Test failed", 3)]


def test_what_a_person_watched_is_not_told_of(graph: Graph, alice: User) -> None:
    at = datetime.now(UTC) - timedelta(seconds=30)
    ended(graph, alice, trigger="person", at=at, began=at - timedelta(seconds=59))
    ended(graph, alice, is_dry_run=True)
    ended(graph, alice, only_node="n1")
    ended(graph, alice, status="TERMINATED")
    ended(graph, alice, parent=ended(graph, alice, status="COMPLETED"))
    assert happened.tell() == 0
    Mark.objects.update(at=timezone.now() - timedelta(minutes=1))
    ended(graph, alice, trigger="person", at=at, began=at - timedelta(seconds=61))
    assert happened.tell() == 1


def test_what_has_just_happened_waits_for_the_next_look(graph: Graph, alice: User) -> None:
    """It may be committed behind something that ended later."""
    ended(graph, alice, at=datetime.now(UTC) - timedelta(seconds=1))
    assert happened.tell() == 0
    assert Mark.objects.get().at < timezone.now() - happened.LAG


def test_runs_that_went_well_are_told_of_to_who_wants_that(
    graph: Graph, alice: User, bob: User, client_of: Clients
) -> None:
    for user in (alice, bob):
        ended(graph, user, status="COMPLETED", error="")
    assert happened.tell() == 0
    client_of(bob).put("/api/v1/notifications/settings", {"run_finished": {"app": True}})
    Mark.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert happened.tell() == 1
    assert Notification.objects.get().user == bob
    assert told() == [("run_finished", "Test has finished", 1)]


def test_more_than_one_look_takes_are_told_of_by_the_next(
    graph: Graph, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happened, "MOST", 3)
    began = datetime.now(UTC) - timedelta(seconds=40)
    for number in range(5):
        ended(graph, alice, at=began + timedelta(seconds=number))
    assert [happened.tell() for _ in range(4)] == [2, 2, 1, 0]
    assert Notification.objects.get().count == 5


def test_a_question_that_waits_is_told_of(graph: Graph, alice: User, queued: list[tuple[Any, ...]]) -> None:
    execution = make_execution(graph, None, firings=0, started_by=alice, status="REVIEW")
    for _ in range(2):
        Review.objects.create(
            workspace=graph.workspace, execution=execution, firing_id=execution.pk, node_key="ask",
            kind="data" if not Review.objects.exists() else "action", name="Send it?",
            status="WAITING" if not Review.objects.exists() else "APPROVED",
        )  # fmt: skip
    Review.objects.update(created_at=timezone.now() - timedelta(seconds=20))
    assert happened.tell() == 1
    row = Notification.objects.get()
    assert (row.kind, row.title, row.text) == ("review_waiting", "Test waits for your answer", "Send it?")
    assert sorted(name.rpartition(".")[2] for name, _ in queued) == ["send_mail", "send_push"]


def test_the_first_look_tells_of_nothing_before_it(alice: User) -> None:
    ended(make_graph(alice), alice)
    assert happened.tell() == 0
    assert told() == []


def test_a_planned_time_without_a_start_is_told_of(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"], every_seconds=60, missed="skip")
    first = timezone.now() - timedelta(hours=2)
    Schedule.objects.filter(pk=made["id"]).update(counted_from=first - timedelta(minutes=1), next_at=first)
    User.objects.filter(pk=alice.pk).update(timezone="Asia/Kathmandu")
    scheduled_starts.start_due(made["id"])
    row = Notification.objects.get()
    assert (row.kind, row.count, row.link) == ("schedule_missed", 19, f"/agents/{made['graph_id']}")
    assert row.title.startswith("Test was not started at ")
