"""Finding blocks: by words, by what they are, and by what would work with a pin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from blocks.errors import UnknownPin
from blocks.sdk import Block, BlockKind, Category, PinSpec
from blocks.sdk.fits import Fit, fit

ERROR = "error"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the blocks shall be; None: no matter."""

    words: str = ""
    category: Category | None = None
    kind: BlockKind | None = None
    provider: str | None = None
    is_free: bool | None = None
    is_pure: bool | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pin that would work with the one that was asked about."""

    pin: str
    fit: Fit
    is_required: bool


def find_blocks(blocks: Iterable[type[Block]], wanted: Wanted) -> list[type[Block]]:
    """Those that fit; with words the closest first, else as they come."""
    words = wanted.words.lower().split()
    found = [block for block in blocks if _is_wanted(block, wanted) and all(w in _text(block) for w in words)]
    return sorted(found, key=lambda block: _distance(block, words)) if words else found


def followers(
    blocks: Iterable[type[Block]], source_block: type[Block], pin: str
) -> dict[type[Block], list[Suggestion]]:
    """The blocks that can take what an output pin gives, the best first. Raises UnknownPin."""
    source = _pin(source_block.output_pins(), pin, "output")
    return _ranked(
        {block: [(sink, fit(source.shape, sink.shape)) for sink in _sinks(block)] for block in blocks}
    )


def feeders(
    blocks: Iterable[type[Block]], sink_block: type[Block], pin: str
) -> dict[type[Block], list[Suggestion]]:
    """The blocks that can give what an input pin takes, the best first. Raises UnknownPin."""
    sink = _pin(sink_block.input_pins(), pin, "input")
    return _ranked(
        {block: [(source, fit(source.shape, sink.shape)) for source in _sources(block)] for block in blocks}
    )


def _is_wanted(block: type[Block], wanted: Wanted) -> bool:
    return (
        (wanted.category is None or wanted.category in block.categories)
        and (wanted.kind is None or wanted.kind is block.kind)
        and (wanted.provider is None or wanted.provider in block.providers)
        and (wanted.is_free is None or wanted.is_free is not bool(block.prices))
        and (wanted.is_pure is None or wanted.is_pure is block.pure)
    )


def _text(block: type[Block]) -> str:
    names = [block.name, block.slug, *block.aliases, *block.providers, *block.categories]
    return " ".join([*names, block.description]).lower()


def _distance(block: type[Block], words: Sequence[str]) -> tuple[int, int]:
    """0: the name is what was typed; 1: it begins so; 2: it holds all words; 3: the rest does."""
    name, typed = block.name.lower(), " ".join(words)
    if typed in (name, block.slug):
        return 0, 0
    if name.startswith(typed):
        return 1, len(name)
    return (2, len(name)) if all(word in name for word in words) else (3, 0)


def _pin(pins: Mapping[str, PinSpec], name: str, side: str) -> PinSpec:
    if name not in pins:
        raise UnknownPin(f"The block has no {side} '{name[:100]}'.", pins=[name[:100]])
    return pins[name]


def _sinks(block: type[Block]) -> list[PinSpec]:
    """The pins that people link into; a note takes part in nothing."""
    if block.kind in (BlockKind.NOTE, BlockKind.INPUT, BlockKind.TRIGGER):
        return []
    return [
        pin for pin in block.input_pins().values() if not (pin.advanced or pin.secret or pin.is_credential)
    ]


def _sources(block: type[Block]) -> list[PinSpec]:
    if block.kind in (BlockKind.NOTE, BlockKind.OUTPUT):
        return []
    return [pin for pin in block.output_pins().values() if pin.name != ERROR]


def _ranked(
    found: Mapping[type[Block], list[tuple[PinSpec, Fit]]],
) -> dict[type[Block], list[Suggestion]]:
    suggested = {}
    for block, pins in found.items():
        fitting = [Suggestion(pin.name, how, pin.required) for pin, how in pins if how > Fit.NONE]
        if fitting:
            suggested[block] = sorted(fitting, key=lambda one: (-one.fit, not one.is_required))
    order = sorted(suggested, key=lambda block: (-suggested[block][0].fit, block.slug))
    return {block: suggested[block] for block in order}
