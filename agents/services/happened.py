"""Telling people of what happened: runs that ended, what waits for them, planned times that were missed.

The engine tells nothing (ADR 24). A look every few seconds finds what happened since the one before; how far
it came is a row, which moves on in the transaction that writes the notifications. Of runs that a person
started and that ended within a minute nobody is told: whoever started them is still there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from agents.engine.plan import BlockGone
from agents.engine.state import ExecutionStatus
from agents.models import Execution, Review, Schedule, ScheduledStart, UnpaidFiring
from agents.models.kinds import Trigger
from agents.models.review import ReviewStatus
from agents.models.schedule import Outcome
from agents.secrecy import Mask
from agents.services.low_credits import tell_of_waiting
from platform_project.accounts.models import User
from platform_project.notifications.kinds import Kind
from platform_project.notifications.models import Mark
from platform_project.notifications.services.telling import notify
from platform_project.notifications.services.wishes import who_wants

LAG = timedelta(seconds=5)  # what is committed so long after it happened is not told of
WATCHED = timedelta(minutes=1)
MOST = 1_000  # executions of one look
_MARK = "what happened in executions"
_SHOWN_CHARACTERS = 500


@transaction.atomic
def tell() -> int:
    """Tell of what happened since the last look; how many executions and questions that was.

    Who looks at the same time as somebody else does nothing.
    """
    now = timezone.now()
    Mark.objects.get_or_create(name=_MARK, defaults={"at": now - LAG})
    mark = Mark.objects.select_for_update(skip_locked=True).filter(name=_MARK).first()
    if mark is None or mark.at >= now - LAG:
        return 0
    ended, until = _ended(mark.at, now - LAG)
    asked = _asked(mark.at, until)
    for rows in _together(ended, "started_by_id", "graph_id", "status"):
        _tell_of_end(rows)
    for rows in _together(asked, "started_by_id", "graph_id"):
        _tell_of_question(rows)
    for rows in _together(_unpaid(mark.at, until), "workspace_id", "graph_id"):
        _tell_of_unpaid(rows)
    Mark.objects.filter(pk=mark.pk).update(at=until)
    return len(ended) + len(asked)


def tell_of_missed(schedule: Schedule, made: list[ScheduledStart]) -> None:
    """Tell who a schedule runs as of times at which nothing was started, in the caller's transaction."""
    wrong = [start for start in made if start.outcome != Outcome.STARTED]
    if not wrong or schedule.runs_as is None:
        return
    last = wrong[-1]
    zone = schedule.recurrence.local(last.planned_at)
    notify(
        schedule.runs_as,
        Kind.SCHEDULE_MISSED,
        subject_key=f"schedule:{schedule.pk}",
        title=f"{schedule.graph.name} was not started at {zone:%H:%M on %-d %B}",
        text=last.error
        or "Nothing could be started at that time. The schedule says to leave such times out.",
        link=f"/agents/{schedule.graph_id}",
        count=len(wrong),
    )


def _ended(after: datetime, until: datetime) -> tuple[list[dict[str, Any]], datetime]:
    """Executions to be told of, and until when that is all of them."""
    found = Execution.objects.filter(
        parent=None, ended_at__gt=after, ended_at__lte=until, is_dry_run=False, only_node="", until=""
    )
    unwatched = ~Q(trigger=Trigger.PERSON) | Q(ended_at__gt=F("created_at") + WATCHED)
    failed, finished = Q(status=ExecutionStatus.FAILED), Q(status=ExecutionStatus.COMPLETED)
    wanted = failed | (finished & Q(started_by__in=who_wants(Kind.RUN_FINISHED)))
    rows = found.filter(unwatched & wanted, started_by__isnull=False).order_by("ended_at")
    listed = list(rows.values("pk", "started_by_id", "graph_id", "status", "ended_at")[:MOST])
    if len(listed) < MOST:
        return listed, until
    last = listed[-1]["ended_at"]
    before = [row for row in listed if row["ended_at"] < last]  # of the last moment there may be more
    return (before, last - timedelta(microseconds=1)) if before else (listed, last)


def _asked(after: datetime, until: datetime) -> list[dict[str, Any]]:
    waiting = Review.objects.filter(status=ReviewStatus.WAITING, created_at__gt=after, created_at__lte=until)
    found = waiting.filter(execution__started_by__isnull=False, execution__is_dry_run=False)
    named = {"started_by_id": F("execution__started_by_id"), "graph_id": F("execution__graph_id")}
    return list(found.order_by("created_at").values("pk", **named))


def _unpaid(after: datetime, until: datetime) -> list[dict[str, Any]]:
    """Steps that still wait for credits."""
    found = UnpaidFiring.objects.filter(created_at__gt=after, created_at__lte=until).order_by("created_at")
    named = {"started_by_id": F("execution__started_by_id"), "graph_id": F("execution__graph_id")}
    return list(found.values("workspace_id", "execution_id", "budget_id", **named)[:MOST])


def _together(rows: Iterable[dict[str, Any]], *names: str) -> list[list[dict[str, Any]]]:
    """Rows with the same cause, in their order."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return list(found.values())


def _tell_of_end(rows: list[dict[str, Any]]) -> None:
    newest = Execution.objects.select_related("version", "started_by").filter(pk=rows[-1]["pk"]).first()
    if newest is None:
        return
    has_failed = newest.status == ExecutionStatus.FAILED
    notify(
        newest.started_by,
        Kind.RUN_FAILED if has_failed else Kind.RUN_FINISHED,
        subject_key=f"graph:{newest.graph_id}",
        title=f"{newest.version.name} {'failed' if has_failed else 'has finished'}",
        text=_shown(newest, newest.error) if has_failed else "",
        link=f"/runs/{newest.pk}",
        count=len(rows),
    )


def _tell_of_question(rows: list[dict[str, Any]]) -> None:
    newest = Review.objects.select_related("execution__version").filter(pk=rows[-1]["pk"]).first()
    user = User.objects.filter(pk=rows[-1]["started_by_id"]).first()
    if newest is None or user is None:
        return
    graph_id: UUID = rows[-1]["graph_id"]
    notify(
        user,
        Kind.REVIEW_WAITING,
        subject_key=f"reviews:{graph_id}",
        title=f"{newest.execution.version.name} waits for your answer",
        text=_shown(newest.execution, newest.name),
        link="/reviews",
        count=len(rows),
    )


def _tell_of_unpaid(rows: list[dict[str, Any]]) -> None:
    newest = rows[-1]
    execution = Execution.objects.select_related("version").filter(pk=newest["execution_id"]).first()
    if execution is None:
        return
    user = User.objects.filter(pk=newest["started_by_id"]).first()
    link = f"/runs/{execution.top_id}"
    is_budget = newest["budget_id"] is not None
    tell_of_waiting(user, newest["workspace_id"], execution.version.name, link, is_budget=is_budget)


def _shown(execution: Execution, text: str) -> str:
    """Without secrets; nothing where they cannot be known, as a block is gone."""
    try:
        return Mask.of(execution).hide(text)[:_SHOWN_CHARACTERS]
    except BlockGone:
        return ""
