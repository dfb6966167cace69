"""Runs of a version. What is committed here and in their firings is the whole state of an execution."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from agents.engine.state import ENDED_EXECUTION, ExecutionStatus, NodeStatus
from agents.models.graph import Graph, GraphVersion
from agents.models.kinds import Trigger
from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Role, User, Workspace
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField

SILENCE = timedelta(seconds=15)  # an execution that nobody touched for so long is looked at
_COMMIT_TAKES = timedelta(seconds=1)  # `Now()` is when a transaction began; others see it when it has ended

_ENDED = sorted(
    str(status) for status in ENDED_EXECUTION
)  # sorted: a constraint must not change with a set's order
TO_BE_LOOKED_AT = (
    ExecutionStatus.FAILED,
    ExecutionStatus.INSUFFICIENT_CREDITS,
    ExecutionStatus.REVIEW,
)  # what people look for among many that went well
_WAITING = Q(status="QUEUED", admitted_at__isnull=True)
_MOVES = Q(status="RUNNING") | Q(status="QUEUED", admitted_at__isnull=False)
_RUNNING = Q(parent__isnull=True) & _MOVES


def choices_of(statuses: Any) -> list[tuple[str, str]]:
    """The values of an enumeration, as Django wants them."""
    return [(str(status), str(status)) for status in statuses]


class History(models.TextChoices):
    """What is stored of an execution. Retention moves it down, never up."""

    WHOLE = "whole"
    GOING = "going"  # values are being taken away, some are gone
    METADATA = "metadata"  # what ran and how it ended, without values


class Sight(models.TextChoices):
    """How much of an execution the people of its workspace see; what its agent's creator allows."""

    WHOLE = "whole"
    ENDS = "ends"  # what it took, gave and asked, of a closed agent
    NOTHING = "nothing"  # a step within a closed agent


class ExecutionQuerySet(OwnedQuerySet):
    def for_user(self, user: User, *, least: Role = Role.VIEWER, workspace: Workspace | None = None) -> Self:
        """As of all owned rows, without what closed agents run inside."""
        return super().for_user(user, least=least, workspace=workspace).exclude(sight=Sight.NOTHING)

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
        # Imported late: the firing's model refers to the execution's.
        from agents.models.firing import NODE_ENDED, NodeExecution

        out = NodeExecution.objects.filter(execution=OuterRef("pk"), is_delivered=False)
        unseen = out.filter(
            status__in=NODE_ENDED,
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
        max_length=20, choices=choices_of(ExecutionStatus), default=ExecutionStatus.QUEUED.value
    )
    inputs = ExactJSONField(default=dict)  # input name → value
    nodes_input_masks = ExactJSONField(default=dict)  # node id → pin → value
    credentials = ExactJSONField(default=dict)  # provider → id of the credential to act with
    pinned_outputs = ExactJSONField(default=dict)  # node id → [[pin, value], …] that stand for its firings
    is_dry_run = models.BooleanField(default=False)  # steps that reach outside are simulated
    is_safe_mode = models.BooleanField(default=False)  # review blocks ask a person
    is_auto_approved = models.BooleanField(default=False)  # a person approved what else may be asked
    trigger = models.CharField(
        max_length=10, choices=Trigger.choices, default=Trigger.PERSON.value, db_default=Trigger.PERSON.value
    )
    only_node = models.CharField(max_length=100, blank=True)  # the one node that runs, without its links
    until = models.CharField(max_length=100, blank=True, db_default="")  # it and what feeds it run
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
    delivery_id = models.UUIDField(null=True)  # the call of a webhook that started it
    reused_nodes = ExactJSONField(default=list)  # node ids whose firings are taken from `source`
    known_secrets = ExactJSONField(default=dict)  # name → values it was handed that others hold as secret
    outputs = ExactJSONField(default=dict)  # output name → values in order; set at the end
    unconsumed = ExactJSONField(default=dict)  # node id → pin → tokens that no firing took
    node_count = models.PositiveIntegerField(default=0)  # firings that ended, those of sub-agents included
    error_count = models.PositiveIntegerField(default=0)  # of those, the failed ones
    unhandled_error_count = models.PositiveIntegerField(
        default=0
    )  # of those, the ones without a linked error pin
    cost = models.BigIntegerField(default=0)  # micro-credits, the price included once it is paid
    # Of an agent of the marketplace, beside its usage; set aside while it runs, 0 once it is given back.
    price = models.BigIntegerField(default=0, db_default=0)  # micro-credits
    sight = models.CharField(
        max_length=7, choices=Sight.choices, default=Sight.WHOLE.value, db_default=Sight.WHOLE.value
    )
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
            # Lists: those of sub-agents are asked for by the one above them.
            models.Index(
                fields=["workspace", "-created_at", "-id"],
                name="execution_of_a_workspace",
                condition=Q(parent=None),
            ),
            models.Index(
                fields=["graph", "-created_at", "-id"], name="execution_of_a_graph", condition=Q(parent=None)
            ),
            models.Index(
                fields=["workspace", "-created_at", "-id"],
                name="execution_to_be_looked_at",
                condition=Q(status__in=[str(status) for status in TO_BE_LOOKED_AT]),
            ),
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
            # What people are told of: those that ended since the last look.
            models.Index(
                fields=["ended_at"],
                name="execution_that_ended",
                condition=Q(parent=None, ended_at__isnull=False),
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
            models.CheckConstraint(
                condition=Q(trigger__in=Trigger.values), name="execution_trigger_is_known"
            ),
            models.CheckConstraint(condition=Q(sight__in=Sight.values), name="execution_sight_is_known"),
            models.UniqueConstraint(
                fields=["delivery_id"],
                name="execution_is_the_only_one_of_its_delivery",
                condition=Q(delivery_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.status}"

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED_EXECUTION

    @property
    def is_whole(self) -> bool:
        """Whether people may look inside."""
        return self.sight == Sight.WHOLE

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
