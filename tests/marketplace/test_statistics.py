"""Statistics: looks told apart by day and visitor, and what became of listings day by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace.models import Listing, ListingDay
from marketplace.services.statistics import note_view
from platform_project.accounts.models import User
from platform_project.kit import redis_clients, visitors
from platform_project.kit.visitors import is_first_visit
from tests.factories.marketplace import offer

URL = "/api/v1/store/statistics"
Clients = Callable[..., APIClient]


def views(listing: Listing) -> tuple[int, int]:
    listing.refresh_from_db()
    days = ListingDay.objects.filter(listing=listing)
    return listing.view_count, sum(days.values_list("views", flat=True))


def test_a_look_counts_once_a_day_for_each_visitor_and_not_for_the_creator(
    alice: User, bob: User, client_of: Clients
) -> None:
    listing = offer(alice, "Looked at")
    url = f"/api/v1/store/listings/{listing.creator.slug}/{listing.slug}"
    for client in (client_of(alice), APIClient(), APIClient(), client_of(bob), client_of(bob)):
        assert client.get(url).status_code == 200
    APIClient().get(url, REMOTE_ADDR="192.0.2.7")
    APIClient().get(f"{url}x", REMOTE_ADDR="192.0.2.8")
    assert views(listing) == (3, 3)


def test_who_came_is_not_kept_and_is_another_on_another_day_and_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place, somebody = f"test:{uuid4()}", "192.0.2.55"
    assert [is_first_visit(place, somebody) for _ in range(2)] == [True, False]
    server: Any = redis_clients.shared()
    [key] = server.keys(f"visitors:*{place}")
    [kept] = server.smembers(key)
    assert len(kept) == 8
    assert 0 < server.ttl(key) <= 2 * 24 * 3600
    assert is_first_visit(place + "'s", somebody)
    monkeypatch.setattr(visitors, "MAX_VISITORS", 2)
    assert [is_first_visit(place, f"192.0.2.{n}") for n in (1, 2)] == [True, False]
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert is_first_visit(place, somebody)


def test_a_redis_that_is_away_costs_a_count_and_no_page(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = offer(alice, "Lonely")
    away = redis.Redis(host="127.0.0.1", port=1)
    monkeypatch.setattr(visitors, "shared", lambda: away)
    note_view(listing_id=listing.pk, visitor="x")
    assert views(listing) == (0, 0)


def test_the_creator_sees_each_day_and_what_they_come_to(alice: User, bob: User, client_of: Clients) -> None:
    mine, other, bobs = offer(alice, "One"), offer(alice, "Two"), offer(bob, "Three")
    for listing, day, views, installs, runs, earned in (
        (mine, date(2026, 11, 1), 10, 2, 3, 2_500_000),
        (mine, date(2026, 11, 3), 1, 0, 1, 1),
        (other, date(2026, 11, 3), 5, 1, 0, 0),
        (bobs, date(2026, 11, 3), 99, 99, 99, 99),
        (mine, date(2026, 11, 4), 99, 99, 99, 99),
    ):
        ListingDay.objects.create(
            listing=listing, day=day, views=views, installs=installs, runs=runs, earned=earned
        )
    client = client_of(alice)
    span = "from=2026-11-01&to=2026-11-03"
    told = client.get(f"{URL}?{span}").json()
    assert told == {
        "first": "2026-11-01",
        "last": "2026-11-03",
        "days": [
            {"day": "2026-11-01", "views": 10, "installs": 2, "runs": 3, "earned": "2.5"},
            {"day": "2026-11-02", "views": 0, "installs": 0, "runs": 0, "earned": "0"},
            {"day": "2026-11-03", "views": 6, "installs": 1, "runs": 1, "earned": "0.000001"},
        ],
        "sums": {"views": 16, "installs": 3, "runs": 4, "earned": "2.500001"},
    }
    assert client.get(f"{URL}?{span}&listing={other.pk}").json()["sums"]["views"] == 5
    assert client.get(f"{URL}?{span}&listing={bobs.pk}").status_code == 404
    assert len(client.get(URL).json()["days"]) == 30
    assert APIClient().get(URL).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-02&to=2026-11-01", "from"),
        ("from=2025-11-01&to=2026-11-02", "from"),
        ("from=0001-01-01", "from"),
        ("to=2026-13-01", "to"),
        ("to=yesterday", "to"),
        ("listing=mine", "listing"),
    ],
)
def test_a_wrong_span_is_refused_by_its_name(query: str, field: str, alice: User, client_of: Clients) -> None:
    refused = client_of(alice).get(f"{URL}?{query}")
    assert (refused.status_code, list(refused.json()["details"])) == (400, [field])
    assert client_of(alice).get(f"{URL}?to=0001-01-02").json()["first"] == "0001-01-01"
