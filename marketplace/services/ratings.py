"""What people say of agents that they ran, and what the creator answers.

One rating for each user and version; the same again changes it. The version is the one that the user's agent
was at, the last time that it ran.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marketplace.errors import OwnRating, RatingWithoutRun
from marketplace.locks import lock_listing
from marketplace.models import Listing, Rating, Submission
from marketplace.queries import runs_that_ended_well
from marketplace.services import letters
from marketplace.services.scores import recount
from platform_project.accounts.models import User
from platform_project.kit.throttling import rate_limit


@transaction.atomic
def rate(*, listing: Listing, user: User, stars: int, text: str = "") -> Rating:
    """Say 1 to 5 stars and a text of a public listing.

    Raises TooManyTries; OwnRating; RatingWithoutRun unless a run of the user's, of this agent, ended well.
    """
    rate_limit("rating").take(user.pk)
    _refuse_own(listing, user)
    submission_id = _submission_run(listing, user)
    lock_listing(listing.pk)
    rating, is_new = Rating.objects.update_or_create(
        submission_id=submission_id,
        user=user,
        defaults={"stars": stars, "text": text},
        create_defaults={
            "listing": listing,
            "stars": stars,
            "text": text,
            # What a moderator hid does not come back with the next version.
            "is_hidden": Rating.objects.filter(listing=listing, user=user, is_hidden=True).exists(),
        },
    )
    recount(listing.pk)
    if is_new:
        letters.tell_of_rating(rating)
    made: Rating = rating
    return made


@transaction.atomic
def change(*, rating: Rating, stars: int | None = None, text: str | None = None) -> Rating:
    """Say it otherwise. Raises TooManyTries."""
    rate_limit("rating").take(rating.user_id)
    lock_listing(rating.listing_id)
    given = {"stars": stars, "text": text, "updated_at": timezone.now()}
    changed = {name: value for name, value in given.items() if value is not None}
    Rating.objects.filter(pk=rating.pk).update(**changed)
    recount(rating.listing_id)
    rating.refresh_from_db(fields=[*changed, "is_hidden"])
    return rating


@transaction.atomic
def remove(*, rating: Rating) -> None:
    """Take it back; the answer goes with it. Of what a moderator hid, the words go and the row stays."""
    lock_listing(rating.listing_id)
    mine = Rating.objects.filter(pk=rating.pk)
    mine.filter(is_hidden=True).update(text="", answer="", updated_at=timezone.now())
    mine.filter(is_hidden=False).delete()
    recount(rating.listing_id)


def answer(*, rating: Rating, text: str) -> Rating:
    """What the creator says to it, for everybody to read; an empty text takes that back."""
    rating.answer = text
    rating.answered_at = timezone.now() if text else None
    Rating.objects.filter(pk=rating.pk).update(answer=rating.answer, answered_at=rating.answered_at)
    return rating


def _refuse_own(listing: Listing, user: User) -> None:
    if user.memberships.filter(workspace=listing.workspace_id).exists():
        raise OwnRating("Nobody rates what a workspace of their own offers.")


def _submission_run(listing: Listing, user: User) -> UUID:
    """The version that the user's newest run was of."""
    runs = runs_that_ended_well(listing, user).order_by("-created_at")
    wanted = runs.values_list("graph__origin__submission_id", flat=True)[:1]
    found: UUID | None = (
        Submission.objects.filter(listing=listing, pk__in=list(wanted)).values_list("pk", flat=True).first()
    )
    if found is None:
        raise RatingWithoutRun("Only who has run the agent to its end can rate it.")
    return found
