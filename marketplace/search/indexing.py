"""Keeping search in step with listings.

What is written was read under a lock, after whoever wrote before: of two who index one listing at once, the
second has seen what the first has, and each change of a listing is followed by an indexing after its commit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from integrations.catalogue.providers import find_provider
from marketplace.models import Category, EntryKind, Listing, ListingState, SearchEntry
from marketplace.search.entries import Entry, remove_entries, write_entries
from platform_project.kit.locks import lock, lock_shared

AT_A_TIME = 500
_LISTINGS = "search: listings"  # held alone by who writes many, beside others by who writes one


@transaction.atomic
def index_listing(listing_id: UUID) -> bool:
    """Make a listing found as it is now, or not at all if it is not public; whether anything was written."""
    lock_shared(_LISTINGS)
    lock(_LISTINGS, listing_id)
    listing = Listing.objects.public().filter(pk=listing_id).first()
    if listing is None:
        return bool(remove_entries([f"listing:{listing_id}"]))
    return bool(write_entries([_of_listing(listing, _category_names())]))


def index_listings() -> int:
    """All of them, and no others."""
    names = _category_names()
    ids = list(Listing.objects.public().order_by("pk").values_list("pk", flat=True))
    batches = (ids[first : first + AT_A_TIME] for first in range(0, len(ids), AT_A_TIME))
    return sum(_index_some(some, names) for some in batches) + _remove_hidden()


def popularity(*, installs: int, runs: int) -> float:
    """A number of about 0 to 20; ten times as much use is always the same step."""
    return math.log1p(2 * installs + runs)


@transaction.atomic
def _index_some(ids: Sequence[UUID], category_names: dict[str, str]) -> int:
    lock(_LISTINGS)
    found = Listing.objects.public().filter(pk__in=ids).order_by("pk")
    return write_entries(_of_listing(listing, category_names) for listing in found)


@transaction.atomic
def _remove_hidden() -> int:
    lock(_LISTINGS)
    hidden = SearchEntry.objects.filter(kind=EntryKind.LISTING).exclude(listing__state=ListingState.PUBLIC)
    return remove_entries(hidden.values_list("key", flat=True))


def _of_listing(listing: Listing, category_names: dict[str, str]) -> Entry:
    shown = listing.approved
    assert shown is not None, "A public listing shows what was approved."
    providers = [find_provider(slug) for slug in shown.providers]
    return Entry(
        kind=EntryKind.LISTING,
        id=str(listing.pk),
        listing_id=listing.pk,
        creator_id=listing.creator_id,
        title=shown.title,
        subtitle=shown.subtitle,
        categories=tuple(shown.categories),
        providers=tuple(shown.providers),
        tags=tuple(shown.tags),
        names=(
            *(category_names.get(slug, slug) for slug in shown.categories),
            *(provider.name if provider else "" for provider in providers),
            *shown.providers,
            listing.creator.name,
        ),
        body=shown.description,
        price=shown.price,
        score=listing.score,
        popularity=popularity(installs=listing.install_count, runs=listing.run_count),
        published_at=listing.published_at,
    )


def _category_names() -> dict[str, str]:
    return dict(Category.objects.values_list("slug", "name"))
