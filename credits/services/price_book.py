"""The operator's prices as they are now. Each process keeps them for `KEEP_SECONDS`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from blocks.sdk import Block
from credits.models import Part, PriceRow
from platform_project.kit.kept_tables import Kept
from platform_project.kit.money import MICRO

KEEP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Rate:
    """One price in force. Empty fields of what it is about fit everything."""

    part: str
    basis: str
    micro_credits: int
    per: int = 1
    block_id: str = ""
    provider: str = ""
    model: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[bool, bool, bool, bool]:
        """The larger, the more is said of what it is about."""
        return bool(self.block_id), bool(self.model), bool(self.provider), bool(self.when)

    def is_about(self, block_id: str, provider: str, model: str, values: Mapping[str, Any]) -> bool:
        return (
            self.block_id in ("", block_id)
            and self.provider in ("", provider)
            and self.model in ("", model)
            and all(values.get(pin) == value for pin, value in self.when.items())
        )


class PriceBook:
    """Rates, and which blocks they may be about."""

    def __init__(self, rates: Iterable[Rate] = ()) -> None:
        self.rates = tuple(rates)
        self._blocks = {rate.block_id for rate in self.rates if rate.block_id}
        unnamed = [rate for rate in self.rates if not rate.block_id]
        self._providers = {rate.provider for rate in unnamed if rate.provider}
        self._has_models = any(not rate.provider for rate in unnamed)

    def touches(self, block: type[Block]) -> bool:
        """Whether a firing of `block` may cost something. Pure blocks are free."""
        if block.pure:
            return False
        if block.prices:
            return True
        if not self.rates:
            return False
        of_provider = bool(self._providers.intersection(block.providers))
        return block.id in self._blocks or of_provider or (self._has_models and bool(block.providers))

    def rates_for(
        self, part: Part, block_id: str, provider: str, model: str, values: Mapping[str, Any]
    ) -> list[Rate]:
        """Those that count for a firing: of all that fit, the ones that say most of what they are about.

        They are added up: a model may cost something for each token sent and more for each received.
        """
        fit = [r for r in self.rates if r.part == part and r.is_about(block_id, provider, model, values)]
        most = max((rate.place for rate in fit), default=None)
        return [rate for rate in fit if rate.place == most]


def is_priced(block: type[Block]) -> bool:
    """Whether a firing of `block` may cost something, as far as that can be told without its inputs."""
    return bool(settings.CREDITS) and not block.pure and book_now().touches(block)


def book_now() -> PriceBook:
    """The prices, from the database. While that is away: the last ones, else none."""
    return _book.now()


def forget() -> None:
    """Read them anew at the next question: a price has changed."""
    _book.forget()


def _read() -> PriceBook:
    return PriceBook(_rate(row) for row in PriceRow.objects.current())


_book = Kept(_read, otherwise=PriceBook, seconds=KEEP_SECONDS, complaint="the prices could not be read")


def _rate(row: PriceRow) -> Rate:
    return Rate(
        part=row.part,
        basis=row.basis,
        micro_credits=int(row.credits * MICRO),
        per=row.per,
        block_id="" if row.block_id is None else str(row.block_id),
        provider=row.provider,
        model=row.model,
        when=row.when,
    )
