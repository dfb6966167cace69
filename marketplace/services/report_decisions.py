"""What moderators make of users' reports: right, or nothing that anybody has to do something about. Who
reported is told.

A report of a rating that is upheld hides the rating; one of a listing is a reason to take it down, which is a
step of its own (`take_downs`).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from marketplace.errors import ReportHandled
from marketplace.locks import lock_listing
from marketplace.models import AbuseReport, Rating, ReportState
from marketplace.services import letters
from marketplace.services.moderators import refuse_own
from marketplace.services.scores import recount
from platform_project.accounts.models import User


@transaction.atomic
def uphold(*, report: AbuseReport, moderator: User) -> AbuseReport:
    """It is right. Raises OwnSubmission or ReportHandled."""
    lock_listing(report.listing_id)  # before the rating, as who rates does
    found = _handle(report, moderator, ReportState.UPHELD)
    if found.rating is not None:
        hide_rating(rating=found.rating, moderator=moderator)
    return found


@transaction.atomic
def dismiss(*, report: AbuseReport, moderator: User) -> AbuseReport:
    """Nothing is wrong. Raises OwnSubmission or ReportHandled."""
    return _handle(report, moderator, ReportState.DISMISSED)


@transaction.atomic
def hide_rating(*, rating: Rating, moderator: User, is_hidden: bool = True) -> None:
    """Show it to nobody and count it no more; or the other way round. Raises OwnSubmission."""
    refuse_own(moderator, rating.listing.workspace_id)
    lock_listing(rating.listing_id)
    Rating.objects.filter(pk=rating.pk).update(is_hidden=is_hidden, updated_at=Now())
    recount(rating.listing_id)


def _handle(report: AbuseReport, moderator: User, state: ReportState) -> AbuseReport:
    refuse_own(moderator, report.listing.workspace_id)
    waiting = AbuseReport.objects.filter(pk=report.pk, state=ReportState.OPEN)
    if not waiting.update(state=state, handled_by=moderator, handled_at=Now()):
        raise ReportHandled("This report was answered already.")
    found: AbuseReport = AbuseReport.objects.select_related("rating__listing", "listing", "by").get(
        pk=report.pk
    )
    letters.tell_of_report(found)
    return found
