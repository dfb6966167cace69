"""Folders of the library: made, renamed, moved, and taken away without what is in them.

Whoever changes one waits for the workspace's lock, and looks at the tree only then: what the caller read
of it may be otherwise by now.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Lower

from agents.errors import FolderNameTaken
from agents.models import Folder, Graph
from agents.models.folder import MAX_DEPTH, MAX_FOLDERS
from platform_project.accounts.models import Workspace
from platform_project.errors import BadInput, NotFound
from platform_project.kit.locks import lock

Parents = dict[UUID, UUID | None]  # folder → the one it is in


def with_counts(found: QuerySet[Folder]) -> QuerySet[Folder]:
    """By name, each with how many agents that are not archived are in it."""
    in_sight = Q(graphs__archived_at=None) & ~Q(graphs__origin__is_step=True)
    return found.annotate(agent_count=Count("graphs", filter=in_sight)).order_by("name", "pk")


@transaction.atomic
def create_folder(*, workspace: Workspace, name: str, parent: Folder | None = None) -> Folder:
    """Raises FolderNameTaken, or BadInput where there are too many or it would lie too deep."""
    parents = _locked(workspace.pk)
    if len(parents) >= MAX_FOLDERS:
        told = f"A workspace holds {MAX_FOLDERS} folders at most."
        raise BadInput(told, name=[told])
    _refuse_gone(parents, parent)
    folder = Folder(workspace=workspace, name=name, parent=parent)
    _check_depth(_depth(parents, folder.parent_id) + 1)
    _refuse_taken(folder)
    folder.save(force_insert=True)
    return folder


@transaction.atomic
def change_folder(*, folder: Folder, **given: Any) -> Folder:
    """given: name, parent. Raises FolderNameTaken, BadInput or NotFound and changes nothing."""
    parents = _locked(folder.workspace_id)
    folder = _as_it_is(folder)
    _refuse_gone(parents, given.get("parent"))
    for name, value in given.items():
        setattr(folder, name, value)
    if folder.pk in _above(parents, folder.parent_id):
        told = "A folder cannot be moved into itself or into one that is in it."
        raise BadInput(told, parent_id=[told])
    _check_depth(_depth(parents, folder.parent_id) + _height(parents, folder.pk))
    _refuse_taken(folder)
    folder.save(update_fields=list(given))
    return folder


@transaction.atomic
def delete_folder(*, folder: Folder) -> None:
    """Take a folder away; agents and folders in it go where it was. Raises FolderNameTaken or NotFound."""
    _locked(folder.workspace_id)
    folder = _as_it_is(folder)
    inner = Folder.objects.filter(parent=folder)
    for one in inner:
        one.parent_id = folder.parent_id
        _refuse_taken(one, but=folder)
    Graph.objects.filter(folder=folder).update(folder=folder.parent_id)
    Folder.objects.filter(pk=folder.pk).update(name=str(folder.pk))  # one in it may have its name
    inner.update(parent=folder.parent_id)
    folder.delete()


def place_for(*, workspace_id: UUID, folder_id: UUID) -> Folder:
    """A folder that stays until the transaction ends, to put something in. Raises BadInput."""
    lock("folders", workspace_id)
    folder: Folder | None = Folder.objects.filter(pk=folder_id, workspace_id=workspace_id).first()
    if folder is None:
        told = "There is no such folder."
        raise BadInput(told, folder=[told])
    return folder


def below(folder: Folder) -> list[UUID]:
    """The folder and all within it."""
    parents = _parents(folder.workspace_id)
    return [one for one in parents if folder.pk in _above(parents, one)]


def _locked(workspace_id: UUID) -> Parents:
    """The folders of a workspace, which nobody else changes until the transaction ends."""
    lock("folders", workspace_id)
    return _parents(workspace_id)


def _as_it_is(folder: Folder) -> Folder:
    """The folder under the lock: others may have moved it. Raises NotFound."""
    found: Folder | None = Folder.objects.filter(pk=folder.pk).first()
    if found is None:
        raise NotFound("There is no such folder.")
    return found


def _refuse_gone(parents: Parents, parent: Folder | None) -> None:
    if parent is not None and parent.pk not in parents:
        told = "There is no such folder."
        raise BadInput(told, parent_id=[told])


def _parents(workspace_id: UUID) -> Parents:
    return dict(Folder.objects.filter(workspace_id=workspace_id).values_list("pk", "parent_id"))


def _above(parents: Parents, folder_id: UUID | None) -> list[UUID]:
    """A folder, the one it is in, and so on to the top."""
    found: list[UUID] = []
    while folder_id is not None:
        found.append(folder_id)
        folder_id = parents.get(folder_id)
    return found


def _depth(parents: Parents, folder_id: UUID | None) -> int:
    return len(_above(parents, folder_id))


def _height(parents: Parents, folder_id: UUID) -> int:
    """How many folders lie within one another from this one on, itself included."""
    own = _depth(parents, folder_id)
    return max(len(line) for one in parents if folder_id in (line := _above(parents, one))) - own + 1


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        told = f"At most {MAX_DEPTH} folders lie within one another."
        raise BadInput(told, parent_id=[told])


def _refuse_taken(folder: Folder, but: Folder | None = None) -> None:
    beside = Folder.objects.filter(workspace_id=folder.workspace_id, parent_id=folder.parent_id)
    named = beside.annotate(in_lower=Lower("name")).filter(in_lower=Lower(Value(folder.name)))
    taken = named.exclude(pk=folder.pk)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise FolderNameTaken(f"There is a folder {folder.name!r} here already.", name=folder.name)
