"""What an author may settle for a graph and for single nodes, beside values and links.

Both travel in the graph's JSON as `settings`; what is left out has the defaults below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

MAX_ATTEMPTS = 10
MAX_WAIT_SECONDS = 3_600.0
MAX_NODE_SECONDS = 3_600.0
MAX_EXECUTION_SECONDS = 30 * 24 * 3_600.0
MAX_REVIEW_SECONDS = 365 * 24 * 3_600.0


class OnError(StrEnum):
    CONTINUE = "continue"  # the other branches run to their end
    STOP = "stop"  # the first unhandled error ends the execution


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a firing is tried when its failure says that it may pass. Waits double from try to try."""

    max_attempts: int = 1
    wait_seconds: float = 1.0  # before the second try
    max_wait_seconds: float = 300.0

    def wait_after(self, attempts: int, asked_seconds: float | None) -> float:
        """Seconds to wait after so many tries; never shorter than the provider asked for."""
        own = min(self.wait_seconds * 2.0 ** (attempts - 1), self.max_wait_seconds)
        return max(own, asked_seconds or 0.0)


@dataclass(frozen=True, slots=True)
class NodeSettings:
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    timeout_seconds: float | None = None  # of one try; the block's own if None
    human_input: tuple[str, ...] = ()  # pins whose values a person supplies while the agent runs
    review_timeout_seconds: float | None = None  # how long a question may stay open; for ever if None
    is_disabled: bool = False  # left out of runs with its links, as if it were not there (`disabled.py`)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> NodeSettings:
        """From a stored document; what it does not hold has its default."""
        known = _known(cls, given)
        if "retry" in known:
            known["retry"] = RetryPolicy(**_known(RetryPolicy, known["retry"]))
        if "human_input" in known:
            known["human_input"] = tuple(known["human_input"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class GraphSettings:
    on_error: OnError = OnError.CONTINUE
    safe_mode: bool = False  # review blocks ask a person instead of approving at once
    review_sensitive: bool = False  # blocks that declare themselves sensitive ask first
    max_firings: int | None = None  # of one execution; never above the platform's own bound
    max_seconds: float | None = None  # of one execution, pauses not counted

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> GraphSettings:
        """From a stored document; what it does not hold has its default."""
        known = _known(cls, given)
        if "on_error" in known:
            known["on_error"] = OnError(known["on_error"])
        return cls(**known)


def _known(kind: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    names = {declared.name for declared in fields(kind)}
    return {name: value for name, value in given.items() if name in names and value is not None}
