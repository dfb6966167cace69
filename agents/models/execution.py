"""Runs of a version and the firings in them. What is committed here is the whole state of an execution."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from agents.engine.state import ENDED_EXECUTION, ENDED_NODE, ExecutionStatus, NodeStatus, Origin
from agents.models.graph import Graph, GraphVersion
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField

LEASE = timedelta(seconds=15)  # a worker that did not renew for so long is taken for dead

_ENDED = sorted(
    str(status) for status in ENDED_EXECUTION
)  # sorted: a constraint must not change with a set's order
_NODE_ENDED = sorted(str(status) for status in ENDED_NODE)


def json_bytes(*columns: str) -> Combinable:
    """The size of JSON columns together, in bytes of their text."""
    sizes = [
        Func(F(column), template="octet_length(%(expressions)s::text)", output_field=models.BigIntegerField())
        for column in columns
    ]
    return reduce(add, sizes)


def _choices(statuses: Any) -> list[tuple[str, str]]:
    return [(str(status), str(status)) for status in statuses]


class ExecutionQuerySet(OwnedQuerySet):
    def claim(self, execution_id: UUID | str) -> bool:
        """QUEUED → RUNNING. False if somebody else did it, or it was stopped."""
        return bool(
            self.filter(pk=execution_id, status=ExecutionStatus.QUEUED).update(
                status=ExecutionStatus.RUNNING, started_at=Now(), touched_at=Now()
            )
        )

    def end(self, execution_id: UUID | str, status: ExecutionStatus, **fields: Any) -> bool:
        """To a terminal status, from any that is not. False if it had ended already."""
        return bool(
            self.filter(pk=execution_id)
            .exclude(status__in=_ENDED)
            .update(status=status, ended_at=Now(), **fields)
        )

    def pause(self, execution_id: UUID | str, status: ExecutionStatus) -> bool:
        """RUNNING → a pause. False if it is no longer RUNNING."""
        running = self.filter(pk=execution_id, status=ExecutionStatus.RUNNING)
        return bool(running.update(status=status, paused_at=Now()))

    def wake(self, execution_id: UUID | str, *paused: ExecutionStatus) -> bool:
        """From one of these pauses back → RUNNING; its deadline moves on by the time it was paused."""
        waiting = self.filter(pk=execution_id, status__in=paused)
        return bool(
            waiting.update(
                status=ExecutionStatus.RUNNING,
                touched_at=Now(),
                deadline_at=F("deadline_at") + (Now() - F("paused_at")),
                paused_at=None,
            )
        )

    def unfinished(self) -> Self:
        return self.exclude(status__in=_ENDED)

    def overdue(self) -> Self:
        """Executions that have run for longer than their author allows."""
        return self.filter(status=ExecutionStatus.RUNNING, deadline_at__lt=Now())

    def silent(self) -> Self:
        """Executions that should move but have not been touched for longer than a lease."""
        return self.filter(
            status__in=[ExecutionStatus.QUEUED, ExecutionStatus.RUNNING], touched_at__lt=Now() - LEASE
        )


class Execution(OwnedModel):
    """One run of one version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="executions")
    version = models.ForeignKey(GraphVersion, on_delete=models.CASCADE, related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(
        max_length=20, choices=_choices(ExecutionStatus), default=ExecutionStatus.QUEUED.value
    )
    inputs = ExactJSONField(default=dict)  # input name → value
    nodes_input_masks = ExactJSONField(default=dict)  # node id → pin → value
    pinned_outputs = ExactJSONField(default=dict)  # node id → [[pin, value], …] that stand for its firings
    is_dry_run = models.BooleanField(default=False)  # steps that reach outside are simulated
    is_safe_mode = models.BooleanField(default=False)  # review blocks ask a person
    is_auto_approved = models.BooleanField(default=False)  # a person approved what else may be asked
    only_node = models.CharField(max_length=100, blank=True)  # the one node that runs, without its links
    # The indexes of these three hold only the few rows that have one (Meta).
    parent = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.CASCADE, related_name="children"
    )
    parent_firing_id = models.UUIDField(null=True)  # the firing of the parent that waits for this
    root = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.CASCADE, related_name="+"
    )  # the topmost of its parents
    depth = models.PositiveSmallIntegerField(default=0)  # parents above it
    source = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.SET_NULL, related_name="+"
    )  # the execution that this one runs again
    reused_nodes = ExactJSONField(default=list)  # node ids whose firings are taken from `source`
    known_secrets = ExactJSONField(default=dict)  # name → values it was handed that others hold as secret
    outputs = ExactJSONField(default=dict)  # output name → values in order; set at the end
    unconsumed = ExactJSONField(default=dict)  # node id → pin → tokens that no firing took
    node_count = models.PositiveIntegerField(default=0)  # firings that ended, those of sub-agents included
    error_count = models.PositiveIntegerField(default=0)  # of those, the failed ones
    unhandled_error_count = models.PositiveIntegerField(
        default=0
    )  # of those, the ones without a linked error pin
    cost = models.BigIntegerField(default=0)  # micro-credits
    error = models.TextField(blank=True)  # why it FAILED
    error_code = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(db_default=Now())  # last time the engine worked on it
    paused_at = models.DateTimeField(null=True, blank=True)  # since when it waits
    deadline_at = models.DateTimeField(null=True, blank=True)  # when its author's time limit ends it

    objects: ClassVar[Any] = ExecutionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="execution_by_workspace"),
            models.Index(fields=["graph", "-created_at", "-id"], name="execution_by_graph"),
            models.Index(
                fields=["touched_at"],
                name="execution_that_may_be_silent",
                condition=Q(status__in=["QUEUED", "RUNNING"]),
            ),
            *(
                models.Index(
                    fields=[name],
                    name=f"execution_by_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("parent", "root", "source")
            ),
            models.Index(
                fields=["deadline_at"],
                name="execution_with_a_deadline",
                condition=Q(status="RUNNING", deadline_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(s) for s in ExecutionStatus]), name="execution_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | ~Q(status__in=_ENDED),
                name="execution_that_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED_EXECUTION

    @property
    def top_id(self) -> UUID:
        """The execution that a person started: this one, or the one above all its parents."""
        top: UUID = self.root_id or self.pk
        return top


class ExecutionState(models.Model):
    """The planner's snapshot of an execution. Its row lock says who may plan."""

    execution = models.OneToOneField(
        Execution, primary_key=True, on_delete=models.CASCADE, related_name="state"
    )
    snapshot = ExactJSONField(null=True)  # RunState.to_json; null until the first expansion
    failed_slices = models.PositiveSmallIntegerField(default=0)  # in a row; a bug must not try for ever

    def __str__(self) -> str:
        return f"state of {self.execution_id}"


class NodeExecutionQuerySet(models.QuerySet["NodeExecution"]):
    def claim(self, firing_id: UUID | str, lease: str) -> bool:
        """QUEUED → RUNNING under a lease. False if another worker has it, or its execution has ended."""
        mine = self.filter(pk=firing_id, status=NodeStatus.QUEUED, execution__status=ExecutionStatus.RUNNING)
        mine = mine.filter(Q(not_before__isnull=True) | Q(not_before__lte=Now()))
        return bool(
            mine.update(
                status=NodeStatus.RUNNING,
                started_at=Now(),
                attempts=models.F("attempts") + 1,
                lease=lease,
                lease_until=Now() + LEASE,
                not_before=None,
            )
        )

    def try_again_later(self, firing_id: UUID | str, lease: str, wait: timedelta) -> bool:
        """RUNNING → QUEUED by the holder of the lease, not to be run for a while. False if it was taken."""
        return bool(
            self.filter(pk=firing_id, status=NodeStatus.RUNNING, lease=lease).update(
                status=NodeStatus.QUEUED, lease="", lease_until=None, queued_at=Now(), not_before=Now() + wait
            )
        )

    def is_due(self) -> Self:
        """Queued firings whose wait before another try is over."""
        return self.filter(status=NodeStatus.QUEUED, not_before__lt=Now())

    @transaction.atomic
    def renew(self, leases: list[str]) -> set[str]:
        """Prolong leases that are still held; gives those. One that is missing was taken away (a stop)."""
        held = self.filter(lease__in=leases, status=NodeStatus.RUNNING)
        # Rows that a stop is just ending are left out: two updates of many rows could lock each other out.
        free = held.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values("pk")
        self.filter(pk__in=free, status=NodeStatus.RUNNING).update(lease_until=Now() + LEASE)
        return set(held.values_list("lease", flat=True))

    def settle(self, firing_id: UUID | str, lease: str, **fields: Any) -> bool:
        """RUNNING → a terminal status by the holder of the lease. False if it was taken away."""
        return bool(
            self.filter(pk=firing_id, status=NodeStatus.RUNNING, lease=lease).update(
                ended_at=Now(), lease_until=None, **fields
            )
        )

    def settle_waiting(self, firing_id: UUID | str, **fields: Any) -> bool:
        """A firing that waits for a person or a sub-agent → a terminal status. False if it waits no more."""
        waiting = self.filter(
            pk=firing_id, status__in=[NodeStatus.AWAITING_INPUT, NodeStatus.RUNNING], lease=""
        )
        return bool(waiting.update(ended_at=Now(), **fields))

    def stop(self, *execution_ids: UUID | str) -> int:
        """End every firing of these executions that has not ended."""
        return (
            self.filter(execution_id__in=execution_ids)
            .exclude(status__in=_NODE_ENDED)
            .update(status=NodeStatus.TERMINATED, ended_at=Now(), lease_until=None)
        )

    def in_order(self) -> Self:
        return self.order_by("step")


class NodeExecution(models.Model):
    """One firing of one node."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="node_executions")
    step = models.PositiveIntegerField()  # counts the firings of the execution in the order they were planned
    node_key = models.CharField(max_length=100)
    node_position = models.PositiveIntegerField()
    block_id = models.UUIDField()  # of the block that ran, whatever name the graph uses for it
    index = models.PositiveIntegerField()  # counts the firings of the node
    wave = models.PositiveIntegerField()  # topological level
    status = models.CharField(max_length=20, choices=_choices(NodeStatus), default=NodeStatus.QUEUED.value)
    is_output = models.BooleanField(default=False)  # a firing of an output block
    is_delivered = models.BooleanField(default=False)  # its outputs are in the snapshot
    input = ExactJSONField(default=dict)  # pin → value, coerced once it ran
    outputs = ExactJSONField(default=list)  # [[pin, value], …] in order
    origin = models.CharField(max_length=10, choices=_choices(Origin), default=Origin.RUN.value)
    inner_count = models.PositiveIntegerField(default=0)  # firings of the sub-agent that it ran
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=50, blank=True)
    cost = models.BigIntegerField(default=0)  # micro-credits
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)  # until then it waits before another try
    lease = models.CharField(max_length=40, blank=True)  # who runs it
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(db_default=Now())
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
        ]

    def __str__(self) -> str:
        return f"{self.node_key} #{self.index} {self.status}"

    def took(self) -> timedelta | None:
        """How long it ran; None if it has not ended or never began."""
        began: datetime | None = self.started_at
        return self.ended_at - began if began and self.ended_at else None
