"""What a firing used of a model, by the provider's own count, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MICRO_PER_USD = 100 * 1_000_000  # a credit is a US cent; micro-credits are what is stored
MAX_TOKENS = 2**31 - 1  # of one firing; what a provider says beyond is not believed
MAX_COST = 10_000 * MICRO_PER_USD


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and what they cost. `+` adds up the calls of one firing."""

    tokens_in: int = 0  # all that was sent, cached ones included
    tokens_out: int = 0  # reasoning included
    tokens_cached: int = 0  # of `tokens_in`, those the provider had kept
    cost: int = 0  # micro-credits

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            min(self.tokens_in + other.tokens_in, MAX_TOKENS),
            min(self.tokens_out + other.tokens_out, MAX_TOKENS),
            min(self.tokens_cached + other.tokens_cached, MAX_TOKENS),
            min(self.cost + other.cost, MAX_COST),
        )


NOTHING = Usage()


def micro_credits(usd: Decimal) -> int:
    """US dollars as whole micro-credits, at least 0."""
    whole = (usd * MICRO_PER_USD).to_integral_value(ROUND_HALF_UP) if usd.is_finite() else Decimal(0)
    return max(0, min(int(whole), MAX_COST))
