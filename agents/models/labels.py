"""What people say of an execution, to find it again: a table beside, as few have any and starts are many."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from agents.engine import limits
from agents.models.execution import Execution


class ExecutionLabels(models.Model):
    """Tags and custom data of one execution; no row where it has none. It goes with its execution."""

    execution = models.OneToOneField(
        Execution, primary_key=True, on_delete=models.CASCADE, related_name="labels"
    )
    tags = ArrayField(models.CharField(max_length=limits.MAX_TAG_CHARACTERS), default=list)
    data = models.JSONField(default=dict)  # name → text, number or truth value

    class Meta:
        verbose_name_plural = "execution labels"
        indexes = [
            GinIndex(fields=["tags"], name="execution_by_tag"),
            GinIndex(fields=["data"], name="execution_by_data", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return ", ".join(self.tags)
