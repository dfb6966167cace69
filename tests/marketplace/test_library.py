"""What the library says of agents that are offered, and of those that were added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from agents.models import Graph
from platform_project.accounts.models import User
from tests.factories.agents import chain
from tests.factories.marketplace import approve, offer

Clients = Callable[..., APIClient]


def test_deleting_an_agent_that_is_offered_names_its_listing_and_leaves_the_listing(
    alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    listing = offer(alice, graph=chain())
    refused = client.delete(f"/api/v1/graphs/{listing.graph_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "graph_in_use")
    assert refused.json()["details"]["listing"] == {
        "id": str(listing.pk), "title": "Listed agent", "state": "public",
    }  # fmt: skip
    assert client.delete(f"/api/v1/graphs/{listing.graph_id}?confirmed=true").status_code == 204
    listing.refresh_from_db()
    assert (listing.graph_id, listing.state) == (None, "public")


def test_an_added_agent_is_placed_like_any_other_and_its_row_says_where_it_came_from(
    alice: User, bob: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    client = client_of(bob)
    listing = offer(alice, graph=chain(), price=1_500_000)
    client.post(f"/api/v1/store/listings/{listing.pk}/install")
    graph = Graph.objects.get(workspace__personal_of=bob)
    assert client.patch(f"/api/v1/graphs/{graph.pk}/place", {"tags": ["bought"]}).status_code == 200
    approve(listing, price=2_000_000)
    client.get("/api/v1/graphs")
    # user, membership, graphs with their places, their use, active versions, newest of the listings
    with django_assert_num_queries(6):
        (row,) = client.get("/api/v1/graphs?origin=added&tag=bought").json()["results"]
    assert row["origin"] == {
        "listing_id": str(listing.pk), "number": 1, "is_closed": True, "price": "1.5",
        "update_available": True,
    }  # fmt: skip
    assert client.get("/api/v1/graphs?origin=made").json()["results"] == []
