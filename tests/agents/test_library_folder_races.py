"""Folders that several people change at once: never a circle, never too deep, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from agents.models import Folder
from agents.models.folder import MAX_DEPTH
from agents.services import folders
from platform_project.accounts.models import User, Workspace
from tests.at_once import beside, ended

Work = Callable[[], object]


@pytest.fixture
def workspace(transactional_db: None, alice: User) -> Workspace:
    return alice.memberships.get().workspace


def make(workspace: Workspace, name: str, parent: Folder | None = None) -> Folder:
    return folders.create_folder(workspace=workspace, name=name, parent=parent)


def while_others(change: Work, *works: Work) -> list[str]:
    """Each of `works` on a connection of its own, begun before `change` is committed; codes of refusals."""
    refusals: list[str] = []
    with transaction.atomic():
        change()
        at_work = [beside(work, refusals) for work in works]
    ended(*at_work)
    return refusals


def tree() -> dict[str, str | None]:
    """Name → name of the folder that it is in."""
    return dict(Folder.objects.values_list("name", "parent__name"))


def test_of_two_moves_that_would_make_a_circle_one_is_refused(workspace: Workspace) -> None:
    one, other = make(workspace, "One"), make(workspace, "Other")
    refused = while_others(
        lambda: folders.change_folder(folder=one, parent=other),
        lambda: folders.change_folder(folder=other, parent=one),
    )
    assert (refused, tree()) == (["bad_input"], {"One": "Other", "Other": None})


def test_of_two_moves_that_would_lie_too_deep_together_one_is_refused(workspace: Workspace) -> None:
    upper = [make(workspace, "Upper 1")]
    lower = [make(workspace, "Lower 1")]
    for number in range(2, MAX_DEPTH - 1):
        upper.append(make(workspace, f"Upper {number}", upper[-1]))
        lower.append(make(workspace, f"Lower {number}", lower[-1]))
    middle = make(workspace, "Middle")
    refused = while_others(
        lambda: folders.change_folder(folder=middle, parent=upper[-1]),
        lambda: folders.change_folder(folder=lower[0], parent=middle),
    )
    assert (refused, tree()["Lower 1"], tree()["Middle"]) == (["bad_input"], None, upper[-1].name)


def test_a_folder_that_is_moved_while_it_is_deleted_leaves_no_circle(workspace: Workspace) -> None:
    top = make(workspace, "Top")
    gone = make(workspace, "Gone", top)
    inner = make(workspace, "Inner", gone)
    seen = Folder.objects.get(pk=gone.pk)

    def turn_round() -> None:
        folders.change_folder(folder=gone, parent=None)
        folders.change_folder(folder=top, parent=inner)

    refused = while_others(turn_round, lambda: folders.delete_folder(folder=seen))
    assert (refused, tree()) == ([], {"Inner": None, "Top": "Inner"})


def test_a_folder_that_is_renamed_while_it_is_moved_keeps_both(workspace: Workspace) -> None:
    top, moved = make(workspace, "Top"), make(workspace, "Moved")
    make(workspace, "Taken")
    seen = Folder.objects.get(pk=moved.pk)
    refused = while_others(
        lambda: folders.change_folder(folder=moved, parent=top),
        lambda: folders.change_folder(folder=seen, name="Taken"),
    )
    moved.refresh_from_db()
    assert (refused, moved.name, moved.parent) == ([], "Taken", top)


def test_what_is_deleted_meanwhile_is_refused_by_name(workspace: Workspace) -> None:
    gone, other = make(workspace, "Gone"), make(workspace, "Other")
    seen = Folder.objects.get(pk=gone.pk)
    refused = while_others(
        lambda: folders.delete_folder(folder=gone),
        lambda: folders.change_folder(folder=seen, name="New"),
        lambda: folders.delete_folder(folder=seen),
        lambda: folders.change_folder(folder=other, parent=seen),
        lambda: folders.create_folder(workspace=workspace, name="Inner", parent=seen),
    )
    assert sorted(refused) == ["bad_input", "bad_input", "not_found", "not_found"]
    assert tree() == {"Other": None}
