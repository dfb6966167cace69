"""Runs of an agent at set times, and what became of each time.

`next_at` is the next planned time; who moves it on, in the transaction that starts the execution, has done
that time. ScheduledStart keeps what was done: one row per planned time, which the database enforces.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

from agents.models.execution import Execution
from agents.models.graph import Graph
from agents.models.preset import MAX_NAME_CHARACTERS, Preset, input_schema_of
from agents.timing.cron import MAX_CHARACTERS
from agents.timing.recurrence import MIN_EVERY_SECONDS, Recurrence
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField


class Missed(models.TextChoices):
    """What becomes of planned times at which nothing could be started."""

    SKIP = "skip"
    ONCE = "once"  # one start stands for all of them
    ALL = "all"  # each is made up for, up to a bound


class Outcome(models.TextChoices):
    """What became of a planned time."""

    STARTED = "started"
    SKIPPED = "skipped"  # missed, and not made up for
    FAILED = "failed"  # it could not be started; `error_code` says why


class ScheduleQuerySet(OwnedQuerySet):
    def shown(self) -> Self:
        """With all that people are shown, but for the last starts."""
        found = self.select_related("graph", "preset", "runs_as")
        return found.annotate(input_schema=input_schema_of("preset__version"))

    def due(self) -> Self:
        return self.filter(is_enabled=True, next_at__lte=Now())


class Schedule(OwnedModel):
    """Runs of one agent, by a cron expression or at a distance."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="schedules")
    preset = models.ForeignKey(Preset, null=True, on_delete=models.RESTRICT, related_name="schedules")
    name = models.CharField(max_length=MAX_NAME_CHARACTERS, blank=True)
    inputs = ExactJSONField(default=dict)  # input name → value, over those of the preset
    cron = models.CharField(max_length=MAX_CHARACTERS, blank=True)  # five fields; empty: every_seconds
    every_seconds = models.PositiveIntegerField(null=True)
    timezone = models.CharField(max_length=64, default="UTC")  # IANA name, for the cron expression
    missed = models.CharField(max_length=10, choices=Missed.choices, default=Missed.ONCE.value)
    is_enabled = models.BooleanField(default=True)
    counted_from = models.DateTimeField(default=now)  # from when every_seconds is counted
    next_at = models.DateTimeField(null=True, blank=True)  # null while it is off
    runs_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who starts, as far as rights, turns and credentials go: whoever last said what is run
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = ScheduleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="schedule_by_workspace"),
            models.Index(fields=["next_at"], name="schedule_that_may_be_due", condition=Q(is_enabled=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(cron="", every_seconds__gte=MIN_EVERY_SECONDS)
                | (~Q(cron="") & Q(every_seconds=None)),
                name="schedule_has_a_cron_or_a_distance",
            ),
            models.CheckConstraint(
                condition=Q(missed__in=Missed.values), name="schedule_missed_policy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.cron or f"every {self.every_seconds} s"

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(self.cron, self.every_seconds or 0, self.timezone, self.counted_from)

    def next_times(self, count: int = 5) -> list[datetime]:
        """The next planned times; none while it is off."""
        return self.recurrence.next(now(), count) if self.is_enabled else []


class ScheduledStart(models.Model):
    """What became of one planned time of a schedule."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="starts")
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # when it was started in truth; null if it was not
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    execution = models.ForeignKey(Execution, null=True, on_delete=models.SET_NULL, related_name="+")
    error_code = models.CharField(max_length=50, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["planned_at"], name="scheduled_start_by_time"),  # for the sweep
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "planned_at"], name="scheduled_start_is_one_per_planned_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="scheduled_start_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_at:%Y-%m-%d %H:%M} {self.outcome}"
