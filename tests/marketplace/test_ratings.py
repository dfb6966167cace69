"""Ratings: of those who ran it, one for each version, hidden ones not counted; and reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.engine.state import ExecutionStatus
from agents.models import Execution
from marketplace.models import AbuseReport, Listing, ListingState, Rating
from marketplace.services import installs, ratings, report_decisions, scores
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services.registration import register
from platform_project.notifications.models import Notification
from tests.at_once import together
from tests.factories.accounts import PASSWORD, make_key, make_team, make_user
from tests.factories.agents import chain
from tests.factories.marketplace import approve, listing_of, offer

Clients = Callable[..., APIClient]


@pytest.fixture
def listing(alice: User) -> Listing:
    return offer(alice, graph=chain())


def added(listing: Listing, user: User) -> Any:
    place = Workspace.objects.get(personal_of=user)
    return installs.install(listing=listing, workspace=place, user=user)


def ran(listing: Listing, user: User, **fields: Any) -> Execution:
    """An execution of the user's that went well, of the agent as they have it."""
    return ended(added(listing, user), user, **fields)


def ended(graph: Any, user: User, **fields: Any) -> Execution:
    version = graph.versions.get(number=graph.active_number)
    values = {"status": ExecutionStatus.COMPLETED, "started_by": user, "ended_at": timezone.now(), **fields}
    made: Execution = Execution.objects.create(
        workspace=graph.workspace, graph=graph, version=version, **values
    )
    return made


def rate(client: APIClient, listing: Listing, stars: Any = 5, **more: Any) -> Any:
    return client.post(f"/api/v1/store/listings/{listing.pk}/ratings", {"stars": stars, **more})


def sums(listing: Listing) -> tuple[int, int, float]:
    listing.refresh_from_db()
    return listing.rating_count, listing.rating_sum, round(listing.score, 3)


def test_only_who_ran_it_to_its_end_rates_it_and_never_who_offers_it(
    listing: Listing, alice: User, bob: User, client_of: Clients
) -> None:
    client = client_of(bob)
    assert rate(APIClient(), listing).status_code == 401
    assert rate(client, listing).json()["code"] == "rating_without_run"
    ran(listing, bob, status=ExecutionStatus.FAILED)
    ran(listing, bob, is_dry_run=True)
    ran(listing, bob, started_by=alice)
    assert rate(client, listing).json()["code"] == "rating_without_run"
    ran(listing, make_user("carol"))
    assert rate(client, listing).status_code == 403
    assert not Rating.objects.exists()

    ran(listing, bob)
    _, key = make_key(bob)
    program = APIClient()
    program.credentials(HTTP_X_API_KEY=key)
    assert rate(program, listing).json()["code"] == "person_needed"
    told = rate(client, listing, 4, text=" Good. ")
    assert told.status_code == 201
    assert {name: told.json()[name] for name in ("author", "stars", "text", "number", "answer")} == {
        "author": "Bob", "stars": 4, "text": "Good.", "number": 1, "answer": "",
    }  # fmt: skip
    assert sums(listing)[:2] == (1, 4)

    team = make_team(bob, runner=alice)
    ended(installs.install(listing=listing, workspace=team, user=bob), alice)
    assert rate(client_of(alice), listing).json()["code"] == "own_rating"
    Listing.objects.update(state=ListingState.UNPUBLISHED)
    assert rate(client, listing).status_code == 404


@pytest.mark.parametrize("stars", [0, 6, "many", None, 1.5])
def test_stars_are_1_to_5_and_texts_bounded(
    stars: Any, listing: Listing, bob: User, client_of: Clients
) -> None:
    ran(listing, bob)
    assert rate(client_of(bob), listing, stars).json()["details"].keys() == {"stars"}
    assert rate(client_of(bob), listing, 5, text="x" * 4001).json()["details"].keys() == {"text"}
    assert not Rating.objects.exists()


def test_the_newest_rating_of_each_user_counts_drawn_to_the_mean_of_all(
    listing: Listing, bob: User, client_of: Clients, alice: User
) -> None:
    other = offer(alice, graph=chain())
    for number, stars in enumerate((1, 1, 2, 2)):
        user = make_user(f"early{number}")
        ran(other, user)
        assert rate(client_of(user), other, stars).status_code == 201
    ran(listing, bob)
    client = client_of(bob)
    assert rate(client, listing, 1).status_code == 201
    assert rate(client, listing, 5).status_code == 201  # the same version: changed
    mean = (1 + 1 + 2 + 2 + 5) / 5
    assert sums(listing) == (1, 5, round((5 * mean + 5) / 6, 3))
    approve(listing)
    graph = added(listing, bob)
    installs.update(graph=graph, user=bob)
    second = rate(client, listing, 3).json()
    assert (second["number"], Rating.objects.filter(listing=listing).count()) == (2, 2)
    mean = (1 + 1 + 2 + 2 + 5 + 3) / 6
    assert sums(listing) == (1, 3, round((5 * mean + 3) / 6, 3))

    changed = client.patch(f"/api/v1/store/ratings/{second['id']}", {"stars": 2}).json()
    assert (changed["stars"], changed["text"], sums(listing)[:2]) == (2, "", (1, 2))
    assert client_of(alice).patch(f"/api/v1/store/ratings/{second['id']}", {"stars": 5}).status_code == 404
    mean = (1 + 1 + 2 + 2 + 5 + 2) / 6
    assert scores.rescore() == 1  # the other's, whose mean has moved meanwhile
    assert sums(other) == (4, 6, round((5 * mean + 6) / 9, 3))
    assert scores.rescore() == 0

    assert client.delete(f"/api/v1/store/ratings/{second['id']}").status_code == 204
    assert sums(listing)[:2] == (1, 5)


