"""What agents remember for their users, as blocks see it.

Two kinds: values under a name (`put`, `get`), and texts that are found again by what they are about
(`remember`, `recall`, `remembered`). Everything belongs to one user of one workspace; whoever else runs the
same agent has a memory of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

MAX_KEY_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 20_000
MAX_FOUND = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of the user's memory is meant."""

    this_agent: bool = True  # else what all of the user's agents share, or know
    this_run: bool = False  # only what this execution remembered


@dataclass(frozen=True, slots=True)
class Wanted:
    """What remembered texts must have, besides being within reach."""

    metadata: Mapping[str, Any] = field(default_factory=dict)  # each of these, equal
    categories: Sequence[str] = ()  # one of these


@dataclass(frozen=True, slots=True)
class Remembered:
    """A text that was remembered."""

    id: str
    text: str
    metadata: Mapping[str, Any]
    created_at: datetime
    score: float | None = None  # how near to what was asked, 0 to 1


class Memory(Protocol):
    """Every method raises TooLarge when a bound of one user's memory is met."""

    async def put(self, key: str, value: Any, *, shared: bool) -> None:
        """Keep a JSON value in place of the one before. shared: by all of the user's agents."""

    async def get(self, key: str, *, shared: bool) -> tuple[bool, Any]:
        """Whether there is a value under that key, and the value."""

    async def remember(self, text: str, *, metadata: Mapping[str, Any]) -> Remembered | None:
        """Keep a text; None if this agent has remembered the same text with the same metadata already."""

    async def recall(self, query: str, *, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
        """The texts nearest to `query`, nearest first."""

    async def remembered(self, *, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
        """The newest texts, newest first."""
