"""What agents of the marketplace cost beside what their steps use (credits.services.sales).

    start ── `set_aside` ──→ runs ──→ COMPLETED: `count`, then `settle` pays, and its creator has the share
                                 └──→ FAILED, TERMINATED: `settle` gives it back

Each stands in the transaction that starts or ends the execution; the ledger comes last at the end, so that
nobody waits for anything else while they hold its accounts. What is left behind all the same, `settle_left`
finds. Agents that were made here ask nothing and touch no row.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from agents.engine.state import ExecutionStatus
from agents.models import Execution
from agents.runner.payment import spender_of
from agents.services import origins
from credits.services import sales
from credits.services.budgets import check_budgets
from platform_project.accounts.models import Workspace
from platform_project.kit.jobs import nudge

LEFT_AFTER = timedelta(minutes=1)


def price_of(graph_id: UUID, workspace_id: UUID) -> int:
    """Micro-credits for a run that a person starts; 0 for what was made here, or is this workspace's own."""
    origin = origins.origin_of(graph_id) if settings.CREDITS else None
    if origin is None or origin.creator_workspace_id == workspace_id:
        return 0
    return origin.price


def set_aside(execution: Execution, beside: int = 0) -> None:
    """Hold the price of an execution that is about to be saved, and note it there.

    An agent of the marketplace that another runs costs its price too, unless the two came together.
    beside: micro-credits that were set aside for executions which are not saved either, for the budgets.
    Raises InsufficientCredits or OverBudget, and changes nothing.
    """
    price = 0 if execution.is_dry_run else price_of(execution.graph_id, execution.workspace_id)
    if not price or _is_part(execution):
        return
    check_budgets(spender_of(execution), price + beside)
    sales.begin(buyer=execution.workspace_id, execution_id=execution.pk, price=price)
    execution.price = price


def count(execution: Execution, status: ExecutionStatus) -> None:
    """Let an execution that has just ended say what was paid for it."""
    if not execution.price:
        return
    row = Execution.objects.filter(pk=execution.pk)
    if status is ExecutionStatus.COMPLETED:
        row.update(cost=F("cost") + F("price"))
    else:
        row.update(price=0)


def settle(execution: Execution, status: ExecutionStatus) -> None:
    """Pay the price, or give it back; once, however often called. Its listing counts what went well."""
    is_well = status is ExecutionStatus.COMPLETED
    earned = 0
    if execution.price and is_well:
        earned = _pay(execution)
    elif execution.price:
        sales.cancel(execution_id=execution.pk)
    if is_well and not execution.is_dry_run and origins.is_added(execution.graph_id):
        _tell(execution, earned)


def settle_left() -> int:
    """Pay or give back what was set aside for executions that are over; how many those were."""
    ids = sales.open_sales(older_than=LEFT_AFTER)
    found = Execution.objects.in_bulk(ids)
    over = [pk for pk in ids if pk not in found or found[pk].has_ended]
    for execution_id in over:
        _settle_one(execution_id)
    return len(over)


@transaction.atomic
def _settle_one(execution_id: UUID) -> None:
    execution = Execution.objects.filter(pk=execution_id).first()
    if execution is not None and execution.status == ExecutionStatus.COMPLETED:
        _pay(execution)
    else:
        sales.cancel(execution_id=execution_id)


def _pay(execution: Execution) -> int:
    """What its creator gets; nothing if their workspace is gone."""
    origin = origins.origin_of(execution.graph_id)
    creator = origin.creator_workspace_id if origin else None
    if creator is not None and not Workspace.objects.filter(pk=creator).exists():
        creator = None
    taken = sales.complete(
        creator=creator,
        execution_id=execution.pk,
        graph_id=spender_of(execution).graph_id,
        by=execution.started_by_id,
    )
    return sales.share_of(taken) if creator is not None else 0


def _tell(execution: Execution, earned: int) -> None:
    origin = origins.origin_of(execution.graph_id)
    if origin is not None and not origin.is_step:
        nudge("marketplace.tasks.count_run", str(origin.listing_id), earned)


def _is_part(execution: Execution) -> bool:
    """Whether it runs within an agent that came from the same listing."""
    parent = execution.parent
    return parent is not None and origins.is_of_same(execution.graph_id, parent.graph_id)
