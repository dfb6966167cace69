"""The order in which rows of this app are locked: workspace before memberships, user alone."""

from __future__ import annotations

import uuid

from platform_project.accounts.models import Membership, Workspace
from platform_project.errors import NotFound


def lock_members(workspace_id: uuid.UUID) -> list[Membership]:
    """All memberships of a workspace, which nobody else changes until the transaction ends."""
    found = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id).first()
    if found is None:
        raise NotFound("There is no such workspace.")
    return list(Membership.objects.filter(workspace_id=workspace_id).select_related("user").order_by("pk"))
