"""What a firing costs: a part for the platform and a part for the provider that it asked.

    platform part    a PriceRow, else nothing; everybody pays it
    provider part    a PriceRow, else the price that the block declares; nothing with a key of one's own

Of several PriceRows those count that say most of what they are about: block before model before provider,
with inputs before without. A firing that failed pays for what it used of a model, and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blocks.sdk import Block, ModelSpec, ModelTable, Usage
from blocks.sdk.errors import InvalidInput
from blocks.sdk.pins import Widget
from blocks.sdk.usage import NOTHING
from credits.models import Basis, Part
from credits.services.price_book import PriceBook, Rate, book_now
from platform_project.kit.money import MICRO

MAX_HOLD = 100 * MICRO  # of one firing; what it takes beyond is taken from what is free then
ANSWER_TOKENS = 4_096  # of an answer, where neither the firing nor the model says how long it may get
CHARACTERS_PER_TOKEN = 3  # few: an estimate that is too high is given back
PROMPT_TOKENS = 300  # around what the firing is given


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a firing asks."""

    provider: str = ""
    model: str = ""  # by its name in the table, or as the firing names it
    spec: ModelSpec | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a firing used, to be counted."""

    usage: Usage = NOTHING
    seconds: float = 0.0
    items: int = 0
    bytes: int = 0
    firings: int = 1  # 0: it failed, and so did nothing that is charged by the firing

    def of(self, basis: str) -> int | float:
        used = self.usage
        counts: dict[str, int | float] = {
            Basis.FIRING: self.firings,
            Basis.MODEL: used.cost,
            Basis.TOKENS: used.tokens_in + used.tokens_out,
            Basis.TOKENS_IN: used.tokens_in - used.tokens_cached,
            Basis.TOKENS_OUT: used.tokens_out,
            Basis.TOKENS_CACHED: used.tokens_cached,
            Basis.SECONDS: self.seconds,
            Basis.ITEMS: self.items,
            Basis.BYTES: self.bytes,
        }
        return counts[basis]


def cost_of(
    block: type[Block],
    inputs: Mapping[str, Any],
    usage: Usage,
    *,
    seconds: float,
    items: int,
    bytes: int,
    is_own_credential: bool,
    target: Target | None = None,
    has_failed: bool = False,
    book: PriceBook | None = None,
) -> int:
    """Micro-credits of one firing. target: whom it asked; what can be told without a table if left out."""
    whom = target or Target(provider=_only(block))
    amounts = Amounts(usage, firings=0) if has_failed else Amounts(usage, seconds, items, bytes)
    found = 0
    for part in Part:
        if not (part is Part.PROVIDER and is_own_credential):
            rates = _rates(part, block, inputs, whom, book or book_now())
            found += sum(_amount(rate, amounts) for rate in rates)
    return found


def estimate(
    block: type[Block],
    inputs: Mapping[str, Any],
    *,
    target: Target,
    is_own_credential: bool,
    book: PriceBook | None = None,
) -> int:
    """About the most that one firing may take, in micro-credits; at most MAX_HOLD."""
    usage = _likely(inputs, target.spec)
    most = cost_of(
        block,
        inputs,
        usage,
        seconds=block.timeout_seconds,
        items=items_in(block, inputs),
        bytes=0,
        is_own_credential=is_own_credential,
        target=target,
        book=book,
    )
    return min(most, MAX_HOLD)


def target_of(block: type[Block], inputs: Mapping[str, Any], table: ModelTable) -> Target:
    """Whom a firing with these inputs will ask, as far as that can be told before it runs."""
    for name, pin in block.input_pins().items():
        if pin.schema.get("widget") == Widget.MODEL:
            named = str(inputs.get(name, pin.default) or "").strip()
            try:
                spec = table.find(named, pin=name)
            except InvalidInput:  # it is switched off: the firing will say so
                return Target(model=named)
            return Target(_only(block), named) if spec is None else Target(spec.provider, spec.name, spec)
    return Target(provider=_only(block))


def items_in(block: type[Block], inputs: Mapping[str, Any]) -> int:
    """How many things a firing is about: the length of the longest list that it takes, at least 1."""
    given = (inputs.get(name) for name in block.input_pins())
    return max([1, *(len(value) for value in given if isinstance(value, list))])


def _rates(
    part: Part, block: type[Block], inputs: Mapping[str, Any], target: Target, book: PriceBook
) -> list[Rate]:
    found = book.rates_for(part, block.id, target.provider, target.model, inputs)
    declared = block.price_for(inputs) if part is Part.PROVIDER and not found else None
    if declared is not None:
        found = [Rate(part, declared.basis.value, declared.micro_credits, declared.per)]
    return found


def _amount(rate: Rate, amounts: Amounts) -> int:
    """Rounded to whole micro-credits, a half up."""
    count = amounts.of(rate.basis)
    # Of a model micro-credits are counted, so its rate is a factor.
    per = rate.per * MICRO if rate.basis == Basis.MODEL else rate.per
    if isinstance(count, float):
        count, per = round(count * 1_000), per * 1_000
    return (2 * rate.micro_credits * count + per) // (2 * per)


def _likely(inputs: Mapping[str, Any], spec: ModelSpec | None) -> Usage:
    """Tokens of a firing that says as much as it may."""
    if spec is None:
        return NOTHING
    sent = PROMPT_TOKENS + sum(len(str(value)) for value in inputs.values()) // CHARACTERS_PER_TOKEN
    asked = inputs.get("max_tokens")
    answered = asked if isinstance(asked, int) and asked > 0 else ANSWER_TOKENS
    return spec.usage(
        min(sent, spec.context_tokens or sent), min(answered, spec.max_output_tokens or answered)
    )


def _only(block: type[Block]) -> str:
    return block.providers[0] if len(block.providers) == 1 else ""
