"""Times, ratios and targets as JSON-safe values."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of a report and its bound."""

    figure: str
    at_most: float | None = None
    at_least: float | None = None

    def check(self, report: Report) -> Report:
        value = report[self.figure]
        is_met = (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )
        bound = {"at_most": self.at_most} if self.at_most is not None else {"at_least": self.at_least}
        return {"figure": self.figure, **bound, "is": value, "meets": is_met}


def times(seconds: Sequence[float]) -> Report:
    """Median, fastest and slowest in milliseconds."""
    return {
        "rounds": len(seconds),
        "median_ms": _ms(statistics.median(seconds)),
        "fastest_ms": _ms(min(seconds)),
        "slowest_ms": _ms(max(seconds)),
    }


def beside(ours: Sequence[float], raw: Sequence[float]) -> Report:
    """Our times, those of raw Celery in the same rounds, and how they stand to each other."""
    ratio = statistics.median(ours) / statistics.median(raw)
    return {**times(ours), "raw_celery": times(raw), "ratio_to_raw": round(ratio, 3)}


def judged(report: Report, targets: Sequence[Target]) -> Report:
    """The report with its targets, and whether it meets them all."""
    checks = [target.check(report) for target in targets]
    return {**report, "targets": checks, "meets": all(check["meets"] for check in checks)}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
