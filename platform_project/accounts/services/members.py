"""Who belongs to a team and in which role. A team always has an owner.

Nobody gives a role above their own, or touches a member who has one.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from platform_project.accounts.errors import LastOwner, RoleTooLow
from platform_project.accounts.locks import lock_members
from platform_project.accounts.models import RANK, ApiKey, Invitation, Membership, Role, Workspace
from platform_project.accounts.services.workspaces import refuse_personal
from platform_project.errors import NotFound


@transaction.atomic
def change_role(*, workspace: Workspace, by_role: Role, user_id: uuid.UUID, role: Role) -> Membership:
    """Give a member another role. Below admin, the invitations that they sent end.

    by_role: what the caller may do. Raises PersonalWorkspace, NotFound, RoleTooLow, LastOwner.
    """
    refuse_personal(workspace)
    members = lock_members(workspace.pk)
    member = _member(members, user_id)
    refuse_above(by_role, Role(member.role), role)
    if role != Role.OWNER:
        _refuse_last_owner(members, member)
    member.role = role
    member.save(update_fields=["role"])
    if RANK[role] < RANK[Role.ADMIN]:
        _withdraw_invitations(member)
    return member


@transaction.atomic
def remove_member(*, workspace: Workspace, by_role: Role, user_id: uuid.UUID) -> None:
    """Take a member out of a team. Raises PersonalWorkspace, NotFound, RoleTooLow, LastOwner."""
    refuse_personal(workspace)
    members = lock_members(workspace.pk)
    member = _member(members, user_id)
    refuse_above(by_role, Role.ADMIN, Role(member.role))
    _take_out(members, member)


@transaction.atomic
def leave(*, workspace: Workspace, user_id: uuid.UUID) -> None:
    """End one's own membership. Raises PersonalWorkspace, LastOwner."""
    refuse_personal(workspace)
    members = lock_members(workspace.pk)
    _take_out(members, _member(members, user_id))


def refuse_above(by_role: Role, *roles: Role) -> None:
    """Raise RoleTooLow if any of `roles` is above `by_role`."""
    highest = max(roles, key=RANK.__getitem__)
    if RANK[highest] > RANK[by_role]:
        raise RoleTooLow(
            f"This needs the role {highest} in the workspace; yours is {by_role}.",
            needed=highest.value,
            role=by_role.value,
        )


def _take_out(members: list[Membership], member: Membership) -> None:
    _refuse_last_owner(members, member)
    keys = ApiKey.objects.filter(workspace_id=member.workspace_id, user_id=member.user_id, revoked_at=None)
    keys.update(revoked_at=Now())  # else they would come back to life with a later membership
    _withdraw_invitations(member)
    for name in settings.MEMBER_LEFT:
        import_string(name)(member.workspace_id, member.user_id)
    member.delete()


def _withdraw_invitations(member: Membership) -> None:
    """End what `member` offered: one of the addresses may be their own, and a way back in."""
    sent = Invitation.objects.filter(workspace_id=member.workspace_id, invited_by_id=member.user_id)
    sent.open().update(revoked_at=Now())


def _member(members: list[Membership], user_id: uuid.UUID) -> Membership:
    found = next((member for member in members if member.user_id == user_id), None)
    if found is None:
        raise NotFound("There is no such member.")
    return found


def _refuse_last_owner(members: list[Membership], leaving: Membership) -> None:
    owners = [member for member in members if member.role == Role.OWNER]
    if owners == [leaving]:
        raise LastOwner("A workspace needs an owner: make another member one first.")
