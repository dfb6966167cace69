"""Schedules: what people say of when agents run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.dateparse import parse_datetime
from rest_framework.test import APIClient

from agents.models import Execution, Schedule
from platform_project.accounts.models import User
from tests.agents.test_presets import greeter
from tests.agents.test_presets import make as make_preset
from tests.factories.accounts import make_team
from tests.factories.agents import save

Clients = Callable[..., APIClient]

URL = "/api/v1/schedules"
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make(client: APIClient, graph_id: str, **more: Any) -> dict[str, Any]:
    times = {} if "every_seconds" in more else {"cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"}
    given = {"graph_id": graph_id, "inputs": {"name": "Ada"}, **times, **more}
    answer = client.post(URL, given)
    assert answer.status_code == 201, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def test_a_schedule_says_when_it_runs_next_and_in_words(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, greeter())["id"]
    with time_machine.travel(FRIDAY):
        made = make(client_of(alice), graph_id, name="Mornings")
    assert made == {
        "id": made["id"], "graph_id": graph_id, "graph_name": "Test", "preset_id": None,
        "inputs": {"name": "Ada"}, "name": "Mornings", "cron": "0 9 * * 1-5", "every_seconds": None,
        "timezone": "Europe/Berlin", "missed": "once", "is_enabled": True, "last": None,
        "words": "Every weekday at 9:00, Berlin time", "runs_as": "Alice",
        "next": [f"2026-11-{day}T08:00:00Z" for day in range(23, 28)],
        "created_at": made["created_at"],
    }  # fmt: skip
    assert client.get(f"{URL}/{made['id']}").json()["id"] == made["id"]
    assert Schedule.objects.get().next_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_distance_is_counted_from_when_it_was_made(alice: User, client_of: Clients) -> None:
    graph_id = save(client_of(alice), greeter())["id"]
    with time_machine.travel(FRIDAY, tick=False):
        made = make(client_of(alice), graph_id, every_seconds=5400)
    assert (made["every_seconds"], made["cron"], made["words"]) == (5400, None, "Every 90 minutes")
    assert made["next"][:2] == ["2026-11-20T13:30:00Z", "2026-11-20T15:00:00Z"]


def test_times_are_shown_before_they_are_saved(alice: User, client_of: Clients) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        given = {"cron": "30 2 * * *", "timezone": "America/New_York"}
        seen = client_of(alice).post(f"{URL}/preview", given).json()
    assert seen["words"] == "Every day at 2:30, New York time"
    assert seen["next"][0] == "2026-11-21T07:30:00Z"
    assert len(seen["next"]) == 5


WRONG = [
    pytest.param({"cron": "61 * * * *"}, "cron", "minute: '61' is not valid. Allowed: 0 to 59", id="minute"),
    pytest.param({"cron": "0 9 * *"}, "cron", "five fields", id="four fields"),
    pytest.param({"cron": "0 9 31 2 *"}, "cron", "there is no such day", id="a day that never comes"),
    pytest.param({"every_seconds": 59}, "every_seconds", "60 to 31,622,400", id="too often"),
    pytest.param({"cron": "* * * * *", "every_seconds": 60}, "cron", "Give either", id="both"),
    pytest.param({"cron": "* * * * *", "timezone": "Mars/Base"}, "timezone", "IANA", id="no such zone"),
]


@pytest.mark.parametrize(("wrong", "field", "told"), WRONG)
def test_wrong_times_are_refused_by_field_with_what_is_allowed(
    wrong: dict[str, Any], field: str, told: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    given = {"graph_id": made["graph_id"], "inputs": {"name": "Ada"}, **wrong}
    changed = client.patch(f"{URL}/{made['id']}", wrong)
    answers = [client.post(URL, given), client.post(f"{URL}/preview", wrong), changed]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
        assert told in answer.json()["details"][field][0]
    assert Schedule.objects.get().cron == "0 9 * * 1-5"


def test_neither_a_cron_nor_a_distance_is_no_schedule(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    answer = client.post(URL, {"graph_id": save(client, greeter())["id"], "inputs": {"name": "Ada"}})
    assert answer.json()["details"]["cron"] == ["Give either a cron expression or every_seconds."]


def test_inputs_that_the_agent_does_not_take_are_refused(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    refused = client.patch(f"{URL}/{made['id']}", {"inputs": {}})
    assert (refused.status_code, refused.json()["code"]) == (400, "inputs_missing")
    assert refused.json()["details"] == {"inputs": {"name": ["Missing."]}}
    assert Schedule.objects.get().inputs == {"name": "Ada"}


def test_it_may_run_with_a_preset_which_then_stays(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    preset = make_preset(client, save(client, greeter())["id"])
    made = make(client, preset["graph_id"], preset_id=preset["id"], inputs={})
    assert made["preset_id"] == preset["id"]
    refused = client.delete(f"/api/v1/presets/{preset['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "preset_in_use")
    assert client.delete(f"{URL}/{made['id']}").status_code == 204
    assert client.delete(f"/api/v1/presets/{preset['id']}").status_code == 204


def test_a_preset_of_another_agent_or_of_somebody_else_is_refused(
    alice: User, bob: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph_id = save(client, greeter())["id"]
    other = make_preset(client, save(client, greeter())["id"])
    theirs = make_preset(client_of(bob), save(client_of(bob), greeter())["id"])
    given = {"graph_id": graph_id, "cron": "0 9 * * *"}
    assert client.post(URL, given | {"preset_id": other["id"]}).status_code == 400
    assert client.post(URL, given | {"preset_id": theirs["id"]}).status_code == 404
    assert not Schedule.objects.exists()


def test_a_paused_one_has_no_times_and_misses_none(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"], every_seconds=3600)
    paused = client.patch(f"{URL}/{made['id']}", {"is_enabled": False}).json()
    assert (paused["is_enabled"], paused["next"], Schedule.objects.get().next_at) == (False, [], None)
    again = client.patch(f"{URL}/{made['id']}", {"is_enabled": True}).json()
    assert again["next"][0] == made["next"][0]
    later = datetime.now(UTC) + timedelta(hours=30)
    with time_machine.travel(later):
        client = client_of(alice)
        client.patch(f"{URL}/{made['id']}", {"is_enabled": False})
        back = client.patch(f"{URL}/{made['id']}", {"is_enabled": True}).json()
    first = parse_datetime(back["next"][0])
    assert first is not None
    assert timedelta(0) < first - later <= timedelta(hours=1)


def test_the_one_of_cron_and_distance_that_is_given_replaces_the_other(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    changed = client.patch(f"{URL}/{made['id']}", {"every_seconds": 120}).json()
    assert (changed["cron"], changed["every_seconds"]) == (None, 120)
    changed = client.patch(f"{URL}/{made['id']}", {"cron": "0 0 * * *"}).json()
    assert (changed["cron"], changed["every_seconds"], changed["timezone"]) == (
        "0 0 * * *", None, "Europe/Berlin",
    )  # fmt: skip


def test_whoever_says_what_is_run_is_who_runs_it(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, builder=bob)
    made = make(client_of(alice, team), save(client_of(alice, team), greeter())["id"])
    url, builder = f"{URL}/{made['id']}", client_of(bob, team)
    assert builder.patch(url, {"name": "Renamed"}).json()["runs_as"] == "Alice"
    assert builder.patch(url, {"inputs": {"name": "Bo"}}).json()["runs_as"] == "Bob"


def test_run_now_starts_once_more_and_leaves_the_times(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    made = make(client, save(client, greeter())["id"])
    run = client.post(f"{URL}/{made['id']}/run-now")
    assert (run.status_code, run.json()["trigger"], run.json()["inputs"]) == (201, "person", {"name": "Ada"})
    assert client.get(f"{URL}/{made['id']}").json() == made


def test_who_may_see_change_and_start(alice: User, bob: User, client_of: Clients) -> None:
    team = make_team(alice, runner=bob)
    made = make(client_of(alice, team), save(client_of(alice, team), greeter())["id"])
    url, runner, stranger = f"{URL}/{made['id']}", client_of(bob, team), client_of(bob)
    for path in ("", "/starts"):
        assert stranger.get(f"{url}{path}").status_code == 404
        assert APIClient().get(f"{url}{path}").status_code == 401
    assert stranger.post(f"{url}/run-now").status_code == 404
    assert runner.get(URL).json()["results"] == [made]
    assert runner.patch(url, {"name": "x"}).status_code == 403
    assert runner.delete(url).status_code == 403
    assert runner.post(f"{URL}/preview", {"cron": "0 9 * * *"}).status_code == 200
    assert not Execution.objects.exists()
    assert runner.post(f"{url}/run-now").status_code == 201


def test_it_goes_with_its_agent(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    preset = make_preset(client, save(client, greeter())["id"])
    make(client, preset["graph_id"], preset_id=preset["id"])
    assert client.delete(f"/api/v1/graphs/{preset['graph_id']}?confirmed=true").status_code == 204
    assert not Schedule.objects.exists()
