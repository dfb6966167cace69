"""Ending an execution before its time: what runs in it, below it and what it asked ends with it."""

from __future__ import annotations

from uuid import UUID

from agents import events
from agents.engine.state import ExecutionStatus
from agents.models import Execution, NodeExecution, Review
from agents.runner import family, record

STOPPED = "Stopped."
STOPPED_WITH_PARENT = "Stopped with the agent that ran it."


def cut_short(
    execution: Execution,
    status: ExecutionStatus,
    error: str,
    error_code: str = "",
    unconsumed: dict[str, dict[str, int]] | None = None,
) -> bool:
    """End an execution and all below it. False, and nothing changed, if it had ended already.

    To be called in a transaction that holds the family's lock, or the planner's lock of the execution.
    """
    if not record.end(execution, status, error, error_code, unconsumed or {}):
        return False
    # The row of the execution is locked now: no slice of it can commit new firings or children after this.
    ended: list[UUID] = [execution.pk]
    for child in family.unfinished_below(execution.pk):
        outputs = record.outputs_of(child)
        fields = {"outputs": outputs, "error": STOPPED_WITH_PARENT}
        if Execution.objects.end(child.pk, ExecutionStatus.TERMINATED, **fields):
            told = events.execution_ended(ExecutionStatus.TERMINATED, STOPPED_WITH_PARENT)
            events.publish(child, [told])
            ended.append(child.pk)
    NodeExecution.objects.stop(*ended)
    Review.objects.cancel(ended)
    return True
