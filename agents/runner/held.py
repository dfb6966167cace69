"""A heavy firing that this process runs, and nobody else: its row says so by a lease (`leases.py`)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from agents.engine.lanes import split_lanes
from agents.engine.plan import PlannedNode
from agents.engine.planner import Ready
from agents.engine.state import NodeStatus
from agents.models import NodeExecution
from agents.models.firing import LEASE
from agents.runner.payment import Payment
from agents.values.store import ValueStore


@dataclass(slots=True)
class Held:
    """What runs under a lease. `row` knows its execution, and that its version and who started it."""

    row: NodeExecution
    node: PlannedNode
    lease: str
    follows: bool = False  # another of ours, by the same commit
    # Lanes that became ready with it. Their messages leave once its block has begun: sending takes longer.
    beside: list[list[UUID]] = field(default_factory=list)
    payment: Payment | None = None  # of what is not free, once it was claimed


@dataclass(frozen=True, slots=True)
class Ended:
    """A firing of ours whose block is done; its outcome is not written down yet."""

    held: Held
    outcome: dict[str, Any]  # as `record.outcome_fields`
    values: ValueStore  # knows which stored values the outcome mentions


def new_lease() -> str:
    return uuid.uuid4().hex


def first_alone(heavy: Sequence[tuple[Ready, NodeExecution]]) -> int | None:
    """The place of the first firing that nothing is waited for beside; None if all belong together."""
    for lane in split_lanes([firing for firing, _ in heavy]):
        if len(lane) == 1:
            return next(place for place, (firing, _) in enumerate(heavy) if firing is lane[0])
    return None


def held(firing: Ready, row: NodeExecution, lease: str, now: datetime) -> Held:
    """A new firing whose row, once it is written, says that we run it. now: by the database's clock."""
    row.status = NodeStatus.RUNNING.value
    row.queued_at, row.started_at, row.attempts = now, now, 1
    row.lease, row.lease_until = lease, now + LEASE
    row.lost_workers = 0  # else it is the database's to say, and this row is not read again
    return Held(row, firing.node, lease, follows=True)
