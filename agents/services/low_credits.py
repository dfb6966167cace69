"""Telling people that their workspace runs out of credits: whoever started what waits, and who may pay."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from credits.services.ledger import balance_of
from platform_project.accounts.models import Role, User, Workspace, roles_from
from platform_project.kit.money import credits_text
from platform_project.notifications.kinds import Kind
from platform_project.notifications.services.telling import notify

TOP_UP_AT = "/credits"  # of the web app


def tell_of_low_credits(workspace_id: UUID) -> None:
    """Less is left than `CREDITS_LOW_AT`."""
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    if workspace is None:
        return
    left = credits_text(balance_of(workspace_id).available)
    for user in _who_pays(workspace_id):
        notify(
            user,
            Kind.CREDITS_LOW,
            subject_key=f"credits:{workspace_id}",
            title=f"{left} credits are left in {workspace.name}",
            text="Steps that cost something wait when there are too few.",
            link=TOP_UP_AT,
        )


def tell_of_waiting(user: User | None, workspace_id: UUID, agent: str, run: str, *, is_budget: bool) -> None:
    """A step waits for credits, or for room in a budget."""
    why = "a budget has no room" if is_budget else "there are too few credits"
    told = {one.pk: one for one in [*_who_pays(workspace_id), *([user] if user else [])]}
    for one in told.values():
        notify(
            one,
            Kind.CREDITS_LOW,
            subject_key=f"unpaid:{workspace_id}",
            title=f"{agent} waits: {why}",
            text="It goes on by itself when there is enough.",
            link=run,
        )


def _who_pays(workspace_id: UUID) -> Iterable[User]:
    able = roles_from(Role.ADMIN)
    found = User.objects.filter(memberships__workspace=workspace_id, memberships__role__in=able)
    return found.filter(is_active=True).distinct()
