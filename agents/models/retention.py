"""What is kept of executions that ended, and for how long."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from agents.models.graph import Graph
from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7

MAX_DAYS = 36_500


class Keep(models.TextChoices):
    """What stays of an execution that ended; each keeps less than the one before it."""

    ALL = "all"
    FAILURES = "failures"  # failed executions whole, the others as METADATA
    METADATA = "metadata"  # what ran, when, how it ended and what it cost; no value that it took or gave
    NOTHING = "nothing"


class RetentionPolicy(OwnedModel):
    """The rule of a workspace, or of one of its graphs, which then goes before it.

    Where there is none, the settings HISTORY_KEEP and HISTORY_DAYS hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.OneToOneField(
        Graph, null=True, blank=True, on_delete=models.CASCADE, related_name="retention"
    )  # null for the workspace's own
    keep = models.CharField(max_length=10, choices=Keep.choices, default=Keep.ALL.value)
    days = models.PositiveIntegerField(null=True, blank=True)  # since its end, then nothing; null is for ever

    class Meta:
        verbose_name_plural = "retention policies"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(graph=None), name="retention_is_one_per_workspace"
            ),
            models.CheckConstraint(condition=Q(keep__in=Keep.values), name="retention_keep_is_known"),
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__range=(1, MAX_DAYS)), name="retention_days_are_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"keep {self.keep} " + (f"for {self.days} days" if self.days else "for ever")
