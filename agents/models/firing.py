"""Firings: what happens in an execution, one row for each use of a node."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Func, Min, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now

from agents.engine.state import ENDED_NODE, ExecutionStatus, NodeStatus, Origin
from agents.models.execution import Execution, choices_of
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField
from platform_project.kit.rows import run

LEASE = timedelta(seconds=10)  # a worker that did not renew for so long is called a last time
LAST_CALL = timedelta(seconds=5)  # one that does not renew within this is taken for dead

NODE_ENDED = sorted(str(status) for status in ENDED_NODE)
_FIRING_KEPT_BACK = Q(status="QUEUED", queued_at__isnull=True)
_FIRING_UNDER_WAY = (Q(status="RUNNING") & ~Q(lease="")) | Q(status="QUEUED", queued_at__isnull=False)
# By hand, as it is made for every heavy firing (ADR 6).
_CLAIM = """UPDATE agents_nodeexecution
SET status = 'RUNNING', started_at = statement_timestamp(), attempts = attempts + 1, lease = %(lease)s,
    lease_until = statement_timestamp() + %(kept_for)s::interval, last_call_at = NULL, not_before = NULL
WHERE id = %(firing)s AND execution_id = %(execution)s AND status = 'QUEUED'
    AND (not_before IS NULL OR not_before <= statement_timestamp())
    AND EXISTS (SELECT 1 FROM agents_execution WHERE id = %(execution)s AND status = 'RUNNING')"""


def json_bytes(*columns: str) -> Combinable:
    """The size of JSON columns together, in bytes of their text."""
    sizes = [
        Func(F(column), template="octet_length(%(expressions)s::text)", output_field=models.BigIntegerField())
        for column in columns
    ]
    return reduce(add, sizes)


class NodeExecutionQuerySet(models.QuerySet["NodeExecution"]):
    """Firings lie in the month of their execution: whoever names the execution looks into one month."""

    def claim(self, firing_id: UUID | str, execution_id: UUID | str, lease: str) -> bool:
        """QUEUED → RUNNING under a lease. False if another worker has it, or its execution has ended.

        Claimed twice with one lease it is claimed once: the first answer may have been lost.
        """
        named: dict[str, Any] = {
            "firing": firing_id,
            "execution": execution_id,
            "lease": lease,
            "kept_for": LEASE,
        }
        moved = run(_CLAIM, named, keeps_plans=True).rowcount
        held = self.filter(pk=firing_id, execution_id=execution_id, status=NodeStatus.RUNNING, lease=lease)
        return bool(moved) or held.exists()

    def try_again_later(
        self, firing_id: UUID | str, execution_id: UUID | str, lease: str, wait: timedelta, **fields: Any
    ) -> bool:
        """RUNNING → QUEUED by the holder of the lease, not to be run for a while. False if it was taken."""
        mine = self.filter(pk=firing_id, execution_id=execution_id, status=NodeStatus.RUNNING, lease=lease)
        return bool(
            mine.update(
                status=NodeStatus.QUEUED,
                lease="",
                lease_until=None,
                queued_at=Now(),
                not_before=Now() + wait,
                **fields,
            )
        )

    def waiting(self, since: timedelta) -> Self:
        """Firings that a worker should have taken up: QUEUED, and due, for longer than `since`."""
        return self._of_what_moves().filter(
            Q(not_before__isnull=True) | Q(not_before__lt=Now() - since),
            status=NodeStatus.QUEUED,
            queued_at__lt=Now() - since,
            execution__status=ExecutionStatus.RUNNING,
        )

    def kept_back_anywhere(self) -> Self:
        """Firings that no worker was told of yet, of whatever execution."""
        return self._of_what_moves().kept_back()

    def left_alone(self) -> Self:
        """Running firings whose lease ran out."""
        return self._of_what_moves().filter(status=NodeStatus.RUNNING, lease_until__lt=Now())

    def _of_what_moves(self) -> Self:
        """From the month of the first execution on that is QUEUED or RUNNING; not for the rest."""
        moving = Execution.objects.filter(status__in=[ExecutionStatus.QUEUED, ExecutionStatus.RUNNING])
        # As text: the least id itself would be sought from the oldest execution on.
        oldest = moving.aggregate(id=Min(Cast("pk", models.CharField())))["id"]
        return self.none() if oldest is None else self.filter(execution_id__gte=oldest)

    @transaction.atomic
    def renew(self, leases: list[str], execution_ids: Collection[UUID]) -> set[str]:
        """Prolong leases that are still held; gives those. One that is missing was taken away (a stop)."""
        month = self.filter(execution_id__in=execution_ids, status=NodeStatus.RUNNING)
        held = month.filter(lease__in=leases)
        # Rows that a stop is just ending are left out: two updates of many rows could lock each other out.
        free = held.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values("pk")
        month.filter(pk__in=free).update(lease_until=Now() + LEASE, last_call_at=None)
        return set(held.values_list("lease", flat=True))

    def settle(self, firing_id: UUID | str, execution_id: UUID | str, lease: str, **fields: Any) -> bool:
        """RUNNING → a terminal status by the holder of the lease. False if it was taken away.

        Settled twice it is settled once: the first answer may have been lost.
        """
        mine = self.filter(pk=firing_id, execution_id=execution_id, lease=lease)
        moved = mine.filter(status=NodeStatus.RUNNING).update(ended_at=Now(), lease_until=None, **fields)
        return bool(moved) or mine.filter(status=fields["status"]).exists()

    def suspend(
        self, firing_id: UUID | str, execution_id: UUID | str, lease: str, continuation: Any, **fields: Any
    ) -> bool:
        """A firing that waits for the tools it called: RUNNING, and nobody's. False if it was taken."""
        mine = self.filter(pk=firing_id, execution_id=execution_id, status=NodeStatus.RUNNING, lease=lease)
        return bool(mine.update(lease="", lease_until=None, continuation=continuation, **fields))

    def suspended(self) -> Self:
        """Firings that wait for the tools they called."""
        return self.filter(status=NodeStatus.RUNNING, lease="", continuation__isnull=False)

    def settle_waiting(self, firing_id: UUID | str, execution_id: UUID | str, **fields: Any) -> bool:
        """A firing that waits for a person or a sub-agent → a terminal status. False if it waits no more."""
        waiting = self.filter(
            pk=firing_id,
            execution_id=execution_id,
            status__in=[NodeStatus.AWAITING_INPUT, NodeStatus.RUNNING],
            lease="",
        )
        return bool(waiting.update(ended_at=Now(), **fields))

    def stop(self, *execution_ids: UUID | str) -> int:
        """End every firing of these executions that has not ended."""
        return (
            self.filter(execution_id__in=execution_ids)
            .exclude(status__in=NODE_ENDED)
            .update(status=NodeStatus.TERMINATED, ended_at=Now(), lease_until=None, continuation=None)
        )

    def kept_back(self) -> Self:
        """Firings that no worker was told of yet: others of the same user are before them."""
        return self.filter(_FIRING_KEPT_BACK)

    def under_way(self) -> Self:
        """Heavy firings that workers were told of and that have not ended. None that waits for an agent."""
        return self.filter(_FIRING_UNDER_WAY)

    def in_order(self) -> Self:
        return self.order_by("step")


