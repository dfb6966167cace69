"""Where people keep their agents: folders within folders, and what each person marked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now

from platform_project.accounts.models import OwnedModel, OwnedQuerySet
from platform_project.kit.ids import uuid7

MAX_NAME_CHARACTERS = 100
MAX_FOLDERS = 200  # of a workspace
MAX_DEPTH = 5  # folders within folders


class Folder(OwnedModel):
    """A place for agents; no two beside each other have one name, whatever its case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="folders")
    name = models.CharField(max_length=MAX_NAME_CHARACTERS)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                "parent",
                Lower("name"),
                nulls_distinct=False,
                name="folder_name_is_unique_beside_others",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="folder_is_not_within_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """An agent that one person marked; others of the workspace see nothing of it."""

    graph = models.ForeignKey("agents.Graph", on_delete=models.CASCADE, related_name="favourites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "graph"], name="favourite_is_one_per_user_and_graph"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.graph_id}"
