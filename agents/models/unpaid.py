"""Firings that wait for credits, or for room in a budget."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from agents.models.execution import Execution
from platform_project.accounts.models import OwnedModel, OwnedQuerySet


class UnpaidFiring(OwnedModel):
    """A firing that could not be paid. It is AWAITING_INPUT, and goes on when this row goes."""

    firing_id = models.UUIDField(primary_key=True, editable=False)
    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="unpaid_firings")
    needed = models.BigIntegerField()  # micro-credits that have to be free
    budget_id = models.UUIDField(null=True)  # the budget that has no room; null: too few credits
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="unpaid_firing_by_age")]

    def __str__(self) -> str:
        return f"{self.firing_id} needs {self.needed}"
