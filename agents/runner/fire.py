"""One heavy firing: claimed, run under a lease, committed, told.

    QUEUED → claim → RUNNING (leased) → block → COMPLETED | FAILED, in one UPDATE by the holder of the lease
       ↑                                     └── a failure that may pass, and tries are left (retries.py)
       └─────────────────────────────────────────┘

What a block did is worth more than a worker's time: while the database is away, the outcome is kept, and the
lease with it, until it can be written.

Never raises for what a block does: it is a header task of a chord, and a chord whose header raised would not
call its body.
"""

from __future__ import annotations

import uuid
from concurrent.futures import CancelledError, Future
from functools import partial
from uuid import UUID

from django.db import connection

from agents import events
from agents.engine.plan import PlannedNode
from agents.models import NodeExecution
from agents.runner.context import heavy_context
from agents.runner.leases import keeper
from agents.runner.plans import plan_for, version_of
from agents.runner.record import outcome_fields
from agents.runner.retries import may_try_again, try_again
from agents.runner.rows import firing_with_execution
from agents.runner.turns import in_turn
from blocks.sdk import Firing, fire
from platform_project.kit import loop
from platform_project.kit.logs import bind
from platform_project.kit.outages import outlast

CLAIM_SECONDS = 60.0  # then recovery sends the firing to another worker
SETTLE_SECONDS = 900.0  # then the outcome is lost, and recovery decides


def fire_claimed(firing_id: UUID, execution_id: UUID) -> None:
    """Run one queued firing to its end. A second delivery of the same task claims nothing."""
    lease = uuid.uuid4().hex
    claimed = outlast(partial(_claimed, firing_id, execution_id, lease), seconds=CLAIM_SECONDS)
    if claimed is None:
        return
    row, node = claimed
    with bind(execution_id=str(row.execution_id), node_id=row.node_key):
        _run(row, node, lease)


def _claimed(firing_id: UUID, execution_id: UUID, lease: str) -> tuple[NodeExecution, PlannedNode] | None:
    """The firing, ours to run, and all that its run needs of the database; None if there is nothing to do."""
    if not NodeExecution.objects.claim(firing_id, execution_id, lease):
        return None
    row = firing_with_execution(firing_id, execution_id)
    if row is None:
        return None  # deleted with its execution
    row.execution.version = version_of(row.execution.version_id)
    node = plan_for(row.execution).nodes[row.node_position]
    events.publish(row.execution, [events.node_started(row)])
    return row, node


def _run(row: NodeExecution, node: PlannedNode, lease: str) -> None:
    """Let the block do its work, and write down what came of it unless the firing was stopped meanwhile."""
    _give_connection_back()
    block, limit = node.block, node.settings.timeout_seconds
    context = heavy_context(row.execution, row)
    work: Future[Firing] = loop.submit(
        in_turn(block, lambda: fire(block, row.input, context, timeout_seconds=limit))
    )
    with keeper.keep(lease, row.execution_id, work.cancel):
        try:
            outcome = work.result()
        except CancelledError:
            return
        outlast(partial(_write_down, row, node, lease, outcome), seconds=SETTLE_SECONDS)


def _give_connection_back() -> None:
    """While a block waits, others need the connection: there are fewer of them than firings."""
    if not connection.in_atomic_block:
        connection.close()


def _write_down(row: NodeExecution, node: PlannedNode, lease: str, outcome: Firing) -> None:
    if may_try_again(node, row, outcome):
        try_again(node, row, lease, outcome)
    else:
        _settle(row, lease, outcome)


def _settle(row: NodeExecution, lease: str, outcome: Firing) -> None:
    fields = outcome_fields(outcome)
    if NodeExecution.objects.settle(row.pk, row.execution_id, lease, **fields):
        for name, value in fields.items():
            setattr(row, name, value)
        events.publish(row.execution, [events.node_ended(row)])
