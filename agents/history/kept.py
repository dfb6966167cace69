"""Whether an execution still has its firings, for those that build on them."""

from __future__ import annotations

from agents.errors import HistoryGone
from agents.models import Execution, NodeExecution
from agents.models.execution import History


def has_firings(execution: Execution) -> bool:
    """True if firings of the execution are stored with all that they took and gave."""
    whole = NodeExecution.objects.filter(execution_id=execution.pk, execution__history=History.WHOLE)
    return bool(whole.exists())


def refuse_if_pruned(execution: Execution) -> None:
    """Raise HistoryGone if retention took firings of the execution away, or the values in them.

    Within a transaction, what is there stays until its end.
    """
    now: Execution | None = (
        Execution.objects.select_for_update(no_key=True).only("history", "node_count").filter(pk=execution.pk)
    ).first()
    if now is None or (now.node_count and not has_firings(now)) or now.history != History.WHOLE:
        raise HistoryGone(
            "The steps of this execution are no longer stored: its retention policy has removed them.",
            execution=str(execution.pk),
        )
