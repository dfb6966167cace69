"""Which of the planned times that have come are started at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

GRACE = timedelta(minutes=5)  # a start that is later was missed
MOST_MADE_UP = 20  # missed times that are looked at; what is older is forgotten


def to_start(planned: Sequence[datetime], now: datetime, policy: str) -> list[datetime]:
    """planned: the times that have come, in their order. policy: skip, once or all, as models.Missed.

    However many there are, "skip" and "once" start once; "skip" only where that is not late.
    """
    if policy == "all":
        return list(planned[-MOST_MADE_UP:])
    newest = list(planned[-1:])
    return [moment for moment in newest if policy == "once" or now - moment <= GRACE]
