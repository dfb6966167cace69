"""Inputs of an agent, saved under a name: what people, schedules and triggers run it with."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from agents.engine import limits
from agents.models.execution import Execution
from agents.models.graph import Graph, GraphVersion
from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField

MAX_NAME_CHARACTERS = 100


def input_schema_of(version: str) -> Subquery:
    """What a row's graph takes, in the version whose number the field `version` holds, else in the active."""
    number = Coalesce(OuterRef(version), OuterRef("graph__active_number"))
    found = GraphVersion.objects.filter(graph=OuterRef("graph"), number=number)
    return Subquery(found.values("input_schema")[:1])


class PresetQuerySet(OwnedQuerySet):
    def shown(self) -> Self:
        """With all that people are shown, in one query."""
        found = self.select_related("graph", "last_execution", "created_by")
        return found.annotate(input_schema=input_schema_of("version"))


class Preset(OwnedModel):
    """What an agent may be run with again and again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="presets")
    version = models.PositiveIntegerField(null=True)  # number of the version that runs; null: the active one
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)
    inputs = ExactJSONField(default=dict)  # input name → value
    credentials = models.JSONField(default=dict)  # provider → id of the credential to use
    tags = ArrayField(models.CharField(max_length=limits.MAX_TAG_CHARACTERS), default=list, blank=True)
    data = models.JSONField(default=dict, blank=True)  # tags and custom data of its executions
    is_enabled = models.BooleanField(default=True)
    last_execution = models.ForeignKey(Execution, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = PresetQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="preset_by_workspace")]

    def __str__(self) -> str:
        return self.name
