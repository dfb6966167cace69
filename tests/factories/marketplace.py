"""Listings and submissions for tests, made by the services that people reach over the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from agents.models import Graph
from marketplace.models import Act, Listing, ListingState, ModerationEvent, Submission, SubmissionState
from marketplace.services.submissions import change_submission, start_submission, submit
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import client_for
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save

INPUT = "agent.input"
SAID = {
    "title": "Weekly digest",
    "subtitle": "Your week on one page",
    "description": "Reads what happened in a week and writes a page about it, for you and for all your team.",
    "instructions": "Say which topic it is about.",
    "categories": ["productivity"],
    "tags": ["summary"],
    "price": 0,
    "is_closed": True,
}


def digest_graph(name: str = "Weekly digest") -> dict[str, Any]:
    """An agent that gives its input `topic` as its output `result`."""
    nodes = node("in", INPUT, name="topic"), node("keep", STORE), node("out", OUTPUT, name="result")
    return graph_json(*nodes, links=("in.result -> keep.input", "keep.output -> out.value"), name=name)


def graph_of(user: User, graph: dict[str, Any] | None = None, workspace: Workspace | None = None) -> Graph:
    """A saved graph; `digest_graph` unless another is given."""
    made = save(client_for(user, workspace), graph or digest_graph())
    found: Graph = Graph.objects.select_related("workspace").get(pk=made["id"])
    return found


def draft_of(user: User, graph: Graph | None = None, **said: Any) -> Submission:
    """A draft of which all is said that has to be; `said` over that."""
    graph = graph or graph_of(user)
    return change_submission(
        submission=start_submission(graph=graph, version=None, user=user), **{**SAID, **said}
    )


def submitted(user: User, graph: Graph | None = None, **said: Any) -> Submission:
    """One that waits for a moderator."""
    return submit(submission=draft_of(user, graph, **said), user=user)


def approved(
    user: User, graph: Graph | None = None, *, moderator: User | None = None, **said: Any
) -> Submission:
    """One that was approved, whose listing is public."""
    return approve(submitted(user, graph, **said), moderator)


def approve(submission: Submission, moderator: User | None = None) -> Submission:
    now = timezone.now()
    listing = submission.listing
    submission.state, submission.decided_at = SubmissionState.APPROVED, now
    submission.decided_by = moderator
    submission.save()
    listing.approved, listing.state = submission, ListingState.PUBLIC
    listing.published_at = listing.published_at or now
    listing.save()
    ModerationEvent.objects.create(listing=listing, submission=submission, act=Act.APPROVED, by=moderator)
    return submission


def listing_of(user: User, graph: Graph | None = None, **said: Any) -> Listing:
    """A public listing."""
    found: Listing = approved(user, graph, **said).listing
    return found
