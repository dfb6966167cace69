"""Teams: made, renamed, deleted. Personal workspaces come and go with their user."""

from __future__ import annotations

from django.db import transaction

from platform_project.accounts.errors import LimitReached, PersonalWorkspace
from platform_project.accounts.models import Membership, Role, User, Workspace

MAX_TEAMS_PER_USER = 50


@transaction.atomic
def create_team(*, owner: User, name: str) -> Membership:
    """A new team workspace; the owner's membership in it. Raises LimitReached at MAX_TEAMS_PER_USER."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two requests count one after the other
    owned = Membership.objects.filter(user=owner, role=Role.OWNER, workspace__personal_of=None)
    if owned.count() >= MAX_TEAMS_PER_USER:
        raise LimitReached(f"You own {MAX_TEAMS_PER_USER} teams already.", limit=MAX_TEAMS_PER_USER)
    team = Workspace.objects.create(name=name)
    return Membership.objects.create(workspace=team, user=owner, role=Role.OWNER)


def rename(*, workspace: Workspace, name: str) -> Workspace:
    """Give the workspace another name."""
    workspace.name = name
    workspace.save(update_fields=["name"])
    return workspace


@transaction.atomic
def delete_team(*, workspace: Workspace) -> None:
    """Delete a team and all that it owns. Raises PersonalWorkspace."""
    refuse_personal(workspace)
    Workspace.objects.filter(pk=workspace.pk).delete()


def refuse_personal(workspace: Workspace) -> None:
    """Raise PersonalWorkspace unless this is a team's."""
    if workspace.is_personal:
        raise PersonalWorkspace("A personal workspace belongs to one person and stays as it is.")