class NodeExecution(models.Model):
    """One firing of one node. The table is partitioned by the month of the execution (ADR 7).

    In the database its key is (id, execution): a unique constraint must name what the table is partitioned
    by. What is looked for by id alone is looked for in every month. A trigger stands in for the foreign key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    execution = models.ForeignKey(
        Execution,
        on_delete=models.CASCADE,
        related_name="node_executions",
        db_constraint=False,  # it would lock executions whenever a month is dropped
        db_index=False,  # (execution, step) is one
    )
    step = models.PositiveIntegerField()  # counts the firings of the execution in the order they were planned
    node_key = models.CharField(max_length=100)
    node_position = models.PositiveIntegerField()
    block_id = models.UUIDField()  # of the block that ran, whatever name the graph uses for it
    index = models.PositiveIntegerField()  # counts the firings of the node
    wave = models.PositiveIntegerField()  # topological level
    status = models.CharField(max_length=20, choices=choices_of(NodeStatus), default=NodeStatus.QUEUED.value)
    is_output = models.BooleanField(default=False)  # a firing of an output block
    is_delivered = models.BooleanField(default=False)  # its outputs are in the snapshot
    input = ExactJSONField(default=dict)  # pin → value, coerced once it ran
    outputs = ExactJSONField(default=list)  # [[pin, value], …] in order
    origin = models.CharField(max_length=10, choices=choices_of(Origin), default=Origin.RUN.value)
    inner_count = models.PositiveIntegerField(default=0)  # firings of the sub-agent that it ran
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=50, blank=True)
    cost = models.BigIntegerField(default=0)  # micro-credits
    tokens_in = models.PositiveIntegerField(default=0, db_default=0)  # of models, by the provider's own count
    tokens_out = models.PositiveIntegerField(default=0, db_default=0)
    tokens_cached = models.PositiveIntegerField(default=0, db_default=0)  # of `tokens_in`
    caller_id = models.UUIDField(null=True)  # the firing of this execution that called it as a tool
    continuation = ExactJSONField(null=True)  # of a firing that waits for its tools: `runner/calls.py`
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)  # until then it waits before another try
    lost_workers = models.PositiveSmallIntegerField(db_default=0)  # workers that died over it
    lease = models.CharField(max_length=40, blank=True)  # who runs it
    lease_until = models.DateTimeField(null=True, blank=True)
    last_call_at = models.DateTimeField(null=True, blank=True)  # when the lease was found to have run out
    queued_at = models.DateTimeField(null=True, db_default=Now())  # when workers were told of it
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NodeExecutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["execution", "step"], name="firing_step_is_unique_in_its_execution"
            ),
            models.UniqueConstraint(
                fields=["execution", "node_position", "index"], name="firing_happens_once_per_node_and_index"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(s) for s in NodeStatus]), name="firing_status_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["execution"], name="firing_not_yet_delivered", condition=Q(is_delivered=False)
            ),
            models.Index(
                fields=["execution", "step"], name="firing_of_an_output", condition=Q(is_output=True)
            ),
            models.Index(fields=["lease_until"], name="firing_under_lease", condition=Q(status="RUNNING")),
            models.Index(fields=["lease"], name="firing_by_lease", condition=Q(status="RUNNING")),
            models.Index(
                fields=["not_before"],
                name="firing_that_waits_for_a_try",
                condition=Q(status="QUEUED", not_before__isnull=False),
            ),
            models.Index(fields=["queued_at"], name="firing_that_waits", condition=Q(status="QUEUED")),
            models.Index(fields=["execution", "step"], name="firing_kept_back", condition=_FIRING_KEPT_BACK),
            models.Index(fields=["execution"], name="firing_under_way", condition=_FIRING_UNDER_WAY),
            models.Index(
                fields=["execution"], name="firing_that_asked_a_model", condition=Q(tokens_in__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_key} #{self.index} {self.status}"

    def took(self) -> timedelta | None:
        """How long it ran; None if it has not ended or never began."""
        began: datetime | None = self.started_at
        return self.ended_at - began if began and self.ended_at else None
