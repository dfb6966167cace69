"""Paying for heavy firings (ADR 30). What is free for sure is not looked at twice and touches no row.

    claimed ── begin: credits are set aside ──→ its block runs ──→ outcome and `settle`, in one transaction
       └── they cannot be: `unpaid.wait`

Each attempt has a key of its own; what a lost attempt left set aside is given back (`give_back_left`), and
the next one pays for itself.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from agents import events
from agents.engine.plan import Plan, PlannedNode
from agents.engine.state import NodeStatus
from agents.models import Execution, NodeExecution
from blocks.sdk import Firing, Usage
from blocks.sdk.usage import NOTHING
from credits.models import Hold, HoldState
from credits.services import charging, ledger
from credits.services.budgets import Spender
from credits.services.charging import Charge
from credits.services.price_book import is_priced
from integrations.services.model_table import table_now
from integrations.services.rights import Rights
from platform_project.kit.jobs import nudge

LEFT_AFTER = timedelta(seconds=60)  # a hold so old is looked at: does anybody still run what it is for?
AT_A_TIME = 500
_KEY = "firing:"
_INSIDE = ("node_id", "block_id", "provider", "model")


@dataclass(slots=True)
class Payment:
    """What one attempt of a firing pays. Made when it is claimed."""

    charge: Charge
    rights: Rights
    or_else_own: bool  # if the block asks for no credential
    began: float = field(default_factory=time.monotonic)
    used: Usage = NOTHING  # by its block's own count, once it has ended

    def priced(self, outcome: Firing) -> Firing:
        """The outcome with what it costs."""
        self.used = outcome.usage
        seconds = time.monotonic() - self.began
        return charging.priced(self.charge, outcome, seconds=seconds, is_own_credential=self._is_own)

    def settle(self, execution: Execution, cost: int) -> None:
        """Pay, in the transaction that writes the outcome down."""
        entry = charging.pay(self.charge, cost)
        if entry is not None and charging.has_run_low(entry):
            events.publish(execution, [events.credits_low(entry.balance_after)])
            nudge("agents.tasks.tell_of_low_credits", str(execution.workspace_id))

    def stopped(self, usage: Usage | None = None) -> None:
        """Pay for an attempt whose outcome nobody wants: what it used of a model."""
        cost = charging.cost_of_stopped(
            self.charge, self.used if usage is None else usage, is_own_credential=self._is_own
        )
        charging.pay(self.charge, cost)

    @property
    def _is_own(self) -> bool:
        return self.rights.was_own(self.charge.target.provider, or_else=self.or_else_own)


def may_cost(plan: Plan) -> bool:
    """Whether an execution of this plan may have to pay for something."""
    return bool(settings.CREDITS) and any(is_priced(block) for block in plan.heavy_blocks)


def begin(row: NodeExecution, node: PlannedNode, values: Mapping[str, Any], rights: Rights) -> Payment | None:
    """Set aside what a claimed firing may cost; None if it is free.

    Raises InsufficientCredits, OverBudget or ModelNotAllowed.
    """
    execution = row.execution
    if execution.is_dry_run or not is_priced(node.block):
        return None
    graph_id = execution.graph_id if execution.root_id is None else _graph_of(execution.root_id)
    # What a closed agent is made of stands in nobody's ledger, but for what it cost.
    told = {"node_id": row.node_key} if execution.is_whole else dict.fromkeys(_INSIDE, "")
    charge = Charge.of(
        key_of(row),
        execution.workspace_id,
        node.block,
        values,
        table=table_now(),
        by=execution.started_by_id,
        execution_id=execution.pk,
        graph_id=graph_id,
        **told,
    )
    is_own = rights.would_be_own(charge.target.provider)
    payment = Payment(charge, rights, or_else_own=bool(node.block.providers))
    charging.reserve(charge, spender_of(execution, graph_id), is_own_credential=is_own)
    return payment


def key_of(row: NodeExecution) -> str:
    return f"{_KEY}{row.pk}:attempt:{row.attempts}"


def spender_of(execution: Execution, graph_id: UUID | None = None) -> Spender:
    """For whom the cost of an execution's firings counts."""
    if graph_id is None:
        graph_id = execution.graph_id if execution.root_id is None else _graph_of(execution.root_id)
    top = execution.top_id
    running = Execution.objects.unfinished().filter(workspace=execution.workspace_id)
    of_graph = running.filter(Q(graph=graph_id, root=None) | Q(root__graph=graph_id))
    return Spender(
        workspace_id=execution.workspace_id,
        user_id=execution.started_by_id,
        graph_id=graph_id,
        execution_id=top,
        family=Execution.objects.filter(Q(pk=top) | Q(root=top)).values("pk"),
        of_graph=of_graph.values("pk"),
        of_user=running.filter(started_by=execution.started_by_id).values("pk"),
    )


def give_back_left() -> int:
    """Give back what was set aside for attempts that nobody runs any more; how many those were."""
    left = Hold.objects.filter(
        state=HoldState.OPEN, key__startswith=_KEY, created_at__lt=timezone.now() - LEFT_AFTER
    ).order_by("created_at")
    keys = {hold.key: hold.execution_id for hold in left[:AT_A_TIME]}
    at_work = _at_work(keys)
    gone = [key for key in keys if key not in at_work]
    for key in gone:
        ledger.release(hold_key=key)
    return len(gone)


def at_work(execution_ids: Collection[UUID]) -> list[UUID]:
    """Of these executions those that have not ended: what is set aside for them stays so."""
    return list(Execution.objects.unfinished().filter(pk__in=execution_ids).values_list("pk", flat=True))


def _at_work(keys: Mapping[str, UUID | None]) -> set[str]:
    """Of the keys of holds, those whose attempts run under a lease."""
    ids = {UUID(key.split(":")[1]) for key, execution_id in keys.items() if execution_id is not None}
    rows = NodeExecution.objects.filter(
        pk__in=ids, execution_id__in=set(keys.values()), status=NodeStatus.RUNNING
    ).exclude(lease="")
    return {key_of(row) for row in rows.only("pk", "attempts")}


def _graph_of(execution_id: UUID) -> UUID:
    found: UUID = Execution.objects.values_list("graph_id", flat=True).get(pk=execution_id)
    return found
