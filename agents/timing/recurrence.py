"""What a schedule asks for, and the moments that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from agents.timing.cron import moments_after

MIN_EVERY_SECONDS = 60
MAX_EVERY_SECONDS = 366 * 24 * 3600
_FIRST_LOOK_BACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A cron expression in a zone, or a distance that is counted from `since`: one of the two."""

    cron: str = ""  # checked by `check_cron`; empty: every_seconds
    every_seconds: int = 0
    timezone: str = "UTC"  # IANA name
    since: datetime = datetime(2000, 1, 1, tzinfo=UTC)  # from when `every_seconds` is counted

    def after(self, moment: datetime) -> Iterator[datetime]:
        """All moments later than this one, in UTC, in their order."""
        if self.cron:
            return moments_after(self.cron, ZoneInfo(self.timezone), moment)
        return self._steps_after(moment)

    def next(self, moment: datetime, count: int) -> list[datetime]:
        """The next moments after this one."""
        return list(islice(self.after(moment), count))

    def local(self, moment: datetime) -> datetime:
        """A moment as clocks show it in the schedule's zone."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def last_between(self, after: datetime, until: datetime, most: int) -> list[datetime]:
        """The last moments later than `after` and not later than `until`, `most` at most, in their order.

        However long the time between the two: it is looked at from its end.
        """
        back = _FIRST_LOOK_BACK
        while True:
            begin = max(after, until - back)
            found = list(takewhile(lambda moment: moment <= until, self.after(begin)))
            if len(found) >= most or begin == after:
                return found[-most:]
            back *= 2

    def _steps_after(self, moment: datetime) -> Iterator[datetime]:
        step = timedelta(seconds=self.every_seconds)
        count = max(0, (moment - self.since) // step) + 1
        while True:
            yield self.since + count * step
            count += 1
