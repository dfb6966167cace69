"""Agents of the marketplace in a library: added, brought up to date, forked, taken away."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from agents.models import Graph, Origin, Preset
from marketplace.models import Listing, ListingDay, ListingState
from marketplace.services import installs
from platform_project.accounts.models import User
from tests.at_once import together
from tests.factories.accounts import make_team, make_user
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save
from tests.factories.marketplace import approve, offer

RUN_AGENT = "e189baac-8c20-45a1-94a7-55177ea42565"
INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b"


def echo(word: str, name: str = "Echo") -> dict[str, Any]:
    return graph_json(
        node("in", INPUT, name="word"),
        node("keep", STORE, input=word),
        node("out", OUTPUT, name="result"),
        links=("keep.output -> out.value",),
        name=name,
    )


def running(child: dict[str, Any], name: str = "Parent") -> dict[str, Any]:
    return graph_json(
        node("run", RUN_AGENT, graph_id=child["id"], graph_version=child["version"]),
        node("out", OUTPUT, name="result"),
        links=("run.result -> out.value",),
        name=name,
    )


def install(client: Any, listing: Listing) -> dict[str, Any]:
    answer = client.post(f"/api/v1/store/listings/{listing.pk}/install")
    assert answer.status_code == 200, answer.json()
    made: dict[str, Any] = answer.json()
    return made


def test_an_added_agent_is_a_copy_with_those_that_it_runs(a: Any, b: Any, alice: User, bob: User) -> None:
    child = save(a, echo("hello", "Child"))
    listing = offer(alice, graph=running(child), is_closed=False, price=5)
    first = install(b, listing)
    assert first["is_new"] is True
    assert install(b, listing) == {"graph_id": first["graph_id"], "is_new": False}
    rows = b.get("/api/v1/graphs").json()["results"]
    assert [row["id"] for row in rows] == [first["graph_id"]]  # what came along is in no list
    whole = b.get(f"/api/v1/graphs/{first['graph_id']}").json()
    assert (whole["name"], whole["description"]) == ("Listed agent", "What it does")
    assert whole["origin"] == {
        "listing_id": str(listing.pk),
        "number": 1,
        "is_closed": False,
        "price": "0.000005",
        "update_available": False,
    }
    assert rows[0]["origin"] == whole["origin"]
    inner = whole["nodes"][0]["input_default"]
    step = Graph.objects.get(pk=inner["graph_id"])
    assert (step.workspace, step.origin.is_step, step.origin.price) == (bob.personal_workspace, True, 0)
    assert str(step.pk) != child["id"]
    listing.refresh_from_db()
    day = ListingDay.objects.get()
    assert (listing.install_count, day.installs, day.views, day.earned) == (1, 1, 0, 0)
    assert b.delete(f"/api/v1/graphs/{step.pk}").json()["code"] == "agent_is_added"
    assert b.delete(f"/api/v1/graphs/{first['graph_id']}").status_code == 204
    assert not Graph.objects.filter(workspace=bob.personal_workspace).exists()
    assert not Origin.objects.exists()


def test_people_are_counted_once_and_who_offers_it_never(
    b: Any, alice: User, bob: User, client_of: Any
) -> None:
    listing = offer(alice, graph=echo("hello"))
    graph_id = install(b, listing)["graph_id"]
    carol = make_user("carol")
    teams = make_team(bob, admin=carol), make_team(bob, "Second")
    for team in teams:
        assert install(client_of(bob, team), listing)["is_new"] is True
    assert b.delete(f"/api/v1/graphs/{graph_id}").status_code == 204
    assert install(b, listing)["is_new"] is True
    assert install(client_of(alice, make_team(alice)), listing)["is_new"] is True
    assert counted(listing) == (1, 1)
    assert install(client_of(carol), listing)["is_new"] is True
    assert counted(listing) == (2, 2)
    assert Graph.objects.filter(origin__listing_id=listing.pk).count() == 5


def counted(listing: Listing) -> tuple[int, int]:
    listing.refresh_from_db()
    return listing.install_count, ListingDay.objects.get().installs


@pytest.mark.django_db(transaction=True)
def test_one_person_who_adds_it_to_two_workspaces_at_once_counts_once(alice: User, bob: User) -> None:
    listing = offer(alice, graph=echo("hello"))
    places = [bob.memberships.get().workspace, make_team(bob)]
    together(*(partial(installs.install, listing=listing, workspace=place, user=bob) for place in places))
    assert Graph.objects.filter(origin__listing_id=listing.pk).count() == 2
    assert counted(listing) == (1, 1)


def test_only_what_is_public_can_be_added_and_never_by_its_own_workspace(
    a: Any, b: Any, alice: User, bob: User
) -> None:
    listing = offer(alice, graph=echo("hello"))
    answer = a.post(f"/api/v1/store/listings/{listing.pk}/install")
    assert (answer.status_code, answer.json()["code"]) == (409, "own_listing")
    for state in (ListingState.UNPUBLISHED, ListingState.TAKEN_DOWN):
        Listing.objects.update(state=state)
        assert b.post(f"/api/v1/store/listings/{listing.pk}/install").status_code == 404
    assert not Origin.objects.exists()
    Listing.objects.update(state=ListingState.PUBLIC)
    made = install(b, listing)
    Listing.objects.update(state=ListingState.UNPUBLISHED)
    assert install(b, listing) == {**made, "is_new": False}


def test_an_update_tells_what_changed_and_goes_into_the_same_graphs(
    a: Any, b: Any, alice: User, bob: User
) -> None:
    child = save(a, echo("hello", "Child"))
    listing = offer(alice, graph=running(child), is_closed=False)
    graph_id = install(b, listing)["graph_id"]
    graph = Graph.objects.get(pk=graph_id)
    [step] = Graph.objects.filter(origin__is_step=True)
    assert b.get("/api/v1/library/updates").json() == []
    assert b.post(f"/api/v1/graphs/{graph_id}/update").json()["version"] == 1
    Preset.objects.create(
        workspace=bob.personal_workspace, graph=graph, name="Mine", inputs={}, created_by=bob
    )

    second = a.put(f"/api/v1/graphs/{child['id']}", echo("bye", "Child")).json()
    parent = running(second)
    parent["nodes"].append({**node("ask", INPUT, name="needed", value=None), "metadata": {}})
    assert a.put(f"/api/v1/graphs/{listing.graph_id}", parent).status_code == 200
    approve(listing, is_closed=False, price=2_000_000)
    approve(listing, is_closed=False, price=3_000_000)
    [told] = b.get("/api/v1/library/updates").json()
    assert [change["number"] for change in told["changes"]] == [3, 2]
    assert told["changes"][1]["changelog"] == "Change 2"
    assert (told["number"], told["newest"], told["price"], told["newest_price"]) == (1, 3, "0", "3")
    assert b.get(f"/api/v1/graphs/{graph_id}").json()["origin"]["update_available"] is True
    answer = b.post(f"/api/v1/graphs/{graph_id}/update").json()
    assert (answer["version"], answer["label"], answer["notes"]) == (2, "Version 3", "Change 3")
    assert answer["origin"]["price"] == "3"
    inner = answer["nodes"][0]["input_default"]
    assert (inner["graph_id"], inner["graph_version"]) == (str(step.pk), 2)
    assert Graph.objects.filter(workspace=bob.personal_workspace).count() == 2
    assert set(Origin.objects.values_list("number", flat=True)) == {3}
    assert b.get(f"/api/v1/graphs/{graph_id}/versions/1").json()["version"] == 1  # which still runs
    assert a.post(f"/api/v1/graphs/{child['id']}/update").json()["code"] == "agent_not_added"


def test_a_fork_is_a_graph_of_ones_own(a: Any, b: Any, alice: User, bob: User) -> None:
    child = save(a, echo("hello", "Child"))
    listing = offer(alice, graph=running(child), is_closed=False)
    graph_id = install(b, listing)["graph_id"]
    whole = b.get(f"/api/v1/graphs/{graph_id}").json()
    refused = b.put(f"/api/v1/graphs/{graph_id}", echo("mine"))
    assert (refused.status_code, refused.json()["code"]) == (409, "agent_is_added")
    answer = b.post(f"/api/v1/graphs/{graph_id}/fork", {"name": "Mine"})
    assert answer.status_code == 201, answer.json()
    fork = answer.json()
    assert (fork["name"], fork["origin"]) == ("Mine", None)
    assert fork["nodes"][0]["input_default"]["graph_id"] != whole["nodes"][0]["input_default"]["graph_id"]
    assert len(b.get("/api/v1/graphs").json()["results"]) == 3  # added, forked, and the forked step
    assert b.put(f"/api/v1/graphs/{fork['id']}", echo("mine")).status_code == 200
    Origin.objects.update(is_closed=True)
    for path, body in ((f"{graph_id}/fork", {"name": "Mine"}), (f"{graph_id}/fork", {})):
        assert b.post(f"/api/v1/graphs/{path}", body).json()["code"] == "agent_is_closed"
    assert Graph.objects.get(pk=UUID(fork["id"])).active_number == 2
    assert installs.installed(listing_id=listing.pk, workspace=alice.personal_workspace) is None


def test_nobody_gets_another_price_than_the_one_they_were_shown(
    a: Any, b: Any, alice: User, bob: User
) -> None:
    saved = save(a, echo("hello"))
    listing = offer(alice, graph=saved, is_closed=False, price=0)
    approve(listing, price=5_000_000)
    wanted = f"/api/v1/store/listings/{listing.pk}/install"
    refused = b.post(wanted, {"price": "0"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
    assert refused.json()["details"] == {"price": "5"}
    assert not Graph.objects.filter(workspace=bob.personal_workspace).exists()
    added = b.post(wanted, {"price": "5"}, format="json").json()["graph_id"]
    approve(listing, price=7_000_000)
    assert b.post(f"/api/v1/graphs/{added}/update", {"price": "5"}, format="json").status_code == 409
    assert Origin.objects.get().number == 2
    assert b.post(f"/api/v1/graphs/{added}/update", {"price": "7"}, format="json").status_code == 200
    assert Origin.objects.get().price == 7_000_000
