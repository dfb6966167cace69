"""Starts on events outside: which agent runs when a webhook is called."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from agents.engine import limits
from agents.models.graph import Graph
from agents.models.preset import Preset
from integrations.models import Webhook
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField


class Trigger(OwnedModel):
    """An agent's start by the calls of one address. Whatever version is active then runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="triggers")
    # Empty: the agent's input `payload` takes the event.
    node_id = models.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS, blank=True)
    webhook = models.OneToOneField(Webhook, on_delete=models.CASCADE, related_name="+")
    events = models.JSONField(default=list)  # that start it: `pull_request.opened`, `push`; empty: all
    filters = ExactJSONField(default=list)  # [{path, equals}, …] that must all hold of the payload
    preset = models.ForeignKey(
        Preset, null=True, on_delete=models.RESTRICT, related_name="+"
    )  # what else it runs with
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # in whose name it runs
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="trigger_by_workspace")]

    def __str__(self) -> str:
        return f"{self.graph_id} on {self.webhook_id}"
