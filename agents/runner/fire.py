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

import asyncio
import uuid
from concurrent.futures import CancelledError, Future
from contextlib import nullcontext
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from agents import events
from agents.engine.plan import PlannedNode
from agents.models import NodeExecution
from agents.runner import handover
from agents.runner.context import heavy_context
from agents.runner.leases import keeper
from agents.runner.plans import plan_for, version_of
from agents.runner.record import outcome_fields
from agents.runner.retries import may_try_again, try_again
from agents.runner.rows import firing_with_execution
from agents.runner.turns import in_turn
from agents.values.carriage import CannotOpen, kept, opened
from agents.values.store import ValueStore
from blocks.sdk import Firing, fire, fire_pure
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
        outlast(partial(handover.next_of, row.execution.started_by_id), seconds=CLAIM_SECONDS)


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
    values = ValueStore(row.execution.workspace_id)
    write_down = partial(_write_down, row, node, lease, values)
    try:
        with keeper.keep(lease, row.execution_id, _nobody):  # fetching may take longer than a lease
            given = outlast(partial(opened, values, node.block, row.input), seconds=CLAIM_SECONDS)
    except CannotOpen as err:
        outlast(partial(write_down, err.outcome), seconds=SETTLE_SECONDS)
        return
    _give_connection_back()
    work = _begun(row, node, given)
    with keeper.keep(lease, row.execution_id, work.cancel):
        try:
            done = work.result()
        except CancelledError:
            return
        outcome = outlast(partial(kept, values, node.block, row.input, done), seconds=SETTLE_SECONDS)
        outlast(partial(write_down, outcome), seconds=SETTLE_SECONDS)


def _begun(row: NodeExecution, node: PlannedNode, given: dict[str, Any]) -> Future[Firing]:
    block, limit = node.block, node.settings.timeout_seconds
    patience = block.timeout_seconds if limit is None else limit
    context = heavy_context(row.execution, row, patience_seconds=patience)
    if block.pure:  # it computes; on the event loop it would hold up those that wait
        return loop.submit(asyncio.to_thread(fire_pure, block, given, context))
    return loop.submit(in_turn(block, lambda: fire(block, given, context, timeout_seconds=limit)))


def _nobody() -> None:
    """Who is told of a stop while there is nothing to cancel; the lease is gone all the same."""


def _give_connection_back() -> None:
    """While a block waits, others need the connection: there are fewer of them than firings."""
    if not connection.in_atomic_block:
        connection.close()


def _write_down(
    row: NodeExecution, node: PlannedNode, lease: str, values: ValueStore, outcome: Firing
) -> None:
    if may_try_again(node, row, outcome):
        try_again(node, row, lease, outcome)
    else:
        _settle(row, lease, values, outcome)


def _settle(row: NodeExecution, lease: str, values: ValueStore, outcome: Firing) -> None:
    fields = outcome_fields(outcome)
    with transaction.atomic() if values.has_uses else nullcontext():
        if not NodeExecution.objects.settle(row.pk, row.execution_id, lease, **fields):
            return
        values.record_uses(row.execution_id)
        for name, value in fields.items():
            setattr(row, name, value)
        events.publish(row.execution, [events.node_ended(row)])
