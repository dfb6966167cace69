"""A creator's word against a rejection or a take-down, and what a senior moderator answers.

Granted, a take-down is undone. A rejection stays what it is, as nothing that was decided changes: the same is
offered once more, in the place of the queue that it had, unless its creator offers something newer already.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from marketplace.errors import AppealDecided, AppealOpen, NothingToAppeal
from marketplace.locks import lock_listing
from marketplace.models import (
    UNDER_WAY,
    Act,
    Appeal,
    AppealState,
    Listing,
    ListingState,
    Submission,
    SubmissionState,
)
from marketplace.models.moderation import MAX_REPORT_CHARACTERS
from marketplace.services import history, letters, take_downs
from marketplace.services.moderators import checked_note, refuse_own
from platform_project.accounts.models import User
from platform_project.errors import BadInput

_CONTENT = (
    "title", "subtitle", "description", "instructions", "changelog", "categories", "tags", "price",
    "is_closed", "images", "demo_output", "graph_version", "file", "providers", "data_access", "checks",
    "submitted_by", "submitted_at",
)  # fmt: skip


def appeal(*, listing: Listing, submission: Submission | None, user: User, text: str) -> Appeal:
    """Ask for another look: at a rejected submission of the listing, or (None) at its take-down.

    Raises BadInput, NothingToAppeal, or AppealOpen while an earlier one waits.
    """
    said = text.strip()
    if not 1 <= len(said) <= MAX_REPORT_CHARACTERS:
        told = f"1 to {MAX_REPORT_CHARACTERS:,} characters."
        raise BadInput(f"text: {told}", text=[told])
    _refuse_needless(listing, submission)
    try:
        with transaction.atomic():
            row: Appeal = Appeal.objects.create(listing=listing, submission=submission, text=said, by=user)
            _record(Act.APPEALED, row, user, said)
    except IntegrityError as err:
        raise AppealOpen("An appeal about this waits for an answer.") from err
    return row


@transaction.atomic
def decide(*, appeal: Appeal, moderator: User, is_granted: bool, answer: str) -> Appeal:
    """Answer it. Raises OwnSubmission, AppealDecided, BadInput, or WrongListingState if there is nothing to
    undo any more.
    """
    refuse_own(moderator, appeal.listing.workspace_id)
    said = checked_note(answer, is_needed=True)
    state = AppealState.GRANTED if is_granted else AppealState.DENIED
    waiting = Appeal.objects.filter(pk=appeal.pk, state=AppealState.OPEN)
    if not waiting.update(state=state, answer=said, decided_by=moderator, decided_at=Now()):
        raise AppealDecided("This appeal was decided already.")
    found: Appeal = Appeal.objects.select_related("listing__approved", "submission__listing").get(
        pk=appeal.pk
    )
    _record(Act.APPEAL_GRANTED if is_granted else Act.APPEAL_DENIED, found, moderator, said)
    if is_granted and found.submission is None:
        take_downs.restore(listing=found.listing, moderator=moderator, note=said)
    elif is_granted and found.submission is not None:
        _offer_again(found.submission, moderator)
    letters.tell_of_appeal(found)
    return found


def _refuse_needless(listing: Listing, submission: Submission | None) -> None:
    answered = Appeal.objects.filter(listing=listing, submission=submission).exclude(state=AppealState.OPEN)
    if submission is None:
        if listing.state != ListingState.TAKEN_DOWN:
            raise NothingToAppeal("The listing was not taken down; name the submission that was rejected.")
        taken = listing.history.filter(act=Act.TAKEN_DOWN).order_by("-created_at").first()
        answered = answered.filter(created_at__gte=taken.created_at) if taken else answered.none()
    elif submission.listing_id != listing.pk or submission.state != SubmissionState.REJECTED:
        raise NothingToAppeal("Only a rejected submission of the listing can be appealed.")
    if answered.exists():
        raise NothingToAppeal("An appeal about this was answered already.")


def _offer_again(old: Submission, moderator: User) -> None:
    """The same content, pending; nothing if something of the listing is under way."""
    listing = lock_listing(old.listing_id)
    if listing.submissions.filter(state__in=UNDER_WAY).exists():
        return
    last = listing.submissions.order_by("-number").values_list("number", flat=True)[0]
    content = {name: getattr(old, name) for name in _CONTENT}
    new = Submission.objects.create(
        listing=listing, number=last + 1, state=SubmissionState.PENDING, **content
    )
    history.record(
        Act.SUBMITTED,
        listing_id=listing.pk,
        submission_id=new.pk,
        by=moderator,
        note="Once more, by an appeal that was granted.",
    )


def _record(act: Act, row: Appeal, by: User, note: str) -> None:
    history.record(act, listing_id=row.listing_id, submission_id=row.submission_id, by=by, note=note)
