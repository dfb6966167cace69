"""Agents that somebody offers, as rows: what was approved, without the way there."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from agents.exchange.exports import export_agent
from agents.models import Graph
from agents.services.runs import version_of
from marketplace.models import Creator, Listing, ListingState, Submission, SubmissionState
from platform_project.accounts.models import User
from tests.factories.agents import save


def offered(user: User, client: APIClient, graph: dict[str, Any], **said: Any) -> Listing:
    """A public listing of a graph that `user` saves."""
    made = Graph.objects.get(pk=save(client, graph)["id"])
    workspace = made.workspace
    creator, _ = Creator.objects.get_or_create(
        workspace=workspace, defaults={"slug": f"c{str(workspace.pk)[-12:]}", "name": user.name}
    )
    listing = Listing.objects.create(
        workspace=workspace, creator=creator, slug=f"a{str(made.pk)[-12:]}", graph=made
    )
    approve(listing, **said)
    return listing


def approve(listing: Listing, **said: Any) -> Submission:
    """What the listing's graph is now, as its newest approved version."""
    graph = Graph.objects.get(pk=str(listing.graph_id))
    number = listing.submissions.count() + 1
    made: Submission = Submission.objects.create(
        listing=listing,
        number=number,
        **{"title": "Listed agent", "subtitle": "What it does", "changelog": f"Change {number}", **said},
        state=SubmissionState.APPROVED,
        graph_version=graph.active_number,
        file=export_agent(version_of(graph, None)),
    )
    listing.approved, listing.state = made, ListingState.PUBLIC
    listing.save()
    return made
