"""Deciding on submissions. Each step is one conditional UPDATE; whoever comes second is told so.

claim → approve | reject                       by the one who claimed
claim → approve → claim (senior) → approve     where four eyes are asked for (MARKETPLACE_FOUR_EYES)

A claim may be taken over after CLAIM_LASTS, by a senior moderator at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from marketplace.errors import ClaimNeeded, SecondModerator, SubmissionClaimed, SubmissionNotPending
from marketplace.locks import lock_listing
from marketplace.models import Act, Listing, ListingState, Submission, SubmissionState
from marketplace.services import history, letters
from marketplace.services.moderators import checked_note, is_senior, refuse_own
from platform_project.accounts.models import User
from platform_project.kit.jobs import enqueue

CLAIM_LASTS = timedelta(minutes=30)


@transaction.atomic
def claim(*, submission: Submission, moderator: User) -> Submission:
    """Look at it alone. Claiming again keeps it longer.

    Raises OwnSubmission, SubmissionNotPending, or SubmissionClaimed if somebody else has it.
    """
    refuse_own(moderator, submission.listing.workspace_id)
    lock_listing(submission.listing_id)  # before the submission, as everybody does
    was_mine = Q(claimed_by=moderator)
    free = Q(claimed_by=None) | was_mine | Q(claimed_at__lt=Now() - CLAIM_LASTS)
    pending = _pending(submission)
    able = pending if is_senior(moderator) else pending.filter(free)
    is_again = pending.filter(was_mine).exists()
    if not able.update(claimed_by=moderator, claimed_at=Now(), updated_at=Now()):
        raise _not_free(submission)
    if not is_again:
        _record(Act.CLAIMED, submission, moderator)
    return _fresh(submission)


@transaction.atomic
def release(*, submission: Submission, moderator: User) -> Submission:
    """Give a claim back. Raises SubmissionNotPending or ClaimNeeded."""
    lock_listing(submission.listing_id)
    if not _claimed(submission, moderator).update(claimed_by=None, claimed_at=None, updated_at=Now()):
        raise _not_mine(submission)
    _record(Act.RELEASED, submission, moderator)
    return _fresh(submission)


@transaction.atomic
def approve(*, submission: Submission, moderator: User, note: str = "") -> Submission:
    """Make it what buyers get. The first of two approvals, where four eyes are asked for, gives it back to
    the queue instead.

    Raises OwnSubmission, SubmissionNotPending, ClaimNeeded, SecondModerator or BadInput.
    """
    refuse_own(moderator, submission.listing.workspace_id)
    said = checked_note(note, is_needed=False)
    lock_listing(submission.listing_id)
    able = _claimed(submission, moderator)
    if settings.MARKETPLACE_FOUR_EYES:
        if not able.exists():
            raise _not_mine(submission)
        if able.filter(first_approval_by=None).exists():
            return _first_approval(submission, moderator, said)
        able = _second(able, moderator)
    _decide(able, submission, moderator, SubmissionState.APPROVED, said)
    _show(submission)
    _record(Act.APPROVED, submission, moderator, said)
    found = _fresh(submission)
    letters.tell_of_decision(found)
    if found.number > 1:
        enqueue("marketplace.tasks.tell_of_update", str(found.pk))
    return found


@transaction.atomic
def reject(*, submission: Submission, moderator: User, note: str) -> Submission:
    """Refuse it. note: why, for the creator.

    Raises OwnSubmission, SubmissionNotPending, ClaimNeeded or BadInput.
    """
    refuse_own(moderator, submission.listing.workspace_id)
    said = checked_note(note, is_needed=True)
    lock_listing(submission.listing_id)
    _decide(_claimed(submission, moderator), submission, moderator, SubmissionState.REJECTED, said)
    _record(Act.REJECTED, submission, moderator, said)
    found = _fresh(submission)
    letters.tell_of_decision(found)
    return found


def _first_approval(submission: Submission, moderator: User, note: str) -> Submission:
    first = _claimed(submission, moderator).filter(first_approval_by=None)
    if not first.update(first_approval_by=moderator, claimed_by=None, claimed_at=None, updated_at=Now()):
        raise _not_mine(submission)
    _record(Act.FIRST_APPROVAL, submission, moderator, note)
    return _fresh(submission)


def _second(able: Any, moderator: User) -> Any:
    """`able`, if the moderator may be the second."""
    if not is_senior(moderator) or able.filter(first_approval_by=moderator).exists():
        raise SecondModerator("A second moderator, who is senior and not the first, has to approve it.")
    return able.exclude(first_approval_by=moderator).filter(first_approval_by__isnull=False)


def _decide(able: Any, submission: Submission, by: User, state: SubmissionState, note: str) -> None:
    if not able.update(state=state, decided_by=by, decided_at=Now(), note=note, updated_at=Now()):
        raise _not_mine(submission)


def _show(submission: Submission) -> None:
    """What buyers find is this one. What its creator or a moderator took off the shelves stays off."""
    is_first = Q(state=ListingState.DRAFT)
    Listing.objects.filter(pk=submission.listing_id).update(
        approved=submission,
        published_at=Case(When(is_first, then=Now()), default=F("published_at")),
        state=Case(When(is_first, then=Value(ListingState.PUBLIC.value)), default=F("state")),
        updated_at=Now(),
    )
    enqueue("marketplace.tasks.index_listing", str(submission.listing_id))


def _pending(submission: Submission) -> Any:
    return Submission.objects.filter(pk=submission.pk, state=SubmissionState.PENDING)


def _claimed(submission: Submission, moderator: User) -> Any:
    return _pending(submission).filter(claimed_by=moderator)


def _not_mine(submission: Submission) -> SubmissionNotPending | ClaimNeeded:
    now = _fresh(submission)
    if now.state != SubmissionState.PENDING:
        return _not_pending(now)
    return ClaimNeeded("Claim it first: only who has claimed it decides.", claimed_by=_name(now))


def _not_free(submission: Submission) -> SubmissionNotPending | SubmissionClaimed:
    now = _fresh(submission)
    if now.state != SubmissionState.PENDING:
        return _not_pending(now)
    return SubmissionClaimed(f"{_name(now)} looks at it.", claimed_by=_name(now))


def _not_pending(submission: Submission) -> SubmissionNotPending:
    return SubmissionNotPending(f"It is not pending but {submission.state}.", state=submission.state)


def _name(submission: Submission) -> str | None:
    return submission.claimed_by.get_full_name() if submission.claimed_by else None


def _record(act: Act, submission: Submission, by: User, note: str = "") -> None:
    history.record(act, listing_id=submission.listing_id, submission_id=submission.pk, by=by, note=note)


def _fresh(submission: Submission) -> Submission:
    found: Submission = Submission.objects.select_related("listing", "claimed_by").get(pk=submission.pk)
    return found
