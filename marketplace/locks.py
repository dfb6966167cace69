"""The locks of the marketplace, in the order in which they are taken: creator, listing, submission."""

from __future__ import annotations

from uuid import UUID

from marketplace.models import Listing, Submission
from platform_project.kit.locks import lock


def lock_creators() -> None:
    """Keep others from choosing the name of a creator, until the transaction ends."""
    lock("creators of the marketplace")


def lock_offers(workspace_id: UUID) -> None:
    """Keep others from beginning to offer an agent of this workspace, and from naming one."""
    lock("listings of", workspace_id)


def lock_listing(listing_id: UUID) -> Listing:
    """The listing, kept from being changed by others until the transaction ends."""
    found: Listing = Listing.objects.select_for_update().get(pk=listing_id)
    return found


def lock_submission(submission_id: UUID) -> Submission:
    """The submission, kept from being changed by others; its listing is locked first."""
    of = Submission.objects.values_list("listing_id", flat=True).get(pk=submission_id)
    listing = lock_listing(of)
    found: Submission = Submission.objects.select_for_update().get(pk=submission_id)
    found.listing = listing
    return found
