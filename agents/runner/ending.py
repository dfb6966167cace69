"""Ending an execution before its time: what runs in it, below it and what it asked ends with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from agents import events
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.models import Execution, NodeExecution, Review
from agents.runner import family, handover, prices, record, unpaid

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
    going = Execution.objects.unfinished().select_for_update(no_key=True, of=("self",))
    if going.filter(pk=execution.pk).only("pk").first() is None:
        return False
    # The row of the execution is locked now: no slice of it can commit new firings or children after this.
    ended = [execution]
    for child in family.unfinished_below(execution.pk):
        outputs = record.outputs_of(child)
        fields = {"outputs": outputs, "error": STOPPED_WITH_PARENT}
        if Execution.objects.end(child.pk, ExecutionStatus.TERMINATED, **fields):
            prices.count(child, ExecutionStatus.TERMINATED)
            told = events.execution_ended(ExecutionStatus.TERMINATED, STOPPED_WITH_PARENT)
            events.publish(child, [told])
            ended.append(child)
    ids = [one.pk for one in ended]
    NodeExecution.objects.stop(*ids)
    handover.release(execution)
    Review.objects.cancel(ids)
    unpaid.forget(ids)
    _count(ended)
    has_ended = record.end(execution, status, error, error_code, unconsumed or {})
    for child in ended[1:]:
        prices.settle(child, ExecutionStatus.TERMINATED)
    return has_ended


def _count(ended: list[Execution]) -> None:
    """Add what no slice will count: firings that ended and were not delivered, and those of agents below.

    ended: parents first.
    """
    more = _not_delivered([one.pk for one in ended])
    counts = dict(Execution.objects.filter(pk__in=more).values_list("pk", "node_count"))
    costs = dict(Execution.objects.filter(pk__in=more).values_list("pk", "cost"))
    for one in reversed(ended):
        added = more[one.pk]
        if any(added.values()):
            Execution.objects.filter(pk=one.pk).update(**{name: F(name) + n for name, n in added.items()})
        if one.parent_id in more:
            more[one.parent_id]["node_count"] += counts[one.pk] + added["node_count"]
            more[one.parent_id]["cost"] += costs[one.pk] + added["cost"]


def _not_delivered(execution_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = NodeExecution.objects.filter(
        execution_id__in=execution_ids,
        is_delivered=False,
        status__in=[NodeStatus.COMPLETED, NodeStatus.FAILED],
    )
    sums = rows.values("execution_id").annotate(
        ended=Count("pk"),
        inner=Sum("inner_count"),
        failed=Count("pk", filter=Q(status=NodeStatus.FAILED)),
        paid=Sum("cost"),
    )
    found = {pk: {"node_count": 0, "error_count": 0, "cost": 0} for pk in execution_ids}
    for row in sums:
        found[row["execution_id"]] = {
            "node_count": row["ended"] + row["inner"], "error_count": row["failed"], "cost": row["paid"],
        }  # fmt: skip
    return found
