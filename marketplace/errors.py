"""What the marketplace refuses.

BadInput
└── SubmissionRefused      400  details {problems [{id, text, node}]}
Conflict
├── ListingTakenDown       409
├── SubmissionNotOpen      409  details {state}
├── SubmissionUnderWay     409  details {submission}
├── WrongListingState      409  details {state}
├── AgentNotAdded          409
├── OwnListing             409
├── PriceChanged           409  details {price}
├── SubmissionNotPending   409  details {state}
├── SubmissionClaimed      409  details {claimed_by}
├── ClaimNeeded            409  details {claimed_by}
├── SecondModerator        409
├── NothingToAppeal        409
├── AppealOpen             409
├── AppealDecided          409
├── ReportHandled          409
├── TrialNotPossible       409
└── ReportOpen             409
NotAllowed
├── OwnSubmission          403
├── OwnRating              403
└── RatingWithoutRun       403
"""

from __future__ import annotations

from platform_project.errors import BadInput, Conflict, NotAllowed


class SubmissionRefused(BadInput):
    """The checks found what nobody may offer; `details` names every problem."""

    code = "submission_refused"


class ListingTakenDown(Conflict):
    """A moderator took it down: its creator may appeal, and offer nothing for it until that is decided."""

    code = "listing_taken_down"


class SubmissionNotOpen(Conflict):
    """Only a draft can be changed and submitted, and only what waits can be taken back."""

    code = "submission_not_open"


class SubmissionUnderWay(Conflict):
    """A listing has one draft or one that waits at a time."""

    code = "submission_under_way"


class WrongListingState(Conflict):
    """What is asked for does not follow on the state that the listing is in."""

    code = "wrong_listing_state"


class AgentNotAdded(Conflict):
    """It was made here: nothing is offered for it."""

    code = "agent_not_added"


class OwnListing(Conflict):
    """Who offers an agent has it already."""

    code = "own_listing"


class PriceChanged(Conflict):
    """A run costs something else than the buyer was shown."""

    code = "price_changed"


# --- Moderation -------------------------------------------------------------------------------------------
class SubmissionNotPending(Conflict):
    """It was decided or taken back, or was never submitted."""

    code = "submission_not_pending"


class SubmissionClaimed(Conflict):
    """Another moderator looks at it."""

    code = "submission_claimed"


class ClaimNeeded(Conflict):
    """Who decides claims first, and has not lost the claim since."""

    code = "claim_needed"


class SecondModerator(Conflict):
    """Where four eyes are asked for, a second and senior moderator has to approve."""

    code = "second_moderator"


class OwnSubmission(NotAllowed):
    """Nobody moderates what a workspace of their own offers."""

    code = "own_submission"


class NothingToAppeal(Conflict):
    code = "nothing_to_appeal"


class AppealOpen(Conflict):
    """The creator waits for an answer already."""

    code = "appeal_open"


class AppealDecided(Conflict):
    code = "appeal_decided"


class ReportHandled(Conflict):
    code = "report_handled"


class TrialNotPossible(Conflict):
    """A submission has no file, or one that cannot run here."""

    code = "trial_not_possible"


# --- Ratings and reports ----------------------------------------------------------------------------------
class OwnRating(NotAllowed):
    """Who offers an agent does not rate it."""

    code = "own_rating"


class RatingWithoutRun(NotAllowed):
    """Only who has run an agent to its end says how it is."""

    code = "rating_without_run"


class ReportOpen(Conflict):
    """What the user said of the same waits for an answer."""

    code = "report_open"
