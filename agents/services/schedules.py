"""Schedules: when an agent is to run by itself. What is started at those times: scheduled_starts.py."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone

from agents.models import Execution, Graph, Schedule
from agents.services import scheduled_starts
from agents.timing.cron import BadCron, check_cron
from agents.timing.recurrence import MAX_EVERY_SECONDS, MIN_EVERY_SECONDS, Recurrence
from integrations.services.choice import checked_choice
from platform_project.accounts.models import User
from platform_project.errors import BadInput

MAX_SCHEDULES = 500  # of a workspace
_WHEN = {"cron", "every_seconds", "timezone"}
_WHAT = {"preset", "inputs"}


@transaction.atomic
def create_schedule(*, graph: Graph, user: User, **given: Any) -> Schedule:
    """Run an agent at times. given: fields of Schedule.

    Raises BadInput, or GraphInvalid if the agent does not take the inputs.
    """
    if Schedule.objects.filter(workspace_id=graph.workspace_id).count() >= MAX_SCHEDULES:
        told = f"A workspace holds {MAX_SCHEDULES} schedules at most."
        raise BadInput(told, graph_id=[told])
    schedule = Schedule(workspace_id=graph.workspace_id, graph=graph, runs_as=user, **given)
    _check_what(schedule)
    _plan(schedule)
    schedule.save(force_insert=True)
    return schedule


@transaction.atomic
def change_schedule(*, schedule: Schedule, user: User, **given: Any) -> Schedule:
    """Change some fields. Whoever says what is run, or when, is from then on who runs it.

    Times that pass while a schedule is off are not missed: nobody planned them. Raises as `create_schedule`.
    """
    Schedule.objects.select_for_update().get(pk=schedule.pk)  # nothing is started meanwhile
    if "cron" in given or "every_seconds" in given:  # the one that is given replaces the other
        given = {"cron": "", "every_seconds": None, **given}
        schedule.counted_from = timezone.now()
    for name, value in given.items():
        setattr(schedule, name, value)
    if given.keys() & (_WHEN | _WHAT):
        schedule.runs_as = user
    if given.keys() & _WHAT:
        _check_what(schedule)
    if given.keys() & {*_WHEN, "is_enabled"}:
        _plan(schedule)
    schedule.save(update_fields=[*given, "counted_from", "next_at", "runs_as", "updated_at"])
    return schedule


def recurrence_of(*, cron: str, every_seconds: int | None, timezone_name: str) -> Recurrence:
    """What is asked for, checked. Raises BadInput naming the field and what is allowed in it."""
    if bool(cron) == (every_seconds is not None):
        told = "Give either a cron expression or every_seconds."
        raise BadInput(told, cron=[told], every_seconds=[told])
    if timezone_name not in available_timezones():
        told = "Must be an IANA name, as Europe/Berlin."
        raise BadInput(f"timezone: {told}", timezone=[told])
    if every_seconds is not None:
        return Recurrence("", _distance(every_seconds), timezone_name, timezone.now())
    try:
        return Recurrence(check_cron(cron), 0, timezone_name)
    except BadCron as err:
        raise BadInput(f"cron: {err}", cron=[str(err)]) from err


@transaction.atomic
def run_now(*, schedule: Schedule, user: User) -> Execution:
    """Start once more, now, with what the schedule runs with; its times stay. Raises as `start_run` does."""
    return scheduled_starts.start_run_of(schedule, user)


def _distance(every_seconds: int) -> int:
    if not MIN_EVERY_SECONDS <= every_seconds <= MAX_EVERY_SECONDS:
        told = f"Must be {MIN_EVERY_SECONDS} to {MAX_EVERY_SECONDS:,} (366 days)."
        raise BadInput(f"every_seconds: {told}", every_seconds=[told])
    return every_seconds


def _check_what(schedule: Schedule) -> None:
    preset = schedule.preset
    if preset is not None and preset.graph_id != schedule.graph_id:
        told = "This preset is of another agent."
        raise BadInput(told, preset_id=[told])
    scheduled_starts.check_saved(schedule)
    if preset is not None and schedule.runs_as is not None:
        checked_choice(preset.credentials, user=schedule.runs_as, workspace_id=schedule.workspace_id)


def _plan(schedule: Schedule) -> None:
    """Check when it runs, and find the next time."""
    checked = recurrence_of(
        cron=schedule.cron, every_seconds=schedule.every_seconds, timezone_name=schedule.timezone
    )
    schedule.cron = checked.cron
    coming = schedule.next_times(1)
    schedule.next_at = coming[0] if coming else None
