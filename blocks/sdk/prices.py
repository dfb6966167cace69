"""What a firing costs, as its block declares it. Blocks without a price are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

MICRO = 1_000_000  # micro-credits of a credit


class PriceBasis(StrEnum):
    """What is counted."""

    FIRING = "firing"
    TOKENS = "tokens"  # of a language model; the model's own table says how many are one unit
    MODEL = "model"  # what the model costs that was asked, by the table of models
    SECONDS = "seconds"
    ITEMS = "items"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Price:
    """So many credits for each `per` units of `basis`, as in `Price("0.5")` or `Price("1", ITEMS, per=100)`.

    when: input pin → value that the firing must have; of several prices the first that fits counts.
    """

    credits: str  # a decimal number; whole micro-credits
    basis: PriceBasis = PriceBasis.FIRING
    per: int = 1
    when: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.micro_credits < 0 or self.per < 1:
            raise ValueError(f"{self} is no price.")

    @property
    def micro_credits(self) -> int:
        micro = Decimal(self.credits) * MICRO
        if micro != int(micro):
            raise ValueError(f"{self.credits} credits are no whole micro-credits.")
        return int(micro)

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Whether it is the price of a firing with these inputs."""
        return all(values.get(pin) == value for pin, value in self.when.items())


def price_among(prices: Sequence[Price], values: Mapping[str, Any]) -> Price | None:
    """The first price that fits; None is free."""
    return next((price for price in prices if price.fits(values)), None)
