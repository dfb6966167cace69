"""How good a ranking is: nDCG and recall."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(titles: Sequence[str], grades: Mapping[str, int], at: int) -> float:
    """0 to 1: what the first `at` give, discounted by their places, of what the best order would give."""
    given = _gain([grades.get(title, 0) for title in titles[:at]])
    best = _gain(sorted(grades.values(), reverse=True)[:at])
    return given / best if best else 0.0


def recall(titles: Sequence[str], grades: Mapping[str, int], at: int) -> float:
    """How much of what would serve (grade 2 or 3; where there is nothing such, 1) the first `at` have."""
    least = min(2, max(grades.values()))
    wanted = {title for title, grade in grades.items() if grade >= least}
    return len(wanted & set(titles[:at])) / len(wanted)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(place + 2) for place, grade in enumerate(grades))
