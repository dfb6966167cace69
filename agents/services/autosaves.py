"""Working copies that save themselves: one for each user and graph, replaced in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from agents.engine import limits
from agents.models import Autosave
from platform_project.accounts.models import User, Workspace

MAX_AUTOSAVES = 100  # of one user in one workspace; the oldest makes room


@dataclass(frozen=True, slots=True)
class Work:
    """What is on a canvas. base_version: number of the version that it was made from, if any."""

    document: dict[str, Any]
    base_version: int | None = None


@transaction.atomic
def put_autosave(*, workspace: Workspace, user: User, key: UUID, work: Work) -> Autosave:
    """Keep a working copy in the place of the one before it. key: the graph's id, or one made up."""
    name = work.document.get("name")
    row = Autosave(
        workspace=workspace,
        user=user,
        key=key,
        name=name[: limits.MAX_NAME_CHARACTERS] if isinstance(name, str) else "",
        document=work.document,
        base_version=work.base_version,
    )
    if Autosave.objects.put(row):
        _make_room(workspace, user)
    return row


def sweep() -> int:
    """Delete what nobody came back to; how many those were."""
    count: int = Autosave.objects.forgotten().delete()[0]
    return count


def _make_room(workspace: Workspace, user: User) -> None:
    mine = Autosave.objects.of(user, workspace).order_by("-updated_at", "-pk")
    beyond = list(mine.values_list("pk", flat=True)[MAX_AUTOSAVES:])
    if beyond:
        Autosave.objects.filter(pk__in=beyond).delete()
