"""Ways to choose some of many items.

Each takes its random numbers in a fixed order, so that a seed repeats a choice.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from blocks.sdk import InvalidInput, TooLarge

MAX_GROUPS = 10_000

Items = list[Any]
Strata = dict[str, list[int]]  # what the items have under a key, as text → their positions


class SamplingMethod(StrEnum):
    RANDOM = "random"
    SYSTEMATIC = "systematic"
    TOP = "top"
    BOTTOM = "bottom"
    STRATIFIED = "stratified"
    WEIGHTED = "weighted"
    RESERVOIR = "reservoir"
    CLUSTER = "cluster"


def at_random(chance: random.Random, total: int, size: int) -> list[int]:
    return chance.sample(range(total), size)


def every_so_often(chance: random.Random, total: int, size: int) -> list[int]:
    """Positions at equal distances, from a random first one on."""
    if not size:
        return []
    step = total // size
    return list(range(chance.randint(0, step - 1), total, step))[:size]


def first_ones(chance: random.Random, total: int, size: int) -> list[int]:
    return list(range(size))


def last_ones(chance: random.Random, total: int, size: int) -> list[int]:
    return list(range(total - size, total))


def reservoir(chance: random.Random, total: int, size: int) -> list[int]:
    """As from a stream whose length nobody knows: each further item may take the place of one."""
    chosen = list(range(size))
    for position in range(size, total):
        place = chance.randint(0, position)
        if place < size:
            chosen[place] = position
    return chosen


BY_POSITION: Mapping[SamplingMethod, Callable[[random.Random, int, int], list[int]]] = {
    SamplingMethod.RANDOM: at_random,
    SamplingMethod.SYSTEMATIC: every_so_often,
    SamplingMethod.TOP: first_ones,
    SamplingMethod.BOTTOM: last_ones,
    SamplingMethod.RESERVOIR: reservoir,
}


def stratified(chance: random.Random, strata: Strata, size: int) -> list[int]:
    """So many of each group as its part of all, one at least."""
    shares = _shares({name: len(group) for name, group in strata.items()}, size)
    return [position for name, share in shares.items() for position in chance.sample(strata[name], share)]


def _shares(counts: dict[str, int], size: int) -> dict[str, int]:
    """How many to take of each group, `size` in all: the largest share gives or gets the difference."""
    total = sum(counts.values())
    shares = {name: max(1, int(count / total * size)) for name, count in counts.items()}
    missing = size - sum(shares.values())
    step = 1 if missing > 0 else -1
    largest_first = [(-share, place, name) for place, (name, share) in enumerate(shares.items())]
    heapq.heapify(largest_first)
    while missing:
        _, place, name = largest_first[0]
        if step > 0 and shares[name] == counts[name]:
            heapq.heappop(largest_first)
            continue
        shares[name] += step
        missing -= step
        heapq.heapreplace(largest_first, (-shares[name], place, name))
    return shares


def clustered(chance: random.Random, clusters: Strata, size: int) -> list[int]:
    """Whole groups in random order until there are enough, then `size` of what they hold."""
    left, chosen = list(clusters), list[int]()
    while len(chosen) < size and left:
        chosen += clusters[left.pop(chance.randrange(len(left)))]
    return chance.sample(chosen, size) if len(chosen) > size else chosen


def weighted(chance: random.Random, items: Items, key: str, size: int) -> list[int]:
    """Positions by weight; one may come more than once."""
    weights = [_weight(value_under(item, key, "weight_key")) for item in items]
    if size and not sum(weights):
        raise InvalidInput("All weights are zero.", pin="weight_key")
    return chance.choices(range(len(items)), weights=weights, k=size) if size else []


def _weight(value: Any) -> float:
    try:
        weight = float(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"The weight {str(value)[:100]!r} is not a number.", pin="weight_key") from None
    if not 0 <= weight < float("inf"):
        raise InvalidInput("Weights must be finite and not negative.", pin="weight_key")
    return weight


def groups_of(items: Items, key: str, pin: str) -> Strata:
    """The positions of items that have the same under `key`, in order of appearance."""
    groups: Strata = {}
    for position, item in enumerate(items):
        groups.setdefault(str(value_under(item, key, pin)), []).append(position)
        if len(groups) > MAX_GROUPS:
            raise TooLarge(f"The items make more than {MAX_GROUPS:,} groups.")
    return groups


def value_under(item: Any, key: str, pin: str) -> Any:
    """What the item has under `key`. Raises InvalidInput if it has nothing there."""
    value = item.get(key) if isinstance(item, dict) else None
    if value is None:
        raise InvalidInput(f"An item has nothing under the key '{key[:100]}'.", pin=pin)
    return value
