"""From a local time to the moment at which clocks show it.

Where clocks are put forward some local times never come: they stand for the first moment after the gap.
Where clocks are put back some come twice: they stand for the first of the two. So a later local time never
stands for an earlier moment.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, of a local time without a zone, to the second."""
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if local_at(moment, zone) == local:
        return moment
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)  # read with the offset after the gap
    return _change_between(before, moment, zone)


def local_at(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks show at a moment, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment with the offset that holds at `after`, which does not hold at `before`."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
