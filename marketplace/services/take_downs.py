"""Taking listings off the marketplace, and letting them back. What people added goes on running.

PUBLIC | UNPUBLISHED → TAKEN_DOWN → UNPUBLISHED: then it is its creator's again to publish.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from marketplace.errors import WrongListingState
from marketplace.models import AbuseReport, Act, Listing, ListingState, ReportState
from marketplace.services import history, letters
from marketplace.services.moderators import checked_note, refuse_own
from platform_project.accounts.models import User
from platform_project.kit.jobs import enqueue


@transaction.atomic
def take_down(*, listing: Listing, moderator: User, note: str) -> Listing:
    """Nobody finds or adds it any more; what users reported of it is upheld. note: why, for the creator.

    Raises OwnSubmission, WrongListingState or BadInput.
    """
    refuse_own(moderator, listing.workspace_id)
    said = checked_note(note, is_needed=True)
    shown = Listing.objects.filter(pk=listing.pk, state__in=(ListingState.PUBLIC, ListingState.UNPUBLISHED))
    if not shown.update(state=ListingState.TAKEN_DOWN, is_featured=False, updated_at=Now()):
        raise _elsewhere(listing)
    _uphold_reports(listing, moderator)
    return _told(listing, Act.TAKEN_DOWN, moderator, said)


@transaction.atomic
def restore(*, listing: Listing, moderator: User, note: str = "") -> Listing:
    """Its creator may publish it again. Raises OwnSubmission, WrongListingState or BadInput."""
    refuse_own(moderator, listing.workspace_id)
    said = checked_note(note, is_needed=False)
    down = Listing.objects.filter(pk=listing.pk, state=ListingState.TAKEN_DOWN)
    if not down.update(state=ListingState.UNPUBLISHED, updated_at=Now()):
        raise _elsewhere(listing)
    return _told(listing, Act.RESTORED, moderator, said)


@transaction.atomic
def feature(*, listing: Listing, moderator: User, is_featured: bool) -> None:
    """Put it on the first page, if it is public, or off it. Raises OwnSubmission or WrongListingState."""
    refuse_own(moderator, listing.workspace_id)
    able = Listing.objects.filter(pk=listing.pk)
    if is_featured:
        able = able.filter(state=ListingState.PUBLIC)
    if not able.update(is_featured=is_featured, updated_at=Now()):
        raise _elsewhere(listing)


def _uphold_reports(listing: Listing, moderator: User) -> None:
    """Those of the listing that wait; who reported is told."""
    waiting = AbuseReport.objects.filter(listing=listing, rating=None, state=ReportState.OPEN)
    # A report that is answered meanwhile is not told of twice.
    ids = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
    upheld = AbuseReport.objects.filter(pk__in=ids)
    upheld.update(state=ReportState.UPHELD, handled_by=moderator, handled_at=Now())
    for report in upheld.select_related("listing__approved", "listing__creator", "by").order_by("pk"):
        letters.tell_of_report(report)


def _told(listing: Listing, act: Act, moderator: User, note: str) -> Listing:
    history.record(act, listing_id=listing.pk, by=moderator, note=note)
    enqueue("marketplace.tasks.index_listing", str(listing.pk))
    found: Listing = Listing.objects.select_related("approved").get(pk=listing.pk)
    letters.tell_of_take_down(found, note, is_restored=act is Act.RESTORED)
    return found


def _elsewhere(listing: Listing) -> WrongListingState:
    listing.refresh_from_db(fields=["state"])
    return WrongListingState(f"The listing is {listing.state}.", state=str(listing.state))
