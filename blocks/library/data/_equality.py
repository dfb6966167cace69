"""What makes two JSON values the same, so that many can be compared in one pass."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any


def identity_of(value: Any) -> Hashable:
    """Equal for equal values, as `==` has it: 1, 1.0 and true are one, and keys have no order."""
    if isinstance(value, list):
        return "list", tuple(map(identity_of, value))
    if isinstance(value, dict):
        return "dictionary", frozenset((key, identity_of(item)) for key, item in value.items())
    plain: Hashable = value
    return plain


def identities_of(values: Iterable[Any]) -> set[Hashable]:
    return set(map(identity_of, values))


def without_repeats(values: Iterable[Any]) -> list[Any]:
    """The first of each value, in order."""
    first: dict[Hashable, Any] = {}
    for value in values:
        first.setdefault(identity_of(value), value)
    return list(first.values())
