"""What a creator does with a listing that was approved: take it out of the marketplace, and put it back."""

from __future__ import annotations

from django.db import transaction

from marketplace.errors import ListingTakenDown, WrongListingState
from marketplace.locks import lock_listing
from marketplace.models import Act, Listing, ListingState, ModerationEvent
from platform_project.accounts.models import User
from platform_project.kit.jobs import enqueue


@transaction.atomic
def unpublish(*, listing: Listing, user: User) -> Listing:
    """Nobody finds it any more; whoever added it goes on with it. Raises WrongListingState."""
    return _move(listing, ListingState.PUBLIC, ListingState.UNPUBLISHED, Act.UNPUBLISHED, user)


@transaction.atomic
def publish_again(*, listing: Listing, user: User) -> Listing:
    """What was approved is shown again. Raises WrongListingState, ListingTakenDown."""
    return _move(listing, ListingState.UNPUBLISHED, ListingState.PUBLIC, Act.PUBLISHED, user)


def _move(listing: Listing, old: ListingState, new: ListingState, act: Act, user: User) -> Listing:
    listing = lock_listing(listing.pk)
    if listing.state == ListingState.TAKEN_DOWN:
        raise ListingTakenDown("A moderator took this listing down; you may appeal.", listing=str(listing.pk))
    if listing.state != old:
        told = f"This needs a listing that is {old}; this one is {listing.state}."
        raise WrongListingState(told, state=listing.state)
    listing.state = new
    listing.save(update_fields=["state", "updated_at"])
    ModerationEvent.objects.create(listing=listing, submission=listing.approved, act=act, by=user)
    enqueue("marketplace.tasks.index_listing", str(listing.pk))
    return listing
