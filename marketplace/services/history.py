"""The history of a listing: who did what, and said what. Written in the transaction in which it happened."""

from __future__ import annotations

from uuid import UUID

from marketplace.models import Act, ModerationEvent
from platform_project.accounts.models import User


def record(
    act: Act, *, listing_id: UUID, submission_id: UUID | None = None, by: User | None, note: str = ""
) -> ModerationEvent:
    """Add a line."""
    event: ModerationEvent = ModerationEvent.objects.create(
        listing_id=listing_id, submission_id=submission_id, act=act, by=by, note=note
    )
    return event
