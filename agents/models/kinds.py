"""What started an execution.

Each is of one kind: the first of these that it is. Its trigger is what told the platform to start it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from agents.models.execution import Execution


class ExecutionKind(models.TextChoices):
    CHILD = "child"  # another agent ran it
    DRY_RUN = "dry_run"
    ONLY_NODE = "only_node"  # one node alone
    UNTIL = "until"  # up to one node
    RERUN = "rerun"
    RUN = "run"


class Trigger(models.TextChoices):
    PERSON = "person"  # or a program that acts for one
    SCHEDULE = "schedule"
    WEBHOOK = "webhook"


_IS = {
    ExecutionKind.CHILD: Q(parent__isnull=False),
    ExecutionKind.DRY_RUN: Q(is_dry_run=True),
    ExecutionKind.ONLY_NODE: ~Q(only_node=""),
    ExecutionKind.UNTIL: ~Q(until=""),
    ExecutionKind.RERUN: Q(source__isnull=False),
    ExecutionKind.RUN: Q(),
}


def kind_of(execution: Execution) -> ExecutionKind:
    if execution.parent_id is not None:
        return ExecutionKind.CHILD
    if execution.is_dry_run:
        return ExecutionKind.DRY_RUN
    if execution.only_node:
        return ExecutionKind.ONLY_NODE
    if execution.until:
        return ExecutionKind.UNTIL
    return ExecutionKind.RERUN if execution.source_id is not None else ExecutionKind.RUN


def of_kinds(kinds: Iterable[ExecutionKind]) -> Q:
    """Executions of one of these kinds."""
    return reduce(or_, [_of_kind(kind) for kind in kinds])


def _of_kind(kind: ExecutionKind) -> Q:
    found = Q(_IS[kind])
    for earlier in ExecutionKind:
        if earlier is kind:
            return found
        found &= ~_IS[earlier]
    return found
