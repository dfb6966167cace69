"""An agent's workflow and its immutable saved states.

    Graph ── GraphVersion (1, 2, 3 …) ── Node
                                      └─ Link (from Node to Node)

Saving makes a new version; what a version holds is never changed, which the database enforces by triggers.
A deleted version is hidden: its row stays, so that its number is never given again, and its nodes and links
as long as executions of it do.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef

from agents.engine import limits
from agents.models.folder import Favourite, Folder
from platform_project.accounts.models import OwnedModel, OwnedQuerySet, Role, User, Workspace
from platform_project.kit.ids import uuid7
from platform_project.kit.json_field import ExactJSONField


class GraphQuerySet(OwnedQuerySet):
    def for_user(self, user: User, *, least: Role = Role.VIEWER, workspace: Workspace | None = None) -> Self:
        """As of all owned rows, without the agents that came along with a closed one."""
        mine = super().for_user(user, least=least, workspace=workspace)
        return mine.exclude(origin__is_step=True, origin__is_closed=True)

    def listed(self) -> Self:
        """Without those that came along as steps of an added agent, which nobody keeps for themselves."""
        return self.exclude(origin__is_step=True)

    def with_place(self, user: User) -> Self:
        """With what a row of the library says of its place, and whether `user` marked it."""
        marked = Favourite.objects.filter(graph=OuterRef("pk"), user=user)
        return self.select_related("folder", "origin").annotate(is_favourite=Exists(marked))


class Graph(OwnedModel):
    """An agent. `active_number` names the version that runs unless a run asks for another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=limits.MAX_NAME_CHARACTERS)  # of the newest version
    description = models.TextField(max_length=limits.MAX_DESCRIPTION_CHARACTERS, blank=True)
    active_number = models.PositiveIntegerField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Its place in the library.
    folder = models.ForeignKey(
        Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="graphs"
    )
    tags = ArrayField(
        models.CharField(max_length=limits.MAX_TAG_CHARACTERS), default=list, blank=True, db_default=[]
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = GraphQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="graph_by_workspace"),
            GinIndex(fields=["tags"], name="graph_by_tag"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptVersions(models.Manager["GraphVersion"]):
    """Those that nobody deleted."""

    def get_queryset(self) -> models.QuerySet[GraphVersion]:
        return super().get_queryset().filter(deleted_at=None)


class GraphVersion(models.Model):
    """One saved state of a graph. Numbers count from 1. Only `label`, `notes` and, once, `deleted_at` change.

    `objects` and `graph.versions` hide what was deleted; what refers to a version (`execution.version`) finds
    it all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    graph = models.ForeignKey(Graph, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=limits.MAX_NAME_CHARACTERS)
    description = models.TextField(max_length=limits.MAX_DESCRIPTION_CHARACTERS, blank=True)
    input_schema = ExactJSONField()  # JSON Schema of an object: what a run may be given
    output_schema = ExactJSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    settings = ExactJSONField(default=dict)  # engine.settings.GraphSettings
    # For who runs the agent.
    instructions = models.TextField(max_length=limits.MAX_DESCRIPTION_CHARACTERS, blank=True)
    # A hint for them: nothing runs by it.
    recommended_schedule_cron = models.CharField(max_length=limits.MAX_CRON_CHARACTERS, blank=True)
    # What people say of it, and may say differently later.
    label = models.CharField(max_length=limits.MAX_LABEL_CHARACTERS, blank=True, db_default="")
    notes = models.TextField(max_length=limits.MAX_NOTES_CHARACTERS, blank=True, db_default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[GraphVersion]] = KeptVersions()
    everything: ClassVar[models.Manager[GraphVersion]] = models.Manager()

    class Meta:
        base_manager_name = "everything"
        indexes = [
            models.Index(
                fields=["deleted_at"],
                name="version_that_was_deleted",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["graph", "number"], name="version_number_is_unique_in_its_graph"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_counts_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Node(models.Model):
    """One use of a block in a version."""

    version = models.ForeignKey(GraphVersion, on_delete=models.CASCADE, related_name="nodes")
    key = models.CharField(max_length=limits.MAX_NODE_ID_CHARACTERS)  # the author's own id
    position = models.PositiveIntegerField()  # place in the author's order; decides ties when running
    block_id = models.CharField(max_length=100)  # as the author wrote it: UUID, slug or alias
    input_default = ExactJSONField(default=dict)  # pin → value
    metadata = ExactJSONField(default=dict)  # canvas position, custom name: kept, never interpreted
    settings = ExactJSONField(default=dict)  # engine.settings.NodeSettings

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="node_key_is_unique_in_its_version"),
            models.UniqueConstraint(
                fields=["version", "position"], name="node_position_is_unique_in_its_version"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Link(models.Model):
    """A wire from an output pin to an input pin of the same version."""

    version = models.ForeignKey(GraphVersion, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveIntegerField()  # place in the author's order
    key = models.CharField(
        max_length=limits.MAX_NODE_ID_CHARACTERS, blank=True
    )  # the author's own id, if any
    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    source_name = models.CharField(max_length=limits.MAX_PIN_NAME_CHARACTERS)  # may carry a path
    sink = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    sink_name = models.CharField(max_length=limits.MAX_PIN_NAME_CHARACTERS)  # may carry a path
    is_static = models.BooleanField(null=True)  # null: the author did not say, so it is not

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="link_position_is_unique_in_its_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_name} → {self.sink_name}"
