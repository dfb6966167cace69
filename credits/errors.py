"""What the ledger and payments refuse.

InsufficientCredits        402  details.needed, details.available: credits as decimal strings
OverBudget                 402  details.budget, scope, limit, spent, needed
BadInput
├── BadAmount              400
└── TierNotOffered         400
NotFound
└── HoldNotFound           404
Conflict
├── BudgetExists           409
├── KeyReused              409
├── HoldCaptured           409
├── RefundTooLarge         409
├── PaymentsOff            409
├── SubscriptionElsewhere  409
├── NoCardKept             409
└── PayoutDecided          409
NotAuthenticated
└── EventRefused           401
NotAllowed
└── ModelNotAllowed        403  details.model
PaymentRefused             402
PaymentsAway               502
"""

from __future__ import annotations

from uuid import UUID

from platform_project.errors import BadInput, Conflict, NotAllowed, NotAuthenticated, NotFound, PlatformError
from platform_project.kit.money import credits_text


class InsufficientCredits(PlatformError):
    """There is less free than is needed."""

    code = "insufficient_credits"
    status_code = 402

    def __init__(self, *, needed: int, available: int) -> None:
        """Both in micro-credits."""
        self.needed, self.available = needed, available
        super().__init__(
            f"{credits_text(needed)} credits are needed, {credits_text(available)} are free.",
            needed=credits_text(needed),
            available=credits_text(available),
        )


class OverBudget(PlatformError):
    """A budget has no room for what something may cost."""

    code = "over_budget"
    status_code = 402

    def __init__(self, *, budget: UUID, scope: str, limit: int, spent: int, needed: int) -> None:
        """Amounts in micro-credits."""
        self.budget, self.needed = budget, needed
        super().__init__(
            f"The budget of {credits_text(limit)} credits for {_OF[scope]} has no room: "
            f"{credits_text(spent)} are used or set aside, {credits_text(needed)} more may be needed.",
            budget=str(budget),
            scope=scope,
            limit=credits_text(limit),
            spent=credits_text(spent),
            needed=credits_text(needed),
        )


class BudgetExists(Conflict):
    """A workspace has one budget of a kind for one thing."""

    code = "budget_exists"


_OF = {"execution": "a run", "graph": "this agent", "day": "the day", "user": "this person"}


class BadAmount(BadInput):
    """An amount that is no whole number of micro-credits within the bounds."""

    code = "bad_amount"


class KeyReused(Conflict):
    """The key of an earlier movement came again with other values."""

    code = "ledger_key_reused"


class HoldNotFound(NotFound):
    code = "hold_not_found"


class HoldCaptured(Conflict):
    """What was held was taken already, by another key."""

    code = "hold_captured"


class RefundTooLarge(Conflict):
    """More would be given back than was moved."""

    code = "refund_too_large"


# --- Payments ---------------------------------------------------------------------------------------------
class TierNotOffered(BadInput):
    """There is no such tier, or nobody may choose it by themselves."""

    code = "tier_not_offered"


class PaymentsOff(Conflict):
    """The operator gave no key of Stripe's."""

    code = "payments_off"


class SubscriptionElsewhere(Conflict):
    """The operator gave the tier by hand, so there is nothing to change at Stripe."""

    code = "subscription_elsewhere"


class NoCardKept(Conflict):
    """Nothing was paid by hand yet, so there is no card to charge."""

    code = "no_card_kept"


class PayoutDecided(Conflict):
    """A payout is no longer in the state that this step begins in."""

    code = "payout_decided"


class EventRefused(NotAuthenticated):
    """It does not prove that it comes from Stripe."""

    code = "event_refused"


class ModelNotAllowed(NotAllowed):
    """The tier of a workspace does not have a model that the operator would pay for."""

    code = "model_not_allowed"


class PaymentRefused(PlatformError):
    """Stripe or a bank said no; the message says why."""

    code = "payment_refused"
    status_code = 402


class PaymentsAway(PlatformError):
    """Stripe could not be asked. Nothing is known of what was wanted."""

    code = "payments_away"
    status_code = 502
    retryable = True
