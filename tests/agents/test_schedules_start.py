"""What schedules start: each planned time once, what was missed by its policy, and why something failed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from agents import tasks
from agents.models import Execution, Graph, Preset, Schedule, ScheduledStart
from agents.services import scheduled_starts
from agents.timing.missed import GRACE, to_start
from platform_project.accounts.models import Membership, User
from tests.agents.test_presets import greeter
from tests.agents.test_presets import make as make_preset
from tests.agents.test_schedules import URL, make
from tests.factories.accounts import client_for, make_team, make_user
from tests.factories.agents import save

Clients = Callable[..., APIClient]
MINUTE = timedelta(minutes=1)


def due(client: APIClient, *, since: timedelta = MINUTE, **more: Any) -> Schedule:
    """A schedule of every minute whose first planned time was so long ago."""
    made = make(client, save(client, greeter())["id"], **{"every_seconds": 60, **more})
    first = timezone.now().replace(microsecond=0) - since
    Schedule.objects.filter(pk=made["id"]).update(counted_from=first - MINUTE, next_at=first)
    return Schedule.objects.get(pk=made["id"])


def outcomes(schedule: Schedule) -> list[str]:
    return list(schedule.starts.order_by("planned_at").values_list("outcome", flat=True))


def test_a_planned_time_starts_one_execution_and_says_when_it_did(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    scheduled_starts.start_due(schedule.pk)
    start = ScheduledStart.objects.get()
    assert (start.planned_at, start.outcome) == (schedule.next_at, "started")
    assert start.started_at is not None
    assert start.started_at > start.planned_at
    execution = Execution.objects.get()
    assert (start.execution, execution.trigger, execution.inputs) == (execution, "schedule", {"name": "Ada"})
    assert execution.started_by == schedule.runs_as
    seen = client.get(f"{URL}/{schedule.pk}").json()
    assert seen["last"] == {
        "planned_at": seen["last"]["planned_at"], "started_at": seen["last"]["started_at"],
        "outcome": "started", "execution_id": str(execution.pk), "status": "QUEUED", "error_code": "",
        "error": "",
    }  # fmt: skip
    assert client.get(f"{URL}/{schedule.pk}/starts").json()["results"] == [seen["last"]]
    schedule.refresh_from_db()
    assert schedule.next_at == start.planned_at + MINUTE


def test_a_second_delivery_and_a_time_that_is_not_due_start_nothing(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    assert len(scheduled_starts.start_due(schedule.pk)) == 1
    assert scheduled_starts.start_due(schedule.pk) == []
    tasks.start_scheduled(str(schedule.pk))
    assert Execution.objects.count() == 1


def test_a_planned_time_that_was_done_is_not_done_again_whatever_the_row_says(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    scheduled_starts.start_due(schedule.pk)
    Schedule.objects.filter(pk=schedule.pk).update(next_at=schedule.next_at)
    assert scheduled_starts.start_due(schedule.pk) == []
    assert Execution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_however_many_look_at_once_each_planned_time_starts_once(alice: User) -> None:
    """As with several beats: all of their looks, and workers that deal with each of them, at one time."""
    schedules = [due(client_for(alice), since=3 * MINUTE, missed="all") for _ in range(3)]
    barrier = threading.Barrier(6)
    errors: list[BaseException] = []

    def look() -> None:
        try:
            barrier.wait(10)
            for schedule in schedules:
                scheduled_starts.start_due(schedule.pk)
        except BaseException as err:
            errors.append(err)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert [outcomes(schedule) for schedule in schedules] == [["started"] * 4] * 3
    assert Execution.objects.filter(trigger="schedule").count() == 12


def test_a_look_tells_workers_of_what_is_due_and_of_nothing_else(
    client: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(scheduled_starts, "nudge", lambda *job: told.append(job))
    schedule = due(client)
    off = due(client)
    client.patch(f"{URL}/{off.pk}", {"is_enabled": False})
    make(client, str(schedule.graph_id))  # some other day
    tasks.look_for_due()
    assert told == [("agents.tasks.start_scheduled", str(schedule.pk))]
    assert settings.CELERY_BEAT_SCHEDULE["look-for-due-schedules"]["task"] == "agents.tasks.look_for_due"


@pytest.mark.parametrize(
    ("missed", "since", "expected"),
    [
        ("skip", timedelta(hours=1), ["skipped"] * 19 + ["started"]),  # the newest is not late
        ("once", timedelta(hours=1), ["skipped"] * 19 + ["started"]),
        ("all", timedelta(hours=1), ["started"] * 20),
        ("all", 2 * MINUTE, ["started"] * 3),
    ],
)
def test_what_was_missed_is_dealt_with_by_its_policy_and_bounded(
    missed: str, since: timedelta, expected: list[str], client: APIClient
) -> None:
    schedule = due(client, since=since, missed=missed)
    scheduled_starts.start_due(schedule.pk)
    assert outcomes(schedule) == expected
    schedule.refresh_from_db()
    assert schedule.next_at is not None
    assert schedule.next_at > timezone.now()


def test_a_late_start_is_left_out_by_skip_alone() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    late, on_time = [now - GRACE - MINUTE], [now - GRACE]
    assert [to_start(late, now, policy) for policy in ("skip", "once", "all")] == [[], late, late]
    assert to_start(on_time, now, "skip") == on_time


def test_a_long_outage_costs_little(client: APIClient) -> None:
    schedule = due(client, since=timedelta(days=365), missed="once", every_seconds=60)
    Schedule.objects.filter(pk=schedule.pk).update(every_seconds=None, cron="* * * * *")
    scheduled_starts.start_due(schedule.pk)
    assert outcomes(schedule) == ["skipped"] * 19 + ["started"]


def failed(schedule: Schedule) -> tuple[str, str]:
    scheduled_starts.start_due(schedule.pk)
    start = schedule.starts.get()
    assert (start.outcome, start.execution, start.started_at) == ("failed", None, None)
    assert not Execution.objects.exists()
    schedule.refresh_from_db()
    assert schedule.next_at is not None
    assert schedule.next_at > timezone.now()
    return start.error_code, start.error


def test_an_agent_that_asks_for_more_by_now_is_a_failure_that_says_so(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    graph = greeter()
    graph["nodes"].append(
        {"id": "more", "block_id": "agent.short_text_input", "input_default": {"name": "age"}}
    )
    assert client.put(f"/api/v1/graphs/{schedule.graph_id}", graph).status_code in (200, 201)
    assert failed(schedule) == ("inputs_missing", "The agent asks for 'age'.")


def test_a_preset_that_is_off_is_a_failure_that_says_so(client: APIClient) -> None:
    preset = make_preset(client, save(client, greeter())["id"])
    schedule = due(client, since=timedelta(seconds=1))
    Schedule.objects.filter(pk=schedule.pk).update(
        preset=Preset.objects.get(), graph=Graph.objects.get(pk=preset["graph_id"])
    )
    client.patch(f"/api/v1/presets/{preset['id']}", {"is_enabled": False})
    assert failed(schedule) == ("preset_is_off", "This preset is switched off.")


def test_nothing_starts_in_the_name_of_who_is_no_member_any_more(db: None, client_of: Clients) -> None:
    owner, member = make_user(), make_user()
    team = make_team(owner, builder=member)
    schedule = due(client_of(member, team), since=timedelta(seconds=1))
    Membership.objects.filter(workspace=team, user=member).delete()
    assert failed(schedule)[0] == "schedule_without_starter"


def test_nothing_starts_in_the_name_of_who_may_not_sign_in(alice: User, client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert failed(schedule)[0] == "schedule_without_starter"


def test_a_schedule_whose_executions_do_not_end_starts_no_more(client: APIClient) -> None:
    schedule = due(client, since=timedelta(hours=1), missed="all")
    scheduled_starts.start_due(schedule.pk)
    assert Execution.objects.count() == scheduled_starts.MOST_UNFINISHED
    again = timezone.now() - timedelta(milliseconds=1)
    Schedule.objects.filter(pk=schedule.pk).update(next_at=again, counted_from=again - MINUTE)
    scheduled_starts.start_due(schedule.pk)
    last = schedule.starts.order_by("planned_at").last()
    assert last is not None
    assert (last.outcome, last.error_code) == ("failed", "schedule_overrun")
    assert Execution.objects.count() == scheduled_starts.MOST_UNFINISHED


def test_what_became_of_times_long_ago_is_forgotten(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    scheduled_starts.start_due(schedule.pk)
    kept = schedule.starts.get()
    old = timezone.now() - scheduled_starts.KEPT_FOR - MINUTE
    ScheduledStart.objects.create(schedule=schedule, planned_at=old, outcome="skipped")
    tasks.sweep_scheduled_starts()
    assert list(schedule.starts.all()) == [kept]


def test_an_execution_that_is_deleted_leaves_its_planned_time_behind(client: APIClient) -> None:
    schedule = due(client, since=timedelta(seconds=1))
    scheduled_starts.start_due(schedule.pk)
    execution = Execution.objects.get()
    client.post(f"/api/v1/executions/{execution.pk}/stop")
    assert client.delete(f"/api/v1/executions/{execution.pk}").status_code == 204
    assert outcomes(schedule) == ["started"]


def test_lists_cost_the_same_for_many(client: APIClient, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        scheduled_starts.start_due(due(client, since=timedelta(seconds=1)).pk)
    with django_assert_num_queries(4):
        assert len(client.get(URL).json()["results"]) == 3
