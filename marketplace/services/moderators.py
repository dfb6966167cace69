"""Who moderates, and what they may not: what a workspace of their own offers.

The rights are Django's, given by two groups (`GROUPS`). A superuser has all of them.

Moderators         look at everything; claim, test, approve and reject; answer reports; hide ratings
Senior moderators  that, and: take over claims, approve second where four eyes are asked for, take down and
                   restore, answer appeals; what stands on the first page, verified marks, categories, reasons
"""

from __future__ import annotations

from uuid import UUID

from marketplace.errors import OwnSubmission
from marketplace.models.submission import MAX_NOTE_CHARACTERS
from platform_project.accounts.models import Membership, User
from platform_project.errors import BadInput

MODERATE = "marketplace.change_submission"
OVERSEE = "marketplace.oversee_submission"  # what only senior moderators may
HANDLE_REPORTS = "marketplace.change_abusereport"
HIDE_RATINGS = "marketplace.change_rating"
CHANGE_LISTINGS = "marketplace.change_listing"
DECIDE_APPEALS = "marketplace.change_appeal"
CHANGE_CREATORS = "marketplace.change_creator"

_EVERY_MODEL = (
    "submission", "listing", "creator", "image", "category", "listingday", "moderationevent", "abusereport",
    "appeal", "rating", "reasontemplate",
)  # fmt: skip
_MODERATOR = (
    *(f"view_{model}" for model in _EVERY_MODEL),
    "change_submission",
    "change_abusereport",
    "change_rating",
)
_SENIOR = (
    *_MODERATOR,
    "oversee_submission",
    "change_listing",
    "change_appeal",
    "change_creator",
    *(f"{act}_{model}" for model in ("category", "reasontemplate") for act in ("add", "change", "delete")),
)
GROUPS: dict[str, tuple[str, ...]] = {"Moderators": _MODERATOR, "Senior moderators": _SENIOR}


def is_senior(user: User) -> bool:
    return user.has_perm(OVERSEE)


def is_member(user: User, workspace_id: UUID) -> bool:
    return Membership.objects.filter(user=user, workspace=workspace_id).exists()


def refuse_own(moderator: User, workspace_id: UUID) -> None:
    """Raise OwnSubmission if the moderator is a member of the workspace that offers it."""
    if is_member(moderator, workspace_id):
        raise OwnSubmission("This is offered by a workspace of yours: somebody else has to decide.")


def checked_note(note: str, *, is_needed: bool) -> str:
    """The note without space around it. Raises BadInput if it is too long, or empty though it is needed."""
    text = note.strip()
    if is_needed and not text:
        told = "Say why: the creator reads it."
    elif len(text) > MAX_NOTE_CHARACTERS:
        told = f"At most {MAX_NOTE_CHARACTERS:,} characters."
    else:
        return text
    raise BadInput(f"note: {told}", note=[told])
