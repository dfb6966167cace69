"""Keeping search in step with listings, the catalogue of blocks, and libraries."""

from __future__ import annotations

import math
from uuid import UUID

from integrations.catalogue.providers import find_provider
from marketplace.models import Category, EntryKind, Listing, ListingState, SearchEntry
from marketplace.search.entries import Entry, remove_entries, write_entries

AT_A_TIME = 500


def index_listing(listing_id: UUID) -> bool:
    """Make a listing found as it is now, or not at all if it is not public; whether anything was written."""
    listing = Listing.objects.public().filter(pk=listing_id).first()
    if listing is None:
        return bool(remove_entries([f"listing:{listing_id}"]))
    return bool(write_entries([_of_listing(listing, _category_names())]))


def index_listings() -> int:
    """All of them, and no others."""
    names = _category_names()
    written, batch = 0, []
    for listing in Listing.objects.public().order_by("pk").iterator(chunk_size=AT_A_TIME):
        batch.append(_of_listing(listing, names))
        if len(batch) == AT_A_TIME:
            written += write_entries(batch)
            batch = []
    return written + write_entries(batch) + _remove_hidden()


def popularity(*, installs: int, runs: int) -> float:
    """A number of about 0 to 20; ten times as much use is always the same step."""
    return math.log1p(2 * installs + runs)


def _remove_hidden() -> int:
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
