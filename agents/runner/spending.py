"""What firings used of models and what that costs, added up on the way to whoever started them.

    a call → its firing (every try of it) → the execution (cost, as slices count it) → the firing above it

Tokens of an execution are added up when they are asked for.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from agents.models import Execution, NodeExecution
from blocks.sdk import Usage
from blocks.sdk.usage import MAX_TOKENS

TOKENS = ("tokens_in", "tokens_out", "tokens_cached")


def spent(row: NodeExecution, usage: Usage) -> dict[str, Any]:
    """The columns of a firing once `usage` is added to what its earlier tries used. {} if it used nothing."""
    if usage == Usage():
        return {}
    had = Usage(row.tokens_in, row.tokens_out, row.tokens_cached, row.cost)
    total = had + usage
    return {"cost": total.cost, **{name: getattr(total, name) for name in TOKENS}}


def tokens_of(execution: Execution) -> dict[str, int]:
    """Tokens of all firings of an execution, those of its sub-agents included."""
    sums = {name: Coalesce(Sum(name), 0) for name in TOKENS}
    asked = execution.node_executions.filter(tokens_in__gt=0)  # an index has these few
    found: dict[str, int] = asked.aggregate(**sums)
    return {name: min(count, MAX_TOKENS) for name, count in found.items()}
