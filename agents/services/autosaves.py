"""Working copies that save themselves: one for each user and graph, replaced in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from agents.engine import limits
from agents.errors import NewerVersion
from agents.models import Autosave, Graph, GraphVersion
from agents.services import origins
from platform_project.accounts.models import User, Workspace

MAX_AUTOSAVES = 100  # of one user in one workspace; the oldest makes room


@dataclass(frozen=True, slots=True)
class Work:
    """What is on a canvas. base_version: number of the version that it was made from, if any.

    known_version: number of the newest version that its author knows of; that it was made from if None.
    """

    document: dict[str, Any]
    base_version: int | None = None
    known_version: int | None = None


@transaction.atomic
def put_autosave(*, workspace: Workspace, user: User, key: UUID, work: Work) -> Autosave:
    """Keep a working copy in the place of the one before it. key: the graph's id, or one made up.

    Raises NewerVersion for one that was under way while a version was saved: that removed what was kept
    before, and it should not come back; AgentIsClosed or AgentIsAdded for what cannot be saved.
    """
    origins.refuse_added(key)
    known = max(work.known_version or 0, work.base_version or 0)
    if known:
        _check_newest(workspace, key, known)
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


def _check_newest(workspace: Workspace, graph_id: UUID, known: int) -> None:
    # The lock waits for a version that is being saved just now.
    found = Graph.objects.filter(workspace=workspace, pk=graph_id).select_for_update(no_key=True)
    if not found.values_list("pk", flat=True).first():
        return
    newest = GraphVersion.objects.filter(graph_id=graph_id).aggregate(newest=Max("number"))["newest"]
    if newest is not None and newest > known:
        raise NewerVersion(f"Version {newest} was saved meanwhile.", newest=newest)


def _make_room(workspace: Workspace, user: User) -> None:
    mine = Autosave.objects.of(user, workspace).order_by("-updated_at", "-pk")
    beyond = list(mine.values_list("pk", flat=True)[MAX_AUTOSAVES:])
    if beyond:
        Autosave.objects.filter(pk__in=beyond).delete()
