"""Budgets: how much of each is used, and whether one more firing fits.

Used is what was captured and what is held. Who asks holds the rows of the budgets until their transaction
ends, so of two firings that would fit one by one, but not both, one waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet, Sum

from credits.errors import OverBudget
from credits.models import AccountKind, Budget, BudgetScope, Entry, EntryKind, Hold, HoldState

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Spender:
    """For whom a firing's cost counts. Querysets are of ids of executions; here nothing is known of those."""

    workspace_id: UUID
    user_id: UUID | None = None
    graph_id: UUID | None = None  # of the agent that a person started
    execution_id: UUID | None = None  # that a person started
    family: QuerySet[Any] | None = None  # the execution that a person started, and all below it
    of_graph: QuerySet[Any] | None = None  # those under way of that agent
    of_user: QuerySet[Any] | None = None


def check_budgets(spender: Spender, amount: int) -> None:
    """Raises OverBudget if `amount` more would be beyond one of them. To be called before the hold, in its
    transaction.
    """
    for budget in _of(spender).select_for_update():
        if over := _over(budget, spender, amount):
            raise over


def has_room(spender: Spender, amount: int) -> bool:
    """The same, as a guess that may be out of date at once."""
    return not any(_over(budget, spender, amount) for budget in _of(spender))


def spent_of(budget: Budget, spender: Spender) -> int:
    """Micro-credits that count for a budget now: captured, and held."""
    entries, holds = _counted(budget, spender)
    captured = entries.filter(kind=EntryKind.CAPTURE).aggregate(sum=Sum("amount"))["sum"] or 0
    held = holds.filter(state=HoldState.OPEN).aggregate(sum=Sum("remaining"))["sum"] or 0
    return held - captured


def begins_at(scope: str, now: datetime | None = None) -> datetime | None:
    """From when on a budget of this scope counts; None for all time."""
    today = (now or datetime.now(UTC)).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if scope == BudgetScope.DAY:
        return today
    return None if scope == BudgetScope.EXECUTION else today.replace(day=1)


def _over(budget: Budget, spender: Spender, amount: int) -> OverBudget | None:
    spent = spent_of(budget, spender)
    if spent + amount <= budget.limit and (amount or spent < budget.limit):
        return None
    return OverBudget(budget=budget.pk, scope=budget.scope, limit=budget.limit, spent=spent, needed=amount)


def _of(spender: Spender) -> QuerySet[Budget]:
    """The budgets that a firing counts for; always locked in the same order."""
    applies = Q(scope=BudgetScope.DAY) | Q(scope=BudgetScope.USER, user=spender.user_id)
    if spender.family is not None:
        applies |= Q(scope=BudgetScope.GRAPH, graph_id=spender.graph_id)
        of_each = Q(execution_id=None) & (Q(graph_id=None) | Q(graph_id=spender.graph_id))
        of_this = Q(execution_id__isnull=False, execution_id=spender.execution_id)
        applies |= Q(scope=BudgetScope.EXECUTION) & (of_each | of_this)
    found: QuerySet[Budget] = Budget.objects.filter(applies, workspace=spender.workspace_id).order_by("pk")
    return found


def _counted(budget: Budget, spender: Spender) -> tuple[QuerySet[Entry], QuerySet[Hold]]:
    own = {"account__workspace": budget.workspace_id, "account__kind": AccountKind.WORKSPACE}
    entries, holds = Entry.objects.filter(**own), Hold.objects.filter(**own)
    since = begins_at(budget.scope)
    if since is not None:
        entries = entries.filter(created_at__gte=since)
    if budget.scope == BudgetScope.EXECUTION:
        return _within(entries, spender.family), _within(holds, spender.family)
    if budget.scope == BudgetScope.GRAPH:
        return entries.filter(graph_id=budget.graph_id), _within(holds, spender.of_graph)
    if budget.scope == BudgetScope.USER:
        return entries.filter(created_by=budget.user_id), _within(holds, spender.of_user)
    return entries, holds


def _within(rows: QuerySet[Row], executions: QuerySet[Any] | None) -> QuerySet[Row]:
    return rows.none() if executions is None else rows.filter(execution_id__in=executions)
