"""Cron expressions of five fields, as Debian's cron reads them.

An expression that names hours of the day follows the clock on the wall (wall_clock.py): what falls into a
gap comes right after it, what comes twice is done once. One that names every hour follows time as it passes,
so "every 15 minutes" goes on through an hour that comes twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from agents.timing.wall_clock import local_at, moment_of

MAX_CHARACTERS = 100
FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day-of-month": "1 to 31 or L (the last)",
    "month": "1 to 12 or JAN to DEC",
    "day-of-week": "0 to 7 (0 and 7 are Sunday) or SUN to SAT",
}
_FORMS = "with commas, ranges (1-5) and steps (*/2), or *"
_ANY_DAY = datetime(2000, 1, 1)
_NEVER = "day-of-month: there is no such day in these months."


class BadCron(ValueError):
    """An expression that is not understood; its text names the field and what is allowed there."""


def check_cron(expression: str) -> str:
    """The expression with single spaces. Raises BadCron."""
    if len(expression) > MAX_CHARACTERS:
        raise BadCron(f"At most {MAX_CHARACTERS} characters.")
    fields = expression.split()
    if len(fields) != len(FIELDS):
        raise BadCron(f"A cron expression has five fields ({', '.join(FIELDS)}); these are {len(fields)}.")
    found = " ".join(fields)
    try:
        next(_times(found, _ANY_DAY))
    except CronSimError as err:
        raise BadCron(_explained(str(err), fields)) from err
    except StopIteration as err:
        raise BadCron(_NEVER) from err
    return found


def moments_after(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The moments of an expression that was checked, in UTC: later than `after`, each later than the last."""
    minute, _, *days = expression.split()
    if names_every_hour(expression):
        # A star, so that time is counted as it passes.
        yield from (
            found.astimezone(UTC) for found in _times(" ".join([minute, "*", *days]), after.astimezone(zone))
        )
        return
    last = after
    for local in _times(expression, local_at(after, zone)):
        moment = moment_of(local, zone)
        if moment > last:
            yield moment
            last = moment


@lru_cache(maxsize=256)
def names_every_hour(expression: str) -> bool:
    return CronSim(expression, _ANY_DAY).hours == set(range(24))


def _times(expression: str, after: datetime) -> Iterator[datetime]:
    """Without the seconds, of which the minutes of a local time would else be off."""
    return CronSim(expression, after.replace(microsecond=0))


def _explained(reason: str, fields: list[str]) -> str:
    """ "Bad hour" → which field holds what, and what it may hold."""
    name = reason.removeprefix("Bad ")
    if name not in FIELDS:
        return f"{reason}. Five fields: {', '.join(FIELDS)}."
    given = dict(zip(FIELDS, fields, strict=True))[name]
    if name == "day-of-month" and given.isdecimal() and 1 <= int(given) <= 31:
        return _NEVER
    return f"{name}: {given!r} is not valid. Allowed: {FIELDS[name]}, {_FORMS}."
