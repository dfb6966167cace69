"""One search over listings, blocks and the agents of a library."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from agents.models import Graph, Origin
from marketplace.models import EntryKind, Listing, SearchEntry, SearchWord
from marketplace.search import find_blocks, find_own, keeping
from platform_project.accounts.models import User, Workspace
from platform_project.notifications.models import Mark
from tests.factories.accounts import client_for, make_team
from tests.factories.agents import chain, save
from tests.factories.marketplace import creator_of, listed


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was saved a moment ago counts as committed."""
    monkeypatch.setattr(keeping, "LAG", timedelta(0))


def saved(user: User, name: str, description: str = "", workspace: Workspace | None = None) -> str:
    client = client_for(user, workspace) if workspace else client_for(user)
    return str(save(client, {**chain(), "name": name, "description": description})["id"])


def own(user: User, text: str) -> list[str]:
    return [hit.id for hit in find_own(Workspace.objects.get(personal_of=user).pk, text).results]


def test_agents_are_found_in_their_own_workspace_alone(alice: User, bob: User) -> None:
    bills = saved(alice, "Supplier bills", "Reads invoices into a table")
    saved(alice, "Morning weather")
    of_team = saved(alice, "Bills of the team", workspace=make_team(alice))
    assert keeping.index_saved_agents() == 3
    assert own(alice, "invoice") == [bills]
    assert own(alice, "invoces") == [bills]
    assert of_team not in own(alice, "bills")
    assert own(bob, "bills") == []
    client_for(alice).put(f"/api/v1/graphs/{bills}", {**chain(), "name": "Holiday photos"})
    assert keeping.index_saved_agents() >= 1
    assert own(alice, "holiday") == [bills]
    assert own(alice, "invoice") == []
    client_for(alice).delete(f"/api/v1/graphs/{bills}")
    assert own(alice, "holiday") == []


def test_agents_that_came_along_are_not_found(alice: User) -> None:
    step, added = (saved(alice, name) for name in ("Invoice step", "Invoice agent"))
    for graph_id, is_step in ((step, True), (added, False)):
        Origin.objects.create(
            graph_id=graph_id,
            listing_id=UUID(int=1),
            submission_id=UUID(int=2),
            number=1,
            creator_workspace_id=UUID(int=3),
            is_step=is_step,
        )
    keeping.index_saved_agents()
    assert own(alice, "invoice") == [added]


def test_many_saved_agents_are_taken_in_parts(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_A_TIME", 2)
    names = [saved(alice, f"Invoice {number}") for number in range(5)]
    for _ in range(10):
        keeping.index_saved_agents()
    assert set(own(alice, "invoice")) == set(names)
    assert Graph.objects.count() == 5
    assert Mark.objects.get(name__startswith="search: agents").at <= timezone.now() + timedelta(seconds=1)


def test_blocks_are_written_once_for_a_catalogue(db: None) -> None:
    SearchEntry.objects.filter(kind=EntryKind.BLOCK).delete()
    Mark.objects.filter(name__startswith="search: blocks").delete()
    assert keeping.index_blocks()
    assert not keeping.index_blocks()
    assert "Send Web Request" in [hit.title for hit in find_blocks("send web request").results[:2]]
    assert "Send Email" in [hit.title for hit in find_blocks("mail somebody").results]


def test_one_answer_has_all_kinds_and_only_what_was_asked_for(alice: User, bob: User) -> None:
    listing = listed(creator_of(bob), "Invoice reader", "Bills into rows")
    mine, of_bob = saved(alice, "My invoices"), saved(bob, "Invoices of bob")
    keeping.index_saved_agents()
    keeping.index_blocks()
    answer = client_for(alice).get("/api/v1/search", {"q": "invoice"}).json()
    found = {(hit["kind"], hit["id"]) for hit in answer["results"]}
    assert {("listing", str(listing)), ("agent", mine)} <= found
    assert ("agent", of_bob) not in found
    blocks = client_for(alice).get("/api/v1/search", {"q": "send web request", "kinds": "blocks"}).json()
    assert {hit["kind"] for hit in blocks["results"]} == {"block"}
    assert answer["total"] == len(answer["results"])
    some = client_for(alice).get("/api/v1/search", {"q": "invocie", "kinds": "listings"}).json()
    assert some == {
        "results": [
            {"kind": "listing", "id": str(listing), "title": "Invoice reader", "subtitle": "Bills into rows"}
        ],
        "total": 1,
        "meant": "invoice",
    }
    assert client_for(alice).get("/api/v1/search", {"q": ""}).json()["results"] == []


def test_it_refuses_strangers_and_kinds_that_there_are_not(alice: User) -> None:
    answer = client_for(alice).get("/api/v1/search", {"q": "a", "kinds": "users"})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["kinds"])
    answer = client_for(alice).get("/api/v1/search", {"q": "a" * 101})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["q"])
    assert APIClient().get("/api/v1/search?q=a").status_code == 401


def test_counts_follow_what_there_is(alice: User) -> None:
    listing = listed(creator_of(alice), "Invoice reader")
    SearchWord.objects.filter(word="invoice").update(entries=70)
    Listing.objects.filter(pk=listing).update(install_count=9, score=4.0)
    keeping.recount()
    assert SearchWord.objects.get(word="invoice").entries == 1
    entry = SearchEntry.objects.get(listing_id=listing)
    assert entry.score == 4.0
    assert entry.popularity == pytest.approx(2.944, abs=0.001)
