"""What people are told of listings: their creators of decisions and ratings, their users of new versions, and
who reported one of what came of it.

To be called in the transaction in which it happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from agents.models import Graph, Origin
from marketplace.models import (
    AbuseReport,
    Appeal,
    AppealState,
    Listing,
    ListingState,
    Rating,
    ReportState,
    Submission,
    SubmissionState,
)
from platform_project.accounts.models import Role, User, roles_from
from platform_project.notifications.kinds import Kind
from platform_project.notifications.models import Notification
from platform_project.notifications.services.telling import notify

CREATOR_PAGE = "/creator"  # of the web app
_AT_A_TIME = 500


def tell_of_decision(submission: Submission) -> None:
    """A moderator approved or rejected it."""
    word = "approved" if submission.state == SubmissionState.APPROVED else "not approved"
    _tell_creators(
        submission.listing,
        Kind.SUBMISSION_DECIDED,
        key=f"submission:{submission.pk}",
        title=f"{submission.title}: version {submission.number} was {word}",
        text=submission.note,
        also=submission.submitted_by_id,
    )


def tell_of_take_down(listing: Listing, note: str, *, is_restored: bool) -> None:
    """A moderator took a listing off the marketplace, or lets it be published again."""
    what = "may be published again" if is_restored else "was taken off the marketplace"
    _tell_creators(
        listing,
        Kind.LISTING_MODERATED,
        key=f"listing:{listing.pk}:{'restored' if is_restored else 'taken_down'}",
        title=f"{name_of(listing)} {what}",
        text=note,
    )


def tell_of_appeal(appeal: Appeal) -> None:
    """An appeal was decided."""
    what = "granted" if appeal.state == AppealState.GRANTED else "denied"
    _tell_creators(
        appeal.listing,
        Kind.LISTING_MODERATED,
        key=f"appeal:{appeal.pk}",
        title=f"Your appeal about {name_of(appeal.listing)} was {what}",
        text=appeal.answer,
        also=appeal.by_id,
    )


def tell_of_rating(rating: Rating) -> None:
    """Somebody rated it: the creator is told how many stars, once for each person and version.

    Words and name stand on the page alone, where a moderator can hide them.
    """
    if rating.is_hidden:
        return
    listing, key = rating.listing, f"rating:{rating.submission_id}:{rating.user_id}"
    title = f"{name_of(listing)} was given {rating.stars} {'star' if rating.stars == 1 else 'stars'}"
    for user in _creators(listing, also=None):
        if not _was_told(user, key):
            notify(user, Kind.LISTING_RATED, subject_key=key, title=title, link=_page_of(listing))


def tell_of_report(report: AbuseReport) -> None:
    """A moderator answered it: who reported is told, and not by whom it was decided."""
    if report.by is None:
        return
    listing = report.listing
    what = "a rating of " if report.rating_id else ""
    is_upheld = report.state == ReportState.UPHELD
    notify(
        report.by,
        Kind.REPORT_ANSWERED,
        subject_key=f"report:{report.pk}",
        title=f"Your report of {what}{name_of(listing)} was {'upheld' if is_upheld else 'dismissed'}",
        text=_came_of(report) if is_upheld else "Moderators found nothing that has to be changed.",
        link=_page_of(listing),
    )


def tell_of_update(submission_id: UUID) -> int:
    """Tell those who added the agent to their library of a new version; how many those are."""
    submission = Submission.objects.select_related("listing").filter(pk=submission_id).first()
    if submission is None or submission.listing.approved_id != submission.pk:
        return 0  # a newer one was approved meanwhile, and they are told of that
    added = Origin.objects.filter(
        listing_id=submission.listing_id, is_step=False, number__lt=submission.number
    ).select_related("graph__created_by")
    told = 0
    for origin in added.iterator(chunk_size=_AT_A_TIME):
        told += _tell_of_new(submission, origin.graph)
    return told


def name_of(listing: Listing) -> str:
    """What it is called: as it was approved, else as it was offered last."""
    if listing.approved is not None:
        return str(listing.approved.title)
    last = listing.submissions.order_by("-number").values_list("title", flat=True).first()
    return str(last or listing.slug)


def _tell_of_new(submission: Submission, graph: Graph) -> bool:
    """Whoever added it is told, once, while they are a member."""
    user, key = graph.created_by, f"update:{graph.pk}:{submission.number}"
    if user is None or not user.memberships.filter(workspace=graph.workspace_id).exists():
        return False
    if _was_told(user, key):
        return False
    title, link = f"{submission.title} has a new version", f"/agents/{graph.pk}"
    row = notify(
        user, Kind.UPDATE_AVAILABLE, subject_key=key, title=title, text=submission.changelog, link=link
    )
    return row is not None


def _came_of(report: AbuseReport) -> str:
    """Of a report that was right."""
    if report.rating_id:
        return "The rating is hidden."
    if report.listing.state == ListingState.TAKEN_DOWN:
        return "The agent was taken off the marketplace."
    return "Moderators agree with you."


def _page_of(listing: Listing) -> str:
    """Where the web app shows it; empty if it is not public."""
    if listing.state != ListingState.PUBLIC:
        return ""
    return f"/marketplace/{listing.creator.slug}/{listing.slug}"


def _was_told(user: User, key: str) -> bool:
    return bool(Notification.objects.filter(user=user, subject_key=key).exists())


def _tell_creators(
    listing: Listing, kind: Kind, *, key: str, title: str, text: str, also: UUID | None = None
) -> None:
    for user in _creators(listing, also):
        notify(user, kind, subject_key=key, title=title, text=text, link=CREATOR_PAGE)


def _creators(listing: Listing, also: UUID | None) -> Iterable[User]:
    """Owners and admins of the workspace, and who did it, if they are still a member."""
    told = Q(memberships__role__in=roles_from(Role.ADMIN)) | Q(pk=also)
    found = User.objects.filter(Q(memberships__workspace=listing.workspace_id) & told)
    return found.filter(is_active=True).distinct()
