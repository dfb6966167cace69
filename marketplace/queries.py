"""What is shown of the marketplace to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import RawSQL

from agents.engine.state import ExecutionStatus
from agents.models import Execution, Graph
from marketplace.models import Creator, Listing, ListingState, Rating, Submission, SubmissionState
from platform_project.accounts.models import User, Workspace
from platform_project.errors import NotFound
from platform_project.kit.json_field import ExactJSONField

MAX_VERSIONS = 50  # told of a listing, the newest
MAX_FEATURED = 12
_ON_CARDS = (
    "title", "subtitle", "images", "price", "categories", "providers", "is_closed", "number", "listing_id",
)  # fmt: skip
_ON_PAGES = (
    "listing_id", "number", "images", "description", "instructions", "changelog", "tags", "demo_output",
    "data_access",
)  # fmt: skip


def cards_of(ids: Sequence[UUID]) -> list[Listing]:
    """The public ones of these listings, in this order, with what a card shows."""
    rows = {listing.pk: listing for listing in _cards().filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows]


def featured_listings() -> list[Listing]:
    return list(_cards().filter(is_featured=True).order_by("-published_at", "-pk")[:MAX_FEATURED])


def public_card(creator: str, slug: str) -> Listing:
    """The listing at an address, with what a card shows. Raises NotFound."""
    found: Listing = _one(_cards().filter(creator__slug=creator, slug=slug))
    return found


def approved_submission(submission_id: UUID) -> Any:
    """What was approved, with the schemas out of its file, and `versions`: this one and those before."""
    schemas = {name: _of_file(name) for name in ("input_schema", "output_schema")}
    found: Any = Submission.objects.only(*_ON_PAGES).annotate(**schemas).get(pk=submission_id)
    approved = Submission.objects.filter(
        listing=found.listing_id, state=SubmissionState.APPROVED, number__lte=found.number
    )
    shown = approved.only("number", "decided_at", "changelog", "listing_id").order_by("-number")
    found.versions = list(shown[:MAX_VERSIONS])
    return found


def added_of(listing_id: UUID) -> Any:
    """The graphs that were added from a listing, in whichever workspace; not what came along with them."""
    return Graph.objects.filter(origin__listing_id=listing_id, origin__is_step=False)


def installed_graph(listing: Listing, user: User, workspace: Workspace) -> UUID | None:
    """The agent that a workspace has of a listing."""
    added = added_of(listing.pk).for_user(user, workspace=workspace)
    found: UUID | None = added.order_by("created_at").values_list("pk", flat=True).first()
    return found


def public_creators() -> QuerySet[Any]:
    """Who has a public listing, with what their listings add up to."""
    # The sums are over what the filter joined, so over public ones alone.
    found: QuerySet[Any] = Creator.objects.filter(listings__state=ListingState.PUBLIC).annotate(
        listing_count=Count("listings"),
        run_sum=Sum("listings__run_count"),
        rating_count=Sum("listings__rating_count"),
        rating_sum=Sum("listings__rating_sum"),
    )
    return found.order_by("-run_sum", "slug")


def public_creator(slug: str) -> Creator:
    """The creator of that slug, if there is anything public of them. Raises NotFound."""
    found: Creator = _one(public_creators().filter(slug=slug))
    return found


def ratings_of(listing: Listing) -> QuerySet[Rating]:
    """What people said of it, the newest first."""
    shown = Rating.objects.filter(listing=listing, is_hidden=False).select_related("user", "submission")
    wanted = ("stars", "text", "answer", "answered_at", "created_at", "updated_at", "listing_id")
    return shown.only(*wanted, "user__name", "submission__number").order_by("-created_at", "-pk")


def histogram_of(listing: Listing) -> dict[int, int]:
    """Stars → people, by the newest that each of them said."""
    visible = Rating.objects.filter(listing=listing, is_hidden=False)
    newest = visible.order_by("user", "-created_at", "-pk").distinct("user").values("pk")
    counts = dict(
        Rating.objects.filter(pk__in=newest).values_list("stars").annotate(people=Count("pk")).order_by()
    )
    return {stars: counts.get(stars, 0) for stars in range(5, 0, -1)}


def has_run(listing: Listing, user: User) -> bool:
    """Whether a run of the user's, of this agent, ended well."""
    return runs_that_ended_well(listing, user).exists()


def runs_that_ended_well(listing: Listing, user: User) -> QuerySet[Execution]:
    """The user's own, of the agent as they added it; nothing that was simulated."""
    found: QuerySet[Execution] = Execution.objects.for_user(user).filter(
        started_by=user,
        status=ExecutionStatus.COMPLETED,
        is_dry_run=False,
        graph__origin__listing_id=listing.pk,
        graph__origin__is_step=False,
    )
    return found


def _cards() -> QuerySet[Any]:
    """Public listings with these fields of what was approved: never its file."""
    of_listing = (
        "slug", "published_at", "install_count", "run_count", "rating_count", "rating_sum", "creator_id",
        "approved_id", "workspace_id",
    )  # fmt: skip
    of_creator = ("slug", "name", "is_verified", "avatar_id")
    return Listing.objects.public().only(
        *of_listing,
        *(f"creator__{name}" for name in of_creator),
        *(f"approved__{name}" for name in _ON_CARDS),
    )


def _of_file(name: str) -> Any:
    return RawSQL("coalesce(file -> %s, '{}')", [name], output_field=ExactJSONField())


def _one(found: QuerySet[Any]) -> Any:
    row = found.first()
    if row is None:
        raise NotFound("There is no such thing in the marketplace.")
    return row
