"""Listings on the shelves, as rows: what was approved of them, and by whom."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from marketplace.models import Creator, Listing, ListingState, Rating, Submission, SubmissionState
from marketplace.search.indexing import index_listing
from platform_project.accounts.models import User, Workspace

_numbers = count(1)
FILE = {
    "name": "Inner name",
    "nodes": [{"id": "secret-step", "block_id": "agent.output", "input_default": {}, "metadata": {}}],
    "links": [],
    "input_schema": {"type": "object", "properties": {"topic": {"type": "string"}}, "required": ["topic"]},
    "output_schema": {"type": "object", "properties": {"letter": {"type": "string"}}},
}


def creator_of(user: User, **fields: Any) -> Creator:
    """The creator of the user's own workspace."""
    workspace = Workspace.objects.get(personal_of=user)
    values = {"slug": slugify(user.name), "name": user.name, **fields}
    made: Creator = Creator.objects.update_or_create(workspace=workspace, defaults=values)[0]
    return made


def offer(user: User, title: str = "", *, listing: dict[str, Any] | None = None, **fields: Any) -> Listing:
    """A public listing whose first version was approved. fields: of the submission."""
    creator = creator_of(user)
    title = title or f"Agent {next(_numbers)}"
    made: Listing = Listing.objects.create(
        workspace=creator.workspace,
        creator=creator,
        slug=slugify(title),
        published_at=timezone.now(),
    )
    approve(made, title=title, **fields)
    Listing.objects.filter(pk=made.pk).update(**{"state": ListingState.PUBLIC, **(listing or {})})
    made.refresh_from_db()
    index_listing(made.pk)
    return made


def approve(listing: Listing, **fields: Any) -> Submission:
    """One more approved version of a listing."""
    number = listing.submissions.count() + 1
    values = {"graph_version": number, "file": FILE, "title": "Agent", "is_closed": True, **fields}
    made: Submission = Submission.objects.create(
        listing=listing,
        number=number,
        state=SubmissionState.APPROVED,
        decided_at=timezone.now(),
        note="for the creator alone",
        **values,
    )
    Listing.objects.filter(pk=listing.pk).update(approved=made)
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
