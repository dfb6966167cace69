"""Credits for the demo world, so that whoever tries the platform is not stopped by their price."""

from __future__ import annotations

from django.conf import settings

from credits.services import ledger, tiers
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO

CREDITS = 10_000


def seed(user: User) -> None:
    """Give the demo workspace what it has not had."""
    if not settings.CREDITS:
        return
    workspace_id = user.personal_workspace.pk
    tiers.grant_of_month(workspace_id)
    ledger.grant(
        workspace_id=workspace_id,
        amount=CREDITS * MICRO,
        key=f"demo:{workspace_id}",
        note="To try things with",
    )
