"""What became of listings, for their creators: a row for each day, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from marketplace.models import Listing, ListingDay
from marketplace.services.counts import count
from platform_project.kit.visitors import is_first_visit

COUNTS = ("views", "installs", "runs", "earned")


@dataclass(frozen=True, slots=True)
class Day:
    """earned: micro-credits, the creator's share."""

    day: date
    views: int = 0
    installs: int = 0
    runs: int = 0
    earned: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """days: each of the span, in order, also those on which nothing happened."""

    days: list[Day]
    sums: dict[str, int]


def note_view(*, listing_id: UUID, visitor: str) -> None:
    """Count a look at a listing's page, once a day for each visitor: a user's id or a network address."""
    if is_first_visit(f"listing:{listing_id}", visitor):
        count(listing_id, views=1)


def statistics_of(listings: QuerySet[Listing], *, first: date, last: date) -> Statistics:
    """Of all of these listings together, both days included."""
    rows: QuerySet[Any] = ListingDay.objects.filter(listing__in=listings, day__range=(first, last))
    summed: Any = rows.values("day").order_by("day").annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
    known = {row["day"]: Day(row["day"], *(row[f"{name}_sum"] for name in COUNTS)) for row in summed}
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [known.get(day, Day(day)) for day in span]
    return Statistics(days, {name: sum(getattr(day, name) for day in days) for name in COUNTS})
