"""One heavy firing: claimed, run under a lease, committed, told.

    QUEUED → claim → RUNNING (leased) → block → COMPLETED | FAILED, in one UPDATE by the holder of the lease

Never raises for what a block does: it is a header task of a chord, and a chord whose header raised would not
call its body.
"""

from __future__ import annotations

import uuid
from concurrent.futures import CancelledError, Future
from uuid import UUID

from django.db import connection

from agents import events
from agents.models import Execution, NodeExecution
from agents.runner.context import heavy_context
from agents.runner.leases import keeper
from agents.runner.plans import plan_of
from agents.runner.record import outcome_fields
from blocks.sdk import Firing, fire
from platform_project.kit import loop
from platform_project.kit.logs import bind


def fire_claimed(firing_id: UUID) -> None:
    """Run one queued firing to its end. A second delivery of the same task claims nothing."""
    lease = uuid.uuid4().hex
    if not NodeExecution.objects.claim(firing_id, lease):
        return
    row = NodeExecution.objects.select_related("execution__version", "execution__started_by").get(
        pk=firing_id
    )
    with bind(execution_id=str(row.execution_id), node_id=row.node_key):
        events.publish(row.execution, [events.node_started(row)])
        outcome = _run(row.execution, row, lease)
        if outcome is not None:
            _settle(row, lease, outcome)


def _run(execution: Execution, row: NodeExecution, lease: str) -> Firing | None:
    """What the block did; None if the firing was stopped while it ran."""
    block = plan_of(execution.version_id).nodes[row.node_position].block
    _give_connection_back()
    work: Future[Firing] = loop.submit(fire(block, row.input, heavy_context(execution, row)))
    with keeper.keep(lease, work.cancel):
        try:
            return work.result()
        except CancelledError:
            return None


def _give_connection_back() -> None:
    """While a block waits, others need the connection: there are fewer of them than firings."""
    if not connection.in_atomic_block:
        connection.close()


def _settle(row: NodeExecution, lease: str, outcome: Firing) -> None:
    fields = outcome_fields(outcome)
    if NodeExecution.objects.settle(row.pk, lease, **fields):
        for name, value in fields.items():
            setattr(row, name, value)
        events.publish(row.execution, [events.node_ended(row)])
