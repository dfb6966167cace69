"""What the ledger refuses.

InsufficientCredits        402  details.needed, details.available: credits as decimal strings
BadInput
└── BadAmount              400
NotFound
└── HoldNotFound           404
Conflict
├── KeyReused              409
├── HoldCaptured           409
└── RefundTooLarge         409
"""

from __future__ import annotations

from platform_project.errors import BadInput, Conflict, NotFound, PlatformError
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
