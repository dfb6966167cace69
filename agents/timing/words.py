"""A schedule as people say it: "Every weekday at 9:00, Berlin time"."""

from __future__ import annotations

import re
from datetime import datetime

from cronsim import CronSim

from agents.timing.recurrence import Recurrence

_ANY_DAY = datetime(2000, 1, 1)
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_AT_TIMES = re.compile(r"At ((?:\d\d:\d\d(?:, and |, | and )?)+) (every day|on .+)")
_DAYS = {"on Monday through Friday": "Every weekday", "every day": "Every day"}
_NAMED_DAY = re.compile(r"on ((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*)")


def words_of(recurrence: Recurrence) -> str:
    if not recurrence.cron:
        return _distance(recurrence.every_seconds)
    return f"{_of_cron(recurrence.cron)}, {_zone(recurrence.timezone)}"


def _distance(seconds: int) -> str:
    name, length = next((name, length) for name, length in _UNITS if seconds % length == 0)
    count = seconds // length
    return f"Every {name}" if count == 1 else f"Every {count:,} {name}s"


def _of_cron(cron: str) -> str:
    said = CronSim(cron, _ANY_DAY).explain()
    found = _AT_TIMES.fullmatch(said)
    if found is None:
        return said
    times = re.sub(r"\b0(\d:)", r"\1", found[1])
    return f"{_days(found[2])} at {times}"


def _days(said: str) -> str:
    if said in _DAYS:
        return _DAYS[said]
    named = _NAMED_DAY.fullmatch(said)
    return f"Every {named[1]}" if named else f"{said[0].upper()}{said[1:]}"


def _zone(name: str) -> str:
    return name if "/" not in name else f"{name.rpartition('/')[2].replace('_', ' ')} time"
