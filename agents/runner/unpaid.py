"""Firings that cannot be paid: they wait without a worker, and go on when there is enough again.

    claimed ── `wait` ──→ AWAITING_INPUT, with a row of UnpaidFiring ── `go_on` ──→ QUEUED

Nothing of them has run. They are heavy ones, and those that run an agent of the marketplace, which begins in
`go_on`. Others of the execution go on; when nothing moves any more it pauses as INSUFFICIENT_CREDITS, and so
do those above it. Credits that arrive say so by a message; what becomes free otherwise (a hold given back, a
new day, a budget raised) is found by `look_again`.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from agents import events
from agents.engine.plan import BlockGone
from agents.engine.state import ExecutionStatus, NodeStatus
from agents.locks import lock_family
from agents.models import Execution, NodeExecution, UnpaidFiring
from agents.runner import calling, family
from agents.runner.payment import spender_of
from agents.runner.plans import plan_for
from agents.runner.queueing import place_of, queue_expansion, queue_firings
from blocks.sdk import BlockKind, all_blocks
from credits.errors import InsufficientCredits, OverBudget
from credits.services.budgets import has_room
from credits.services.ledger import balance_of

AT_A_TIME = 500


@transaction.atomic
def wait(row: NodeExecution, lease: str, refusal: InsufficientCredits | OverBudget) -> None:
    """Put a claimed firing aside, by the holder of its lease, and let its execution see to it."""
    mine = NodeExecution.objects.filter(
        pk=row.pk, execution_id=row.execution_id, lease=lease, status=NodeStatus.RUNNING
    )
    if not mine.update(
        status=NodeStatus.AWAITING_INPUT,
        lease="",
        lease_until=None,
        attempts=F("attempts") - 1,  # it did not begin
        error=refusal.message,
        error_code=refusal.code,
    ):
        return
    execution = row.execution
    waiting = calling.unpaid(execution, row, refusal)
    waiting.save(force_insert=True)
    events.publish(execution, [events.node_awaiting_input(row), *told_of(execution, [waiting])])
    queue_expansion(execution)


def told_of(execution: Execution, waiting: Sequence[UnpaidFiring]) -> list[events.Event]:
    """What is said of firings that wait for credits; of those that wait for a budget nothing."""
    needed = [row.needed for row in waiting if row.budget_id is None]
    if not needed:
        return []
    available = balance_of(execution.workspace_id).available
    return [events.credits_low(available, one) for one in needed]


def why_paused(execution: Execution) -> ExecutionStatus:
    """The pause of an execution in which nothing moves: for want of credits, or for an answer."""
    below = Execution.objects.filter(parent=execution, status=ExecutionStatus.INSUFFICIENT_CREDITS)
    if UnpaidFiring.objects.filter(execution=execution).exists() or below.exists():
        return ExecutionStatus.INSUFFICIENT_CREDITS
    return ExecutionStatus.REVIEW


def look_again(*, at_budgets: bool) -> int:
    """Let go on whatever can be paid by now, in every workspace; how many firings that were.

    at_budgets: also what waits for room in a budget, which takes longer to look at.
    """
    waiting = _waiting(at_budgets=at_budgets).order_by().values_list("workspace", flat=True).distinct()
    return sum(go_on_in(workspace_id, at_budgets=at_budgets) for workspace_id in waiting[:AT_A_TIME])


def go_on_in(workspace_id: UUID, *, at_budgets: bool = True) -> int:
    """Let firings of a workspace go on that can be paid now, the oldest first; how many those were."""
    rows = _waiting(at_budgets=at_budgets).filter(workspace=workspace_id).order_by("created_at", "pk")
    chosen: dict[UUID, list[UUID]] = {}
    left = balance_of(workspace_id).available
    for row in rows.select_related("execution")[:AT_A_TIME]:
        if settings.CREDITS and not _can_be_paid(row, left):
            continue
        left -= row.needed
        chosen.setdefault(row.execution_id, []).append(row.firing_id)
    return sum(go_on(execution_id, firing_ids) for execution_id, firing_ids in chosen.items())


@transaction.atomic
def go_on(execution_id: UUID, firing_ids: list[UUID]) -> int:
    """Queue these firings of an execution again; how many of them still waited."""
    execution = Execution.objects.filter(pk=execution_id).first()
    if execution is None:
        return 0
    lock_family(execution)
    waiting = UnpaidFiring.objects.filter(execution=execution, firing_id__in=firing_ids)
    ids = list(waiting.order_by("created_at", "pk").values_list("firing_id", flat=True))
    waiting.delete()
    rows = NodeExecution.objects.filter(execution=execution, pk__in=ids, status=NodeStatus.AWAITING_INPUT)
    agents = _that_run_agents(rows)
    ids = [firing_id for firing_id in ids if firing_id not in agents]
    back = rows.filter(pk__in=ids).update(status=NodeStatus.QUEUED, queued_at=Now(), error="", error_code="")
    if back:
        family.wake(execution)
        queue_firings(execution.pk, ids, place=place_of(execution))
    _start_agents(execution, list(agents.values()))
    return back + len(agents)


def _that_run_agents(rows: QuerySet[NodeExecution]) -> dict[UUID, NodeExecution]:
    blocks = [block.id for block in all_blocks() if block.kind is BlockKind.AGENT]
    return rows.filter(block_id__in=blocks).order_by("step").in_bulk()


def _start_agents(execution: Execution, rows: list[NodeExecution]) -> None:
    """The agents of these firings, which have a price, begin; or wait on."""
    for row in rows:
        try:
            node = plan_for(execution).nodes[row.node_position]
        except BlockGone:
            family.wake(execution)
            queue_expansion(execution)  # which ends it, with the reason
            return
        row.execution = execution
        calling.run_agent(execution, row, node)


def go_on_with_all(execution_ids: list[UUID]) -> int:
    """The same for all that wait in these executions, whether they can be paid or not."""
    rows = UnpaidFiring.objects.filter(execution__in=execution_ids)
    chosen: dict[UUID, list[UUID]] = {}
    for execution_id, firing_id in rows.values_list("execution", "firing_id"):
        chosen.setdefault(execution_id, []).append(firing_id)
    return sum(go_on(execution_id, firing_ids) for execution_id, firing_ids in chosen.items())


def forget(execution_ids: list[UUID]) -> None:
    """They have ended: nothing of them waits any more."""
    UnpaidFiring.objects.filter(execution__in=execution_ids).delete()


def _waiting(*, at_budgets: bool) -> QuerySet[UnpaidFiring]:
    found: QuerySet[UnpaidFiring] = UnpaidFiring.objects.all()
    return found if at_budgets else found.filter(budget_id=None)


def _can_be_paid(row: UnpaidFiring, left: int) -> bool:
    if row.needed > left:
        return False
    return row.budget_id is None or has_room(spender_of(row.execution), row.needed)
