"""What users say is wrong with a listing, or with a rating. Moderators answer it (`report_decisions`)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from marketplace.errors import ReportOpen
from marketplace.models import AbuseReport, Listing, Rating, ReportKind
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit.throttling import rate_limit


def report(
    *, listing: Listing, user: User, kind: ReportKind, text: str = "", rating: Rating | None = None
) -> AbuseReport:
    """Tell moderators of a listing, or of a rating of it.

    Raises TooManyTries; BadInput if it is of the kind `other` without a text; ReportOpen while an earlier
    report of the user's, of the same, was not answered.
    """
    rate_limit("report").take(user.pk)
    if kind == ReportKind.OTHER and not text:
        raise BadInput("text: Say what is wrong.", text=["Say what is wrong."])
    try:
        with transaction.atomic():
            made: AbuseReport = AbuseReport.objects.create(
                listing=listing, rating=rating, kind=kind, text=text, by=user
            )
    except IntegrityError as err:
        raise ReportOpen("You reported this already; a moderator will look at it.") from err
    return made
