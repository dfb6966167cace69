"""The budgets of a workspace as its admins set them. What is raised or ended lets waiting work go on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from credits.errors import BudgetExists
from credits.models import AccountKind, Budget, BudgetScope, Entry, EntryKind
from credits.services import arrivals
from credits.services.budgets import begins_at
from credits.services.expiry import at_work
from platform_project.accounts.models import Membership, Workspace
from platform_project.errors import BadInput

_BY_MONTH = {BudgetScope.GRAPH: "graph_id", BudgetScope.USER: "created_by_id"}


@transaction.atomic
def set_budget(
    *,
    workspace: Workspace,
    scope: BudgetScope,
    limit: int,
    graph_id: UUID | None = None,
    user_id: UUID | None = None,
) -> Budget:
    """A new budget. limit: micro-credits, >= 0. Raises BudgetExists if there is one of the same; BadInput."""
    _refuse_wrong(workspace, scope, graph_id, user_id)
    made = Budget(workspace=workspace, scope=scope, limit=limit, graph_id=graph_id, user_id=user_id)
    Budget.objects.bulk_create([made], ignore_conflicts=True)
    if not Budget.objects.filter(pk=made.pk).exists():
        raise BudgetExists("There is a budget of this already: change its limit.", scope=scope)
    return made


def limit_run(*, workspace_id: UUID, execution_id: UUID, limit: int) -> Budget:
    """A budget of one run and what it starts, beside all others. limit: micro-credits, >= 0."""
    made: Budget = Budget.objects.create(
        workspace_id=workspace_id, scope=BudgetScope.EXECUTION, execution_id=execution_id, limit=limit
    )
    return made


def end_of_runs_over() -> int:
    """Forget budgets of runs that have ended; how many."""
    rows = Budget.objects.filter(execution_id__isnull=False).values_list("pk", "execution_id")
    of_runs: dict[UUID, UUID] = dict(rows)
    kept = at_work(set(of_runs.values()))
    over = [pk for pk, execution_id in of_runs.items() if execution_id not in kept]
    return int(Budget.objects.filter(pk__in=over).delete()[0])


@transaction.atomic
def change_limit(budget: Budget, limit: int) -> Budget:
    """limit: micro-credits, >= 0. If it is higher, what waits is looked at again."""
    Budget.objects.filter(pk=budget.pk).update(limit=limit)
    if limit > budget.limit:
        arrivals.tell(budget.workspace_id)
    budget.limit = limit
    return budget


@transaction.atomic
def end_budget(budget: Budget) -> None:
    """Limit this no more; what waits is looked at again."""
    Budget.objects.filter(pk=budget.pk).delete()
    arrivals.tell(budget.workspace_id)


def used_of(workspace: Workspace, budgets: Iterable[Budget]) -> dict[UUID, int]:
    """Micro-credits taken so far of each that counts by day or month; those of single runs are left out."""
    own = Entry.objects.filter(
        account__workspace=workspace, account__kind=AccountKind.WORKSPACE, kind=EntryKind.CAPTURE
    )
    used: dict[UUID, int] = {}
    for scope, name in {BudgetScope.DAY: "account_id", **_BY_MONTH}.items():
        of_scope = [budget for budget in budgets if budget.scope == scope]
        if not of_scope:
            continue
        since = own.filter(created_at__gte=begins_at(scope))
        sums = dict(since.values_list(name).annotate(sum=Sum("amount")).values_list(name, "sum"))
        for budget in of_scope:
            whose = _whose(budget)
            taken = sum(sums.values()) if whose is None else sums.get(whose, 0)
            used[budget.pk] = -int(taken)
    return used


def _whose(budget: Budget) -> UUID | None:
    found: UUID | None = budget.graph_id or budget.user_id
    return found


def _refuse_wrong(
    workspace: Workspace, scope: BudgetScope, graph_id: UUID | None, user_id: UUID | None
) -> None:
    if scope == BudgetScope.GRAPH and graph_id is None:
        raise BadInput("graph_id: Which agent?", graph_id=["Which agent?"])
    if scope not in (BudgetScope.GRAPH, BudgetScope.EXECUTION) and graph_id is not None:
        raise BadInput("graph_id: Not of this scope.", graph_id=["Not of this scope."])
    if (scope == BudgetScope.USER) != (user_id is not None):
        message = "Which member?" if user_id is None else "Not of this scope."
        raise BadInput(f"user_id: {message}", user_id=[message])
    if user_id and not Membership.objects.filter(workspace=workspace, user=user_id).exists():
        raise BadInput("user_id: Must be a member.", user_id=["Must be a member of the workspace."])
