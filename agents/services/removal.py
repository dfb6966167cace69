"""Deleting executions that have ended; and stopping, tagging or deleting several."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from agents.errors import ExecutionInUse, ExecutionIsPart, ExecutionNotEnded
from agents.history import prune
from agents.models import Execution
from agents.services import labels, runs
from platform_project.errors import NotFound, PlatformError

SECONDS = 10.0  # for one request; what is left is refused, and may be asked for again


@dataclass(slots=True)
class Outcome:
    """What became of several executions."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, PlatformError] = field(default_factory=dict)


def delete_run(*, execution: Execution, seconds: float = SECONDS) -> None:
    """Delete an execution that has ended, with all below it.

    Raises ExecutionNotEnded, ExecutionIsPart or ExecutionInUse.
    """
    if execution.root_id is not None:
        raise ExecutionIsPart(
            "This execution is a step of another one; delete that.", execution=str(execution.root_id)
        )
    if not execution.has_ended:
        raise ExecutionNotEnded("Stop the execution before you delete it.", status=execution.status)
    if not prune.remove(execution.pk, seconds):
        raise ExecutionInUse("A run that has not ended builds on this execution, or it is being worked on.")


def delete_runs(*, found: QuerySet[Execution], ids: Sequence[UUID]) -> Outcome:
    """Delete each of these, in about SECONDS; found: those that the caller may delete."""
    until = time.monotonic() + SECONDS
    return _each(found, ids, lambda one: delete_run(execution=one, seconds=until - time.monotonic()))


def stop_runs(*, found: QuerySet[Execution], ids: Sequence[UUID]) -> Outcome:
    """Stop each of these; found: those that the caller may stop."""
    return _each(found, ids, lambda one: runs.stop_run(execution_id=one.pk))


def tag_runs(*, found: QuerySet[Execution], ids: Sequence[UUID], tags: Sequence[str]) -> Outcome:
    """Add tags to each of these; found: those that the caller may tag."""
    return _each(found, ids, lambda one: labels.add_tags(execution=one, tags=tags))


def _each(found: QuerySet[Execution], ids: Sequence[UUID], act: Callable[[Execution], object]) -> Outcome:
    rows = found.select_related(None).only("pk", "status", "root_id").in_bulk(list(ids))
    outcome = Outcome()
    for execution_id in dict.fromkeys(ids):
        try:
            if execution_id not in rows:
                raise NotFound("There is no such execution.")
            act(rows[execution_id])
        except PlatformError as why:
            outcome.refused[execution_id] = why
        else:
            outcome.done.append(execution_id)
    return outcome
