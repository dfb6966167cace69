"""What people draw and have not saved as a version, kept so that a closed tab loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Now

from agents.engine import limits
from agents.models.graph import Graph
from platform_project.accounts.models import OwnedModel, OwnedQuerySet, User, Workspace
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField

KEPT_FOR = timedelta(days=30)  # since it was last written

# By hand, as it is sent every two seconds while somebody draws: one statement says also whether it is new.
_PUT = """INSERT INTO agents_autosave
    (id, workspace_id, user_id, key, graph_id, name, document, base_version, created_at, updated_at)
VALUES (%(id)s, %(workspace)s, %(user)s, %(key)s,
    (SELECT id FROM agents_graph WHERE id = %(key)s AND workspace_id = %(workspace)s),
    %(name)s, %(document)s, %(base_version)s, statement_timestamp(), statement_timestamp())
ON CONFLICT ON CONSTRAINT autosave_is_one_per_user_and_key DO UPDATE SET
    graph_id = EXCLUDED.graph_id, name = EXCLUDED.name, document = EXCLUDED.document,
    base_version = EXCLUDED.base_version, updated_at = EXCLUDED.updated_at
RETURNING graph_id, updated_at, xmax = 0"""


class AutosaveQuerySet(OwnedQuerySet):
    def of(self, user: User, workspace: Workspace) -> Self:
        """A person's own: others of the workspace do not see them."""
        return self.for_user(user, workspace=workspace).filter(user=user)

    def put(self, row: Autosave) -> bool:
        """Write one, in the place of that with the same key; True if there was none."""
        field = Autosave._meta.get_field("document")
        named = {
            "id": row.pk,
            "workspace": row.workspace_id,
            "user": row.user_id,
            "key": row.key,
            "name": row.name,
            "document": field.get_db_prep_save(row.document, connection),
            "base_version": row.base_version,
        }
        with connection.cursor() as cursor:
            cursor.execute(_PUT, named)
            row.graph_id, row.updated_at, is_new = cursor.fetchone()
        return bool(is_new)

    def of_graph(self, graph_id: UUID, user: User) -> Self:
        return self.filter(graph_id=graph_id, user=user)

    def forgotten(self) -> Self:
        """Those that nobody wrote for so long that nobody comes back to them."""
        return self.filter(updated_at__lt=Now() - KEPT_FOR)


class Autosave(OwnedModel):
    """One user's unsaved work on one graph, or on one that was never saved. It may be invalid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()  # the graph's id, or one that the client made up
    graph = models.ForeignKey(Graph, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=limits.MAX_NAME_CHARACTERS, blank=True)  # of `document`, for lists
    document = ExactJSONField()  # graph JSON as it is on the canvas
    base_version = models.PositiveIntegerField(null=True)  # number of the version that it was made from
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())  # no index: it changes with every write

    objects: ClassVar[Any] = AutosaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace", "key"], name="autosave_is_one_per_user_and_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.key} by {self.user_id}"
