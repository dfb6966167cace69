"""Tags and custom data of executions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from agents.engine import limits
from agents.models import Execution
from agents.models.labels import ExecutionLabels
from platform_project.errors import BadInput

_RELATION: Any = ExecutionLabels._meta.get_field("execution").remote_field


def put_labels(execution: Execution, tags: Sequence[str], data: Mapping[str, Any]) -> None:
    """Keep them for a new execution, in the transaction that makes it."""
    labels = None
    if tags or data:
        labels = ExecutionLabels.objects.create(execution=execution, tags=list(tags), data=dict(data))
    _RELATION.set_cached_value(execution, labels)  # none is known too: whoever shows it need not ask


def labels_of(execution: Execution) -> ExecutionLabels | None:
    return getattr(execution, "labels", None)


@transaction.atomic
def set_tags(*, execution: Execution, tags: Sequence[str]) -> None:
    """Put these tags in the place of those it has."""
    labels = _locked(execution)
    labels.tags = list(dict.fromkeys(tags))
    labels.save(update_fields=["tags"])
    _RELATION.set_cached_value(execution, labels)


@transaction.atomic
def add_tags(*, execution: Execution, tags: Sequence[str]) -> None:
    """Add these tags to those it has. Raises BadInput if it would have too many, and adds none."""
    labels = _locked(execution)
    wanted = list(dict.fromkeys([*labels.tags, *tags]))
    if len(wanted) > limits.MAX_TAGS:
        told = f"An execution has at most {limits.MAX_TAGS} tags."
        raise BadInput(told, tags=[told])
    labels.tags = wanted
    labels.save(update_fields=["tags"])


def _locked(execution: Execution) -> ExecutionLabels:
    ExecutionLabels.objects.get_or_create(execution_id=execution.pk)
    return ExecutionLabels.objects.select_for_update().get(execution_id=execution.pk)
