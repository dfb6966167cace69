"""Another try of a firing whose failure may pass, as its author allows.

Between two tries the firing is QUEUED in PostgreSQL with the time of its next try; no worker holds it. This
process queues it again on time, and recovery does so if this process is gone by then.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from agents import events
from agents.engine.plan import PlannedNode
from agents.models import Execution, NodeExecution
from agents.runner.payment import Payment
from agents.runner.queueing import place_of, queue_firings
from agents.runner.spending import spent
from blocks.sdk import Firing
from blocks.sdk.errors import RateLimited
from platform_project.kit import loop

MAX_ASKED_SECONDS = 24 * 3_600.0  # a provider that asks to wait for longer has failed for good

log = structlog.get_logger(__name__)


def may_try_again(node: PlannedNode, row: NodeExecution, outcome: Firing) -> bool:
    """Whether the failure may pass and tries are left.

    A block that must not run twice is tried again only where the provider refused to begin.
    """
    if outcome.error is None or not outcome.retryable or _tries(row) >= node.settings.retry.max_attempts:
        return False
    if (outcome.retry_after_seconds or 0.0) > MAX_ASKED_SECONDS:
        return False
    return node.block.may_repeat(outcome.input) or outcome.error_code == RateLimited.code


def try_again(
    node: PlannedNode, row: NodeExecution, lease: str, payment: Payment | None, outcome: Firing
) -> None:
    """Put the firing back for its next try, and see to it that it is queued then."""
    wait = node.settings.retry.wait_after(_tries(row), outcome.retry_after_seconds)
    later = timedelta(seconds=wait)
    used = spent(row, outcome.usage)  # the provider charges for a try that failed, too
    if not _put_back(row, lease, later, used, payment, outcome):
        return
    log.info("a firing is tried again", attempts=row.attempts, wait_seconds=wait, reason=outcome.error_code)
    events.publish(row.execution, [events.node_retrying(row, outcome.error or "", wait)])
    loop.submit(_queue_in(wait, row.execution, row.pk))


@transaction.atomic
def _put_back(
    row: NodeExecution,
    lease: str,
    later: timedelta,
    used: dict[str, Any],
    payment: Payment | None,
    outcome: Firing,
) -> bool:
    is_ours = NodeExecution.objects.try_again_later(row.pk, row.execution_id, lease, later, **used)
    if payment is not None:
        payment.settle(row.execution, outcome.usage.cost)
    return is_ours


def _tries(row: NodeExecution) -> int:
    """How often the block had its chance: a worker that was lost is not the author's concern.

    One that called tools had its chance since they came back.
    """
    before: int = row.continuation["beginnings"] if row.continuation else 0
    tries: int = row.attempts - row.lost_workers - before
    return tries


async def _queue_in(seconds: float, execution: Execution, firing_id: UUID) -> None:
    await asyncio.sleep(seconds)
    await asyncio.to_thread(_queue, execution, firing_id)


def _queue(execution: Execution, firing_id: UUID) -> None:
    try:
        queue_firings(execution.pk, [firing_id], place=place_of(execution))
    finally:
        connection.close()
