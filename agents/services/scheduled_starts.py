"""Starting what schedules planned: exactly one start for each planned time, however many look.

A schedule's row is locked while its times are dealt with, and its next time moves on in the transaction in
which the execution begins. Whoever else looks finds the row locked, or not due any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from agents.errors import ScheduleOverrun, ScheduleWithoutStarter
from agents.models import Execution, Schedule, ScheduledStart
from agents.models.kinds import Trigger
from agents.models.schedule import Outcome
from agents.runner.rows import keep_version
from agents.services import presets, runs
from agents.services.happened import tell_of_missed
from agents.services.saved_inputs import check_inputs
from agents.timing.missed import MOST_MADE_UP, to_start
from platform_project.accounts.models import User
from platform_project.errors import PlatformError
from platform_project.kit.jobs import nudge

AT_A_TIME = 500  # schedules that one look tells workers of
MOST_UNFINISHED = 20  # executions of one schedule
_LOOKED_BACK = 100  # planned times, for executions that have not ended
KEPT_FOR = timedelta(days=90)  # what became of a planned time
_SWEPT_AT_A_TIME = 5_000
_INSTANT = timedelta(microseconds=1)

log = structlog.get_logger(__name__)


def look_for_due() -> int:
    """Tell workers of the schedules whose time has come; how many those were.

    What is not dealt with, because a message was lost or a worker died, is found again by the next look.
    """
    due = list(Schedule.objects.due().order_by("next_at").values_list("pk", flat=True)[:AT_A_TIME])
    for schedule_id in due:
        nudge("agents.tasks.start_scheduled", str(schedule_id))
    return len(due)


@transaction.atomic
def start_due(schedule_id: UUID) -> list[ScheduledStart]:
    """Deal with the times of a schedule that have come; what became of them. None if somebody else does."""
    graph_id = Schedule.objects.filter(pk=schedule_id).values_list("graph_id", flat=True).first()
    if graph_id is None:
        return []
    keep_version(graph_id, None)  # the graph is locked before its schedules, as by whoever deletes it
    due = Schedule.objects.due().select_related("graph", "preset__graph", "runs_as")
    schedule = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=schedule_id).first()
    return [] if schedule is None else _deal_with(schedule, schedule.next_at, timezone.now())


def start_run_of(schedule: Schedule, user: User, trigger: Trigger = Trigger.PERSON) -> Execution:
    """Start what a schedule starts. Raises PresetIsOff, or as `start_run` does."""
    if schedule.preset is not None:
        return presets.run_preset(preset=schedule.preset, user=user, more=schedule.inputs, trigger=trigger)
    request = runs.RunRequest(inputs=schedule.inputs, trigger=trigger)
    return runs.start_run(graph=schedule.graph, user=user, request=request)


def check_saved(schedule: Schedule) -> None:
    """Does the agent take what the schedule runs with? Raises BadInput, InputsMissing or GraphInvalid."""
    preset = schedule.preset
    given = {**(preset.inputs if preset else {}), **schedule.inputs}
    check_inputs(schedule.graph, preset.version if preset else None, given)


def sweep() -> int:
    """Forget what became of times long ago; how many those were."""
    old = ScheduledStart.objects.filter(planned_at__lt=timezone.now() - KEPT_FOR)
    ids = list(old.order_by("planned_at").values_list("pk", flat=True)[:_SWEPT_AT_A_TIME])
    return ScheduledStart.objects.filter(pk__in=ids).delete()[0]


def _deal_with(schedule: Schedule, first: datetime, now: datetime) -> list[ScheduledStart]:
    now = max(now, first)  # the database's clock, which called it due, may be ahead of ours
    planned = schedule.recurrence.last_between(first - _INSTANT, now, MOST_MADE_UP)
    done = set(schedule.starts.filter(planned_at__in=planned).values_list("planned_at", flat=True))
    planned = [moment for moment in planned if moment not in done]
    wanted = set(to_start(planned, now, schedule.missed))
    made = [_start(schedule, moment) if moment in wanted else _skip(schedule, moment) for moment in planned]
    ScheduledStart.objects.bulk_create(made)
    tell_of_missed(schedule, made)
    coming = schedule.recurrence.next(now, 1)
    Schedule.objects.filter(pk=schedule.pk).update(next_at=coming[0] if coming else None)
    return made


def _start(schedule: Schedule, planned_at: datetime) -> ScheduledStart:
    row = ScheduledStart(schedule=schedule, planned_at=planned_at)
    try:
        with transaction.atomic():
            user = _starter(schedule)
            check_saved(schedule)  # another version may ask for more
            row.execution = start_run_of(schedule, user, Trigger.SCHEDULE)
    except PlatformError as why:
        row.outcome, row.error_code, row.error = Outcome.FAILED, why.code, str(why)
        log.info("a schedule could not start", schedule_id=str(schedule.pk), code=why.code)
    else:
        row.outcome, row.started_at = Outcome.STARTED, timezone.now()
    return row


def _skip(schedule: Schedule, planned_at: datetime) -> ScheduledStart:
    return ScheduledStart(schedule=schedule, planned_at=planned_at, outcome=Outcome.SKIPPED)


def _starter(schedule: Schedule) -> User:
    """In whose name it starts. Raises ScheduleWithoutStarter or ScheduleOverrun."""
    user: User | None = schedule.runs_as
    if user is None or not runs.may_start(user, schedule.workspace_id):
        raise ScheduleWithoutStarter(
            "The person in whose name this schedule runs may not start agents here any more. "
            "Somebody else has to save its times or inputs anew."
        )
    begun = schedule.starts.order_by("-planned_at").values("execution")[:_LOOKED_BACK]
    if Execution.objects.filter(pk__in=begun).unfinished().count() >= MOST_UNFINISHED:
        raise ScheduleOverrun(
            f"{MOST_UNFINISHED} executions of this schedule have not ended.", limit=MOST_UNFINISHED
        )
    return user
