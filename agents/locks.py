"""The locks of the agents app: who stops or wakes an execution, and who plans one of its sub-agents.

Stopping goes from an execution down to those below it, an end goes up to the one above. So that the two never
wait for each other, both take the family's lock before any row.
"""

from __future__ import annotations

from agents.models import Execution
from platform_project.kit.locks import lock, lock_shared


def lock_family(execution: Execution) -> None:
    """Keep the executions of a family from being planned or ended by others, until the transaction ends."""
    lock("executions of", execution.top_id)


def lock_for_planning(execution: Execution, *, may_wait: bool) -> None:
    """Keep a family from being stopped and answered, while others may plan other members.

    may_wait: whether a person or an agent may be waited for. An execution that sees nothing move pauses; an
    answer in between would find it RUNNING, wake nobody, and be lost. Nothing for a family of one without.
    """
    if may_wait or execution.root_id is not None:
        lock_shared("executions of", execution.top_id)
