"""Indexing while listings change: what is found at the end is what stands there at the end."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from marketplace.models import Listing, ListingState, SearchEntry
from marketplace.search.indexing import index_listing, index_listings
from marketplace.services import creators, listings
from platform_project.accounts.models import User
from tests.at_once import beside, ended
from tests.factories.marketplace import approve, creator_of, offer


def withdraw(listing: Listing, user: User) -> None:
    """Its creator takes it off, and a worker does at once what follows from it."""
    listings.unpublish(listing=Listing.objects.get(pk=listing.pk), user=user)
    index_listing(listing.pk)


@pytest.mark.django_db(transaction=True)
def test_a_listing_that_is_withdrawn_while_it_is_indexed_is_not_found(alice: User) -> None:
    listing = offer(alice, "Weekly digest")
    SearchEntry.objects.all().delete()
    with transaction.atomic():
        with connection.cursor() as cursor:  # the names of categories are read after the listing
            cursor.execute("LOCK TABLE marketplace_category IN ACCESS EXCLUSIVE MODE")
        at_work = [beside(lambda: index_listing(listing.pk)), beside(lambda: withdraw(listing, alice))]
    ended(*at_work)
    assert Listing.objects.get().state == ListingState.UNPUBLISHED
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_version_that_is_approved_while_all_are_indexed_is_what_is_found(alice: User) -> None:
    first, second = offer(alice, "Weekly digest"), offer(alice, "Daily digest")
    SearchEntry.objects.update(digest="written by an earlier release")

    def renew() -> None:
        approve(second, title="Hourly digest")
        index_listing(second.pk)

    with transaction.atomic():
        SearchEntry.objects.select_for_update().get(listing_id=first.pk)
        at_work = [beside(index_listings), beside(renew)]
    ended(*at_work)
    titles = SearchEntry.objects.order_by("listing_id").values_list("title", flat=True)
    assert list(titles) == ["Weekly digest", "Hourly digest"]


def test_a_listing_that_is_not_public_yet_is_looked_at_too_when_its_creator_is_renamed(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[str, ...]] = []
    monkeypatch.setattr(creators, "enqueue", lambda *job: queued.append(job))
    listing = offer(alice, "Weekly digest")
    Listing.objects.update(state=ListingState.UNPUBLISHED)  # published again before the new name is committed
    creators.change_creator(creator=creator_of(alice), name="Alice & Co")
    assert queued == [("marketplace.tasks.index_listing", str(listing.pk))]
