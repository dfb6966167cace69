"""What agents remember for their users.

Owned by a workspace, and within it by the user for whom the agent ran. An agent is named by its graph's id
without a key to it, since blocks know nothing of graphs; who deletes one calls `blocks.memory.forget_agent`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from pgvector.django import VectorField

from blocks.sdk.memory import MAX_KEY_CHARACTERS, MAX_TEXT_CHARACTERS
from platform_project.accounts.models import OwnedModel
from platform_project.kit.hashing_embedder import DIMENSIONS
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField


class _UsersOwn(OwnedModel):
    """A row of one user within a workspace; None: of executions that nobody started, such as a webhook's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class KeptValue(_UsersOwn):
    """A value under a name."""

    agent_id = models.UUIDField(null=True)  # the graph's; None: shared by all of the user's agents
    key = models.CharField(max_length=MAX_KEY_CHARACTERS)
    value = ExactJSONField(null=True)
    size_bytes = models.PositiveIntegerField()  # of the value, as JSON
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "agent_id", "key"],
                name="kept_value_is_one_per_user_agent_and_key",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["agent_id"], name="kept_value_by_agent", condition=Q(agent_id__isnull=False))
        ]

    def __str__(self) -> str:
        return self.key


class Recollection(_UsersOwn):
    """A text, with where it points to."""

    agent_id = models.UUIDField()  # the graph's that remembered it
    execution_id = models.UUIDField(null=True)  # None: a block that was tried out
    text = models.TextField(max_length=MAX_TEXT_CHARACTERS)
    metadata = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of text and metadata: the same is remembered once
    embedding = VectorField(dimensions=DIMENSIONS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "agent_id", "digest"],
                name="recollection_is_one_per_user_agent_and_text",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "user", "-created_at", "-id"], name="recollection_by_user"),
            models.Index(fields=["agent_id"], name="recollection_by_agent"),
        ]

    def __str__(self) -> str:
        return self.text[:50]
