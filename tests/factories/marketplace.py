"""Listings and submissions for tests.

draft_of, submitted, approved, listing_of   by the services that people reach over the API
offer, approve, listed, rate                as rows: what stands in the marketplace, without the way there
waiting, again                              as rows: what waits for a moderator
"""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from agents.exchange.exports import export_agent
from agents.models import Graph
from agents.services.runs import version_of
from marketplace.models import (
    Act,
    Creator,
    Listing,
    ListingState,
    ModerationEvent,
    Rating,
    Submission,
    SubmissionState,
)
from marketplace.search.indexing import index_listing
from marketplace.services.submissions import change_submission, start_submission, submit
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import client_for, make_user
from tests.factories.agents import OUTPUT, STORE, chain, graph_json, node, save

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
FILE = {
    "name": "Inner name",
    "nodes": [{"id": "secret-step", "block_id": "agent.output", "input_default": {}, "metadata": {}}],
    "links": [],
    "input_schema": {"type": "object", "properties": {"topic": {"type": "string"}}, "required": ["topic"]},
    "output_schema": {"type": "object", "properties": {"letter": {"type": "string"}}},
}
CHECKS = [{"id": "validates", "level": "ok", "text": "It validates."}]
_numbers = count(1)


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
    return accept(submitted(user, graph, **said), moderator)


def accept(submission: Submission, moderator: User | None = None) -> Submission:
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


# --- Rows: what stands in the marketplace -----------------------------------------------------------------
def creator_of(user: User, **fields: Any) -> Creator:
    """The creator of the user's own workspace."""
    workspace = Workspace.objects.get(personal_of=user)
    values = {"slug": slugify(user.name), "name": user.name, **fields}
    made: Creator = Creator.objects.update_or_create(workspace=workspace, defaults=values)[0]
    return made


def offer(
    user: User,
    title: str = "",
    *,
    graph: dict[str, Any] | None = None,
    listing: dict[str, Any] | None = None,
    **said: Any,
) -> Listing:
    """A public listing that can be found, whose first version was approved.

    graph: that the user saves, and that people get; without one there is nothing to add. said: of the
    submission. listing: other fields of the listing.
    """
    title = title or ("Listed agent" if graph else f"Agent {next(_numbers)}")
    made = _listing(creator_of(user), title, graph_of(user, graph) if graph else None)
    approve(made, title=title, **said)
    Listing.objects.filter(pk=made.pk).update(published_at=timezone.now(), **(listing or {}))
    made.refresh_from_db()
    index_listing(made.pk)
    return made


def listed(creator: Creator, title: str, subtitle: str = "", **said: Any) -> UUID:
    """A public listing that can be found; said: of its submission, or of the listing where that has it."""
    of_listing = {name: said.pop(name) for name in list(said) if hasattr(Listing, name)}
    made = _listing(creator, title, None)
    _version(made, title=title, subtitle=subtitle, **said)
    shown = {"approved": made.submissions.get(), "state": ListingState.PUBLIC, "published_at": timezone.now()}
    Listing.objects.filter(pk=made.pk).update(**shown, **of_listing)
    assert index_listing(made.pk)
    found: UUID = made.pk
    return found


def approve(listing: Listing, **said: Any) -> Submission:
    """One more approved version, of its graph as it is now; the first one makes it public."""
    number = listing.submissions.count() + 1
    usual: dict[str, Any] = {"title": "Agent", "file": FILE, "note": "for the creator alone"}
    if listing.graph_id is not None:
        usual = {"title": "Listed agent", "subtitle": "What it does", "changelog": f"Change {number}"}
    made = _version(listing, decided_at=timezone.now(), **{**usual, **said})
    listing.approved = made
    if listing.state == ListingState.DRAFT:
        listing.state = ListingState.PUBLIC
    listing.save(update_fields=["approved", "state"])
    return made


def rate(listing: Listing, user: User, stars: int, **fields: Any) -> Rating:
    """A rating of the newest version; the listing's sums are kept in step."""
    listing.refresh_from_db()
    assert listing.approved is not None
    made: Rating = Rating.objects.create(
        listing=listing, submission=listing.approved, user=user, stars=stars, **fields
    )
    Listing.objects.filter(pk=listing.pk).update(
        rating_count=listing.rating_count + 1, rating_sum=listing.rating_sum + stars, score=stars
    )
    return made


# --- Rows: what waits for a moderator ---------------------------------------------------------------------
def waiting(user: User, graph: dict[str, Any] | None = None, **said: Any) -> Submission:
    """A pending submission of a new listing, of the user's own workspace."""
    return again(_listing(creator_of(user), "Listing", graph_of(user, graph or chain())), user, **said)


def again(listing: Listing, user: User, **said: Any) -> Submission:
    """Another pending submission of a listing, whose graph is as it is now."""
    usual: dict[str, Any] = {
        "title": "Letter opener",
        "price": 2_500_000,
        "state": SubmissionState.PENDING,
        "checks": CHECKS,
        "submitted_by": user,
        "submitted_at": timezone.now(),
    }
    return _version(listing, **{**usual, **said})


def moderator(name: str, group: str = "Moderators") -> User:
    """Somebody of the staff who is in a group of moderators."""
    user = make_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)  # rights are kept on the object


def senior(name: str) -> User:
    return moderator(name, "Senior moderators")


def _listing(creator: Creator, title: str, graph: Graph | None) -> Listing:
    slug = slugify(title)
    if creator.listings.filter(slug=slug).exists():
        slug = f"{slug}-{next(_numbers)}"
    made: Listing = Listing.objects.create(
        workspace_id=creator.workspace_id, creator=creator, slug=slug, graph=graph
    )
    return made


def _version(listing: Listing, **said: Any) -> Submission:
    """One more version of a listing, of its graph as it is now; approved unless said otherwise."""
    usual: dict[str, Any] = {"state": SubmissionState.APPROVED, "graph_version": 1}
    if listing.graph_id is not None:
        graph = Graph.objects.get(pk=listing.graph_id)
        usual |= {"graph_version": graph.active_number, "file": export_agent(version_of(graph, None))}
    number = listing.submissions.count() + 1
    made: Submission = Submission.objects.create(listing=listing, number=number, **{**usual, **said})
    return made
