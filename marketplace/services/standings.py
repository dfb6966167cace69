"""How each listing of a creator stands: what is under way, what was decided last, what was said of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from marketplace.models import (
    UNDER_WAY,
    Act,
    Appeal,
    Listing,
    ListingState,
    ModerationEvent,
    Submission,
    SubmissionState,
)

_DECIDED = (SubmissionState.APPROVED, SubmissionState.REJECTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """title, subtitle, image: what people see of it, or will. note: a moderator's, on why it stands so."""

    title: str
    subtitle: str
    image: UUID | None
    under_way: Submission | None
    decided: Submission | None
    note: str
    appeal: Appeal | None  # the last one


def standings_of(listings: Collection[Listing]) -> dict[UUID, Standing]:
    """In as many queries for one listing as for a hundred."""
    ids = [listing.pk for listing in listings]
    offered = Submission.objects.filter(listing__in=ids).defer("file").order_by("listing_id", "-number")
    newest = _one_each(offered)
    under_way = {pk: row for pk, row in newest.items() if row.state in UNDER_WAY}
    decided = _one_each(offered.filter(state__in=_DECIDED))
    taken_down = ModerationEvent.objects.filter(listing__in=ids, act=Act.TAKEN_DOWN)
    told = _one_each(taken_down.order_by("listing_id", "-created_at", "-id"))
    appeals = _one_each(Appeal.objects.filter(listing__in=ids).order_by("listing_id", "-created_at", "-id"))
    standings = {}
    for listing in listings:
        key = listing.pk
        shown = listing.approved or newest.get(key) or Submission(title=listing.slug)
        standings[key] = Standing(
            title=shown.title,
            subtitle=shown.subtitle,
            image=next(iter(shown.images), None),
            under_way=under_way.get(key),
            decided=decided.get(key),
            note=_note(listing, decided.get(key), told.get(key)),
            appeal=appeals.get(key),
        )
    return standings


def _one_each(rows: QuerySet[Any]) -> dict[UUID, Any]:
    return {row.listing_id: row for row in rows.distinct("listing_id")}


def _note(listing: Listing, decided: Submission | None, taken_down: ModerationEvent | None) -> str:
    if listing.state == ListingState.TAKEN_DOWN:
        return taken_down.note if taken_down else ""
    return decided.note if decided else ""
