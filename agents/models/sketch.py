"""Who had agents drawn by a model, and what that used. What was wished for is not kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from platform_project.accounts.models import OwnedModel
from platform_project.kit.ids import uuid7


class Sketch(OwnedModel):
    """One wish that a model was asked to fulfil, however it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    model = models.CharField(max_length=200)  # by its name in the table
    provider = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)  # "sketched", or the code of the error; "cancelled"
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    tokens_cached = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)  # micro-credits
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "sketches"
        constraints = [
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="sketch_cost_is_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.outcome}"