def test_a_report_that_is_upheld_hides_the_rating_which_counts_no_more(
    listing: Listing, alice: User, bob: User, staff: User, client_of: Clients
) -> None:
    ran(listing, bob)
    rated = rate(client_of(bob), listing, 1, text="Buy elsewhere").json()
    reports = f"/api/v1/store/ratings/{rated['id']}/reports"
    alices = client_of(alice)
    assert alices.post(reports, {"kind": "other"}).json()["details"] == {"text": ["Say what is wrong."]}
    assert alices.post(reports, {"kind": "rude"}).json()["details"].keys() == {"kind"}
    assert alices.post(reports, {"kind": "spam"}).status_code == 201
    assert alices.post(reports, {"kind": "other", "text": "x"}).json()["code"] == "report_open"
    whole = f"/api/v1/store/listings/{listing.pk}/reports"
    assert client_of(bob).post(whole, {"kind": "broken", "text": "It fails."}).status_code == 201
    assert AbuseReport.objects.filter(rating=None, kind="broken", by=bob).count() == 1
    report_decisions.uphold(report=AbuseReport.objects.get(rating=rated["id"]), moderator=staff)
    assert sums(listing) == (0, 0, 0)
    assert alices.post(reports, {"kind": "spam"}).status_code == 404  # nobody sees it
    assert rate(client_of(bob), listing, 5).status_code == 201  # the same row, and still hidden
    assert sums(listing) == (0, 0, 0)
    assert client_of(bob).delete(f"/api/v1/store/ratings/{rated['id']}").status_code == 204
    assert rate(client_of(bob), listing, 5, text="Again").status_code == 201  # and so after it was taken back
    assert Rating.objects.get().is_hidden
    assert sums(listing) == (0, 0, 0)


def test_the_creator_is_told_once_of_each_rating_and_never_of_a_hidden_one(
    listing: Listing, alice: User, bob: User, staff: User, client_of: Clients
) -> None:
    ran(listing, bob)
    client = client_of(bob)
    rated = rate(client, listing, 1, text="Bob says: dull").json()
    row = told(alice).get()
    page = f"/marketplace/{listing.creator.slug}/{listing.slug}"
    assert (row.title, row.text, row.link) == ("Listed agent was given 1 star", "", page)
    assert rate(client, listing, 2).status_code == 201
    client.patch(f"/api/v1/store/ratings/{rated['id']}", {"text": "Still dull"})
    client.delete(f"/api/v1/store/ratings/{rated['id']}")
    assert rate(client, listing, 4).status_code == 201
    row.refresh_from_db()
    assert (told(alice).count(), row.count, told(bob).count()) == (1, 1, 0)

    report_decisions.hide_rating(rating=Rating.objects.get(), moderator=staff)
    approve(listing)
    installs.update(graph=added(listing, bob), user=bob)
    ended(added(listing, bob), bob)
    assert rate(client, listing, 1, text="Dull again").json()["number"] == 2
    assert told(alice).count() == 1


def told(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user, kind="listing_rated")


def test_the_creator_answers_and_nobody_else(
    listing: Listing, alice: User, bob: User, client_of: Clients, settings: Settings
) -> None:
    ran(listing, bob)
    rated = rate(client_of(bob), listing).json()
    url = f"/api/v1/store/ratings/{rated['id']}/answer"
    assert client_of(bob).put(url, {"text": "Thanks"}).status_code == 404
    assert client_of(alice).put(url, {"text": "x" * 4001}).json()["details"].keys() == {"text"}
    answered = client_of(alice).put(url, {"text": "Thanks"}).json()
    assert (answered["answer"], answered["answered_at"] is None, answered["stars"]) == ("Thanks", False, 5)
    taken_back = client_of(alice).put(url, {"text": ""}).json()
    assert (taken_back["answer"], taken_back["answered_at"]) == ("", None)
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "rating": "0/h"}
    assert rate(client_of(bob), listing).json()["code"] == "too_many_tries"


@pytest.mark.django_db(transaction=True)
def test_ratings_that_come_at_once_all_count(listing: Listing) -> None:
    users = [make_user(f"one{number}") for number in range(6)]
    for user in users:
        ran(listing, user)
    together(*(partial(ratings.rate, listing=listing, user=user, stars=3) for user in users))
    assert sums(listing) == (6, 18, 3)


def test_strangers_read_no_address_of_a_creator_or_a_rater_without_a_name(
    db: None, client_of: Clients
) -> None:
    creator, rater = (register(email=f"{name}@example.com", password=PASSWORD) for name in ("ida", "ole"))
    offered = listing_of(creator)
    ran(offered, rater)
    assert rate(client_of(rater), offered, text="It works.").status_code == 201
    page = f"/api/v1/store/listings/{offered.creator.slug}/{offered.slug}"
    for path in [page, f"{page}/ratings", f"/api/v1/store/creators/{offered.creator.slug}"]:
        answer = APIClient().get(path)
        assert answer.status_code == 200, path
        assert "@" not in answer.content.decode()
