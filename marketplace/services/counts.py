"""What happened to listings: sums for ranking, and a row for each day."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from marketplace.models import Listing
from platform_project.accounts.models import User
from platform_project.kit.rows import run

_ADD = """
INSERT INTO marketplace_listingday (listing_id, day, views, installs, runs, earned)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (listing_id, day) DO UPDATE SET
  views = marketplace_listingday.views + excluded.views,
  installs = marketplace_listingday.installs + excluded.installs,
  runs = marketplace_listingday.runs + excluded.runs,
  earned = marketplace_listingday.earned + excluded.earned
"""

_FIRST = "INSERT INTO marketplace_installer (listing_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


@transaction.atomic
def count_install(listing: Listing, user: User) -> None:
    """Count a person who added it: once, to however many workspaces, and nobody of those who offer it."""
    if user.memberships.filter(workspace=listing.workspace_id).exists():
        return
    if run(_FIRST, [listing.pk, user.pk]).rowcount:
        count(listing.pk, installs=1)


@transaction.atomic
def count(listing_id: UUID, *, views: int = 0, installs: int = 0, runs: int = 0, earned: int = 0) -> None:
    """Add to what is known of a listing, and of its day (UTC). Nothing if there is no such listing.

    runs: those that ended well. earned: micro-credits, the creator's share.
    """
    found = Listing.objects.filter(pk=listing_id)
    more = {"view_count": views, "install_count": installs, "run_count": runs}
    if found.update(**{name: F(name) + added for name, added in more.items()}):
        run(_ADD, [listing_id, timezone.now().date(), views, installs, runs, earned])
