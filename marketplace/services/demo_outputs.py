"""An example of what an agent gives: the outputs of a run of its creator's, without secrets, copied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from agents.engine.state import ExecutionStatus
from agents.models import Execution
from agents.services.shares import shared_outputs
from marketplace.models import Listing
from platform_project.errors import BadInput

MAX_DEMO_BYTES = 100_000  # as JSON


def demo_output_of(listing: Listing, execution_id: UUID | None) -> dict[str, list[Any]]:
    """Output name → values of one execution of the listed agent; nothing for None.

    Large values stand by their beginnings. Raises BadInput for any other execution, and one that gave
    nothing or too much.
    """
    if execution_id is None:
        return {}
    own = Execution.objects.filter(
        workspace_id=listing.workspace_id, graph=listing.graph, status=ExecutionStatus.COMPLETED
    )
    execution = own.select_related("version").filter(pk=execution_id, parent=None, is_dry_run=False).first()
    if execution is None:
        raise _bad("This is no run of this agent that has come to its end.")
    given = shared_outputs(execution, lambda sha256: "")
    if not any(given.values()):
        raise _bad("This run gave nothing.")
    if len(orjson.dumps(given)) > MAX_DEMO_BYTES:
        raise _bad(f"This run gave more than {MAX_DEMO_BYTES // 1_000} kB, which is too much to show.")
    return given


def _bad(told: str) -> BadInput:
    return BadInput(told, demo_execution=[told])
