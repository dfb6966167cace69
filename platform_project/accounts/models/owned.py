"""The base of every row that a workspace owns, and the one way to reach such rows."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from platform_project.accounts.models.user import User
from platform_project.accounts.models.workspace import Role, Workspace, roles_from


class OwnedQuerySet(models.QuerySet[Any]):
    def for_user(self, user: User, *, least: Role = Role.VIEWER, workspace: Workspace | None = None) -> Self:
        """Rows of the workspaces in which `user` has at least the role `least`; of one of them, if given."""
        memberships = user.memberships.filter(role__in=roles_from(least))
        if workspace is not None:
            memberships = memberships.filter(workspace=workspace)
        return self.filter(workspace__in=memberships.values("workspace"))


class OwnedModel(models.Model):
    """A row of one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
