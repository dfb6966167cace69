"""Runs of a version and the firings in them. What is committed here is the whole state of an execution."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, Func, Min, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Now

from agents.engine.state import ENDED_EXECUTION, ENDED_NODE, ExecutionStatus, NodeStatus, Origin
from agents.models.graph import Graph, GraphVersion
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField
from platform_project.kit.rows import run

LEASE = timedelta(seconds=10)  # a worker that did not renew for so long is called a last time
LAST_CALL = timedelta(seconds=5)  # one that does not renew within this is taken for dead
SILENCE = timedelta(seconds=15)  # an execution that nobody touched for so long is looked at
_COMMIT_TAKES = timedelta(seconds=1)  # `Now()` is when a transaction began; others see it when it has ended

_ENDED = sorted(
    str(status) for status in ENDED_EXECUTION
)  # sorted: a constraint must not change with a set's order
_NODE_ENDED = sorted(str(status) for status in ENDED_NODE)
_WAITING = Q(status="QUEUED", admitted_at__isnull=True)
_MOVES = Q(status="RUNNING") | Q(status="QUEUED", admitted_at__isnull=False)
_RUNNING = Q(parent__isnull=True) & _MOVES
_FIRING_KEPT_BACK = Q(status="QUEUED", queued_at__isnull=True)
_FIRING_UNDER_WAY = (Q(status="RUNNING") & ~Q(lease="")) | Q(status="QUEUED", queued_at__isnull=False)

# By hand, as it is made for every heavy firing (ADR 6).
_CLAIM = """UPDATE agents_nodeexecution
SET status = 'RUNNING', started_at = statement_timestamp(), attempts = attempts + 1, lease = %(lease)s,
    lease_until = statement_timestamp() + %(kept_for)s, last_call_at = NULL, not_before = NULL
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


def _choices(statuses: Any) -> list[tuple[str, str]]:
    return [(str(status), str(status)) for status in statuses]


class History(models.TextChoices):
    """What is stored of an execution. Retention moves it down, never up."""

    WHOLE = "whole"
    GOING = "going"  # values are being taken away, some are gone
    METADATA = "metadata"  # what ran and how it ended, without values


class ExecutionQuerySet(OwnedQuerySet):
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
        """Executions that should move but have not been touched for a while."""
        return self._movable().filter(touched_at__lt=Now() - SILENCE)

    def stuck(self, since: timedelta) -> Self:
        """Executions that wait for nothing but an expansion, for longer than `since`.

        They have not begun, or nothing in them moves, or what ended was not looked at by any expansion.
        """
        out = NodeExecution.objects.filter(execution=OuterRef("pk"), is_delivered=False)
        unseen = out.filter(
            status__in=_NODE_ENDED,
            ended_at__gt=OuterRef("touched_at") - _COMMIT_TAKES,
            ended_at__lt=Now() - since,
        )
        moving = out.filter(status__in=[NodeStatus.QUEUED, NodeStatus.RUNNING])
        waits_untouched = Q(touched_at__lt=Now() - since) & (Q(status="QUEUED") | ~Exists(moving))
        return self._movable().filter(waits_untouched | Exists(unseen))

    def _movable(self) -> Self:
        return self.filter(_MOVES)

    def running(self) -> Self:
        """What the limits count: executions whose turn has come and that wait for nobody.

        Those of sub-agents go with the one above them.
        """
        return self.filter(_RUNNING)

    def waiting(self) -> Self:
        """Executions whose turn has not come."""
        return self.filter(_WAITING)


class Execution(OwnedModel):
    """One run of one version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="executions")
    version = models.ForeignKey(GraphVersion, on_delete=models.CASCADE, related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # whose turn it takes; the index by turns serves it
    has_priority = models.BooleanField(default=False)  # its workspace's, when it was started
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
    admitted_at = models.DateTimeField(null=True, blank=True)  # when its turn came
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(db_default=Now())  # last time the engine worked on it
    paused_at = models.DateTimeField(null=True, blank=True)  # since when it waits
    deadline_at = models.DateTimeField(null=True, blank=True)  # when its author's time limit ends it
    history = models.CharField(
        max_length=10, choices=History.choices, default=History.WHOLE.value, db_default=History.WHOLE.value
    )

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
            # What retention looks for: ended executions, those of sub-agents with the one above them.
            models.Index(
                fields=["graph", "history", "status", "ended_at"],
                name="execution_that_may_be_pruned",
                condition=Q(ended_at__isnull=False, root=None),
            ),
            models.Index(fields=["id"], name="execution_that_is_being_pruned", condition=Q(history="going")),
            models.Index(fields=["started_by", "-admitted_at"], name="execution_by_turn"),
            models.Index(
                fields=["started_by", "-has_priority", "id"], name="execution_that_waits", condition=_WAITING
            ),
            models.Index(fields=["graph"], name="execution_that_waits_by_graph", condition=_WAITING),
            models.Index(fields=["started_by"], name="execution_that_moves", condition=_MOVES),
            models.Index(fields=["graph"], name="execution_that_runs_by_graph", condition=_RUNNING),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(s) for s in ExecutionStatus]), name="execution_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | ~Q(status__in=_ENDED),
                name="execution_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(history__in=History.values), name="execution_history_is_known"
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
        moved = run(_CLAIM, named).rowcount
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
            .exclude(status__in=_NODE_ENDED)
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
