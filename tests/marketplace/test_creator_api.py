"""What creators do over the API: profile, submissions, listings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from agents.models import Execution
from marketplace.models import Creator, Image, Listing, Submission
from platform_project.accounts.models import User
from tests.factories.accounts import make_team
from tests.factories.agents import save
from tests.factories.history import make_execution
from tests.factories.marketplace import accept, approved, digest_graph, graph_of, listing_of

Clients = Callable[..., APIClient]
ROOT = "/api/v1/store"
SAID: dict[str, Any] = {
    "title": "Weekly digest", "subtitle": "Your week on one page", "description": "It reads and writes.",
    "categories": ["writing", "data", "writing"], "tags": ["News ", "news", "weekly  digest"], "price": "2.5",
    "is_closed": False,
}  # fmt: skip


def picture(user: User, use: str) -> Image:
    made: Image = Image.objects.create(
        workspace=user.personal_workspace, use=use, digest="0" * 64, content_type="image/webp", width=1,
        height=1, size_bytes=1,
    )  # fmt: skip
    return made


def test_a_creator_offers_an_agent_sees_how_it_stands(alice: User, bob: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph_id = save(client, digest_graph())["id"]
    made = client.post(f"{ROOT}/submissions", {"graph_id": graph_id})
    assert made.status_code == 201
    draft = made.json()
    assert (draft["number"], draft["state"], draft["title"], draft["graph_version"]) == (
        1, "draft", "Weekly digest", 1,
    )  # fmt: skip
    place = f"{ROOT}/submissions/{draft['id']}"
    cover = picture(alice, "cover")
    changed = client.patch(place, {**SAID, "images": [str(cover.pk)]}, format="json")
    assert changed.status_code == 200
    said = changed.json()
    assert (said["categories"], said["tags"]) == (["writing", "data"], ["news", "weekly digest"])
    assert (said["price"], said["images"], said["is_closed"]) == ("2.5", [str(cover.pk)], False)

    found = client.get(f"{place}/checks").json()
    assert {check["id"]: check["level"] for check in found["checks"]} == {
        "validates": "ok", "gives_something": "ok", "declared_access": "ok", "secrets": "ok",
        "outbound_hosts": "ok", "others_agents": "ok", "title": "ok", "words": "warning", "price": "ok",
        "cover": "ok", "demo_output": "warning",
    }  # fmt: skip
    sent = client.post(f"{place}/submit")
    assert (sent.status_code, sent.json()["state"], len(sent.json()["checks"])) == (200, "pending", 11)
    assert "file" not in sent.json()
    refused = client.patch(place, {"title": "Other"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "submission_not_open")

    accept(Submission.objects.get())
    row = client.get(f"{ROOT}/my-listings?graph={graph_id}").json()["results"][0]
    shown = ("state", "title", "price", "version", "image", "under_way", "note")
    assert {name: row[name] for name in shown} == {
        "state": "public", "title": "Weekly digest", "price": "2.5", "version": 1, "image": str(cover.pk),
        "under_way": None, "note": "",
    }  # fmt: skip
    assert row["decided"]["state"] == "approved"
    stranger = client_of(bob)
    assert stranger.get(place).status_code == 404
    assert stranger.post(f"{ROOT}/my-listings/{row['id']}/unpublish").status_code == 404
    assert stranger.get(f"{ROOT}/my-listings").json()["results"] == []
    assert APIClient().get(place).status_code == 401


def test_a_listing_is_taken_out_and_put_back_and_the_index_is_told(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr("marketplace.services.listings.enqueue", lambda *given: told.append(given))
    listing = listing_of(alice)
    place, client = f"{ROOT}/my-listings/{listing.pk}", client_of(alice)
    assert client.post(f"{place}/unpublish").json()["state"] == "unpublished"
    again = client.post(f"{place}/unpublish")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_listing_state")
    assert client.post(f"{place}/publish").json()["state"] == "public"
    assert told == [("marketplace.tasks.index_listing", str(listing.pk))] * 2
    Listing.objects.update(state="taken_down")
    assert client.post(f"{place}/publish").json()["code"] == "listing_taken_down"
    begun = client.post(f"{ROOT}/submissions", {"graph_id": str(listing.graph_id)})
    assert (begun.status_code, begun.json()["code"]) == (409, "listing_taken_down")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"title": "x" * 81}, "title", id="long title"),
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"categories": ["cooking"]}, "categories", id="no such category"),
        pytest.param(
            {"categories": ["data", "sales", "writing", "home"]}, "categories", id="many categories"
        ),
        pytest.param({"tags": ["x" * 31]}, "tags", id="long tag"),
        pytest.param({"price": "-1"}, "price", id="negative"),
        pytest.param({"price": "100001"}, "price", id="too dear"),
        pytest.param({"price": "1e3"}, "price", id="no decimal number"),
        pytest.param({"images": ["0198a8f0-0000-7000-8000-000000000000"]}, "images", id="no picture"),
        pytest.param(
            {"demo_execution": "0198a8f0-0000-7000-8000-000000000000"}, "demo_execution", id="no execution"
        ),
        pytest.param({"graph_version": 9}, "graph_version", id="no version"),
        pytest.param({"state": "approved"}, "state", id="nothing to change"),
    ],
)
def test_a_wrong_field_is_named_and_changes_nothing(
    alice: User, client_of: Clients, body: dict[str, Any], field: str
) -> None:
    client = client_of(alice)
    draft = client.post(f"{ROOT}/submissions", {"graph_id": save(client, digest_graph())["id"]}).json()
    place = f"{ROOT}/submissions/{draft['id']}"
    answer = client.patch(place, {"subtitle": "Kept?", **body}, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert client.get(place).json() == draft


def test_an_example_is_taken_from_an_own_run_without_secrets(
    alice: User, bob: User, client_of: Clients
) -> None:
    client, graph = client_of(alice), graph_of(alice)
    draft = client.post(f"{ROOT}/submissions", {"graph_id": str(graph.pk)}).json()
    place = f"{ROOT}/submissions/{draft['id']}"
    run = make_execution(graph, graph.created_at)
    given = client.patch(place, {"demo_execution": str(run.pk)}, format="json").json()["demo_output"]
    assert given == {"result": [{"text": "kept in confidence"}]}
    Execution.objects.all().delete()
    assert client.get(place).json()["demo_output"] == given
    assert client.patch(place, {"demo_execution": None}, format="json").json()["demo_output"] == {}
    for other in (make_execution(graph, None), make_execution(graph_of(bob), graph.created_at)):
        answer = client.patch(place, {"demo_execution": str(other.pk)}, format="json")
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["demo_execution"])


def test_a_profile_is_made_by_its_first_change_and_keeps_its_slug(
    alice: User, bob: User, client_of: Clients
) -> None:
    team = make_team(alice, "Ünïted Agents GmbH", runner=bob)
    client, place = client_of(alice, team), f"{ROOT}/profile"
    assert client.get(place).json() == {
        "slug": None, "name": "Ünïted Agents GmbH", "bio": "", "links": [], "avatar": None,
        "is_verified": False, "is_featured": False,
    }  # fmt: skip
    assert not Creator.objects.exists()
    body = {"bio": "We *make* agents.", "links": [{"title": "Site", "url": "https://example.com/x"}]}
    assert client.patch(place, body, format="json").json()["slug"] == "united-agents-gmbh"
    named = client.patch(place, {"name": "Others", "is_verified": True}, format="json")
    assert (named.status_code, list(named.json()["details"])) == (400, ["is_verified"])
    assert client.patch(place, {"name": "Others"}, format="json").json() == {
        "slug": "united-agents-gmbh", "name": "Others", "avatar": None, "is_verified": False,
        "is_featured": False, **body,
    }  # fmt: skip
    for wrong in ({"links": [{"title": "x", "url": "http://example.com"}]}, {"links": [body["links"][0]] * 7},
                  {"avatar": str(picture(alice, "avatar").pk)}, {"name": ""}):  # fmt: skip
        answer = client.patch(place, wrong, format="json")
        assert (answer.status_code, list(answer.json()["details"])) == (400, list(wrong))
    Creator.objects.update(is_verified=True)
    assert client.patch(place, {"bio": "More."}, format="json").json()["is_verified"] is True
    assert client.patch(place, {"name": "Somebody else"}, format="json").json()["is_verified"] is False
    low = client_of(bob, team)
    assert [low.get(place).status_code, low.patch(place, {}).status_code] == [403, 403]
    assert low.get(f"{ROOT}/my-listings").status_code == 403


def test_lists_take_as_many_queries_for_one_as_for_several(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(alice)
    counts = []
    for number in range(3):
        approved(alice, title=f"Agent {number}")
        if number == 1:
            continue
        with django_assert_num_queries(7) as seen:
            client.get(f"{ROOT}/my-listings")
        counts.append(len(seen))
    assert counts == [7, 7]
