"""When schedules are due: cron expressions and distances, in zones whose clocks change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.timing.cron import BadCron, check_cron, names_every_hour
from agents.timing.recurrence import Recurrence
from agents.timing.wall_clock import local_at, moment_of
from agents.timing.words import words_of

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kathmandu",  # 5:45, never changed
    "America/Sao_Paulo",  # changed at midnight, until 2019
    "Africa/Casablanca",  # goes back for Ramadan
]
MINUTE = timedelta(minutes=1)

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
# Near a change of the clocks, where all that is hard happens.
_CHANGES = [
    datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1),  # Berlin
    datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6),  # New York
    datetime(2026, 4, 4, 15), datetime(2026, 10, 3, 15, 30),  # Lord Howe
    datetime(2018, 2, 18, 2), datetime(2018, 11, 4, 3),  # São Paulo
    datetime(2026, 2, 15, 2), datetime(2026, 3, 22, 2),  # Casablanca
]  # fmt: skip
near_changes = st.builds(
    lambda change, minutes: change.replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(_CHANGES),
    st.integers(-2_000, 2_000),
)


def _field(low: int, high: int) -> st.SearchStrategy[str]:
    numbers = st.integers(low, high)
    ranges = st.tuples(numbers, numbers).map(lambda pair: f"{min(pair)}-{max(pair)}")
    steps = st.integers(1, high).map(lambda step: f"*/{step}")
    lists = st.lists(numbers, min_size=1, max_size=3).map(lambda found: ",".join(map(str, found)))
    return st.one_of(st.just("*"), lists, ranges, steps)


crons = st.tuples(_field(0, 59), _field(0, 23), _field(1, 28), _field(1, 12), _field(0, 6)).map(" ".join)
daily = st.tuples(_field(0, 59), _field(0, 23)).map(lambda pair: f"{pair[0]} {pair[1]} * * *")


def _names(field: str, value: int, low: int, high: int) -> bool:
    """Whether a field names a value, read without the code under test."""
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin, end = (low, high) if span == "*" else (int(first), int(last or first))
        if begin <= value <= end and (value - begin) % int(step or 1) == 0:
            return True
    return False


def _matches(cron: str, local: datetime) -> bool:
    minute, hour, day, month, weekday = cron.split()
    days = [_names(day, local.day, 1, 31), _names(weekday, local.isoweekday() % 7, 0, 7)]
    is_day = all(days) if "*" in (day[0], weekday[0]) else any(days)
    at_time = _names(minute, local.minute, 0, 59) and _names(hour, local.hour, 0, 23)
    return is_day and at_time and _names(month, local.month, 1, 12)


@settings(max_examples=200, deadline=None)
@given(cron=crons, zone=zones, begin=moments)
def test_moments_grow_and_each_is_what_the_fields_name_or_the_end_of_a_gap(
    cron: str, zone: str, begin: datetime
) -> None:
    found = Recurrence(cron=cron, timezone=zone).next(begin, 5)
    assert len(found) == 5
    assert all(one < other for one, other in pairwise([begin, *found]))
    for moment in found:
        local = local_at(moment, ZoneInfo(zone))
        was_gap = local - local_at(moment - MINUTE, ZoneInfo(zone)) > MINUTE
        assert (moment.second, moment.microsecond) == (0, 0)
        assert _matches(cron, local) or was_gap


@settings(max_examples=100, deadline=None)
@given(cron=daily, zone=zones, begin=near_changes)
def test_each_local_time_that_is_named_comes_exactly_once_across_changes_of_the_clocks(
    cron: str, zone: str, begin: datetime
) -> None:
    """Against a walk through every minute that passes."""
    place, begin = ZoneInfo(zone), begin.replace(second=0)
    end = begin + timedelta(hours=30)
    expected = []
    for number in range(1, 30 * 60 + 1):
        moment = begin + number * MINUTE
        local, before = local_at(moment, place), local_at(moment - MINUTE, place)
        skipped = [before + step * MINUTE for step in range(1, (local - before) // MINUTE)]
        if names_every_hour(cron):
            is_due = _matches(cron, local)
        else:
            is_second = moment_of(local, place) != moment
            is_due = (_matches(cron, local) and not is_second) or any(_matches(cron, t) for t in skipped)
        if is_due:
            expected.append(moment)
    found = takewhile(lambda moment: moment <= end, Recurrence(cron=cron, timezone=zone).after(begin))
    assert list(found) == expected


@settings(max_examples=200, deadline=None)
@given(zone=zones, one=near_changes, other=near_changes)
def test_a_later_local_time_is_never_an_earlier_moment(zone: str, one: datetime, other: datetime) -> None:
    place = ZoneInfo(zone)
    first, second = sorted(moment.replace(tzinfo=None, second=0) for moment in (one, other))
    assert moment_of(first, place) <= moment_of(second, place)
    assert local_at(moment_of(first, place), place) >= first


@settings(max_examples=60, deadline=None)
@given(cron=crons, zone=zones, begin=near_changes, hours=st.integers(0, 100), most=st.integers(1, 20))
def test_the_last_ones_of_a_time_are_the_end_of_all_of_them(
    cron: str, zone: str, begin: datetime, hours: int, most: int
) -> None:
    recurrence, until = Recurrence(cron=cron, timezone=zone), begin + timedelta(hours=hours)
    everything = list(takewhile(lambda moment: moment <= until, recurrence.after(begin)))
    assert recurrence.last_between(begin, until, most) == everything[-most:]


@given(every=st.integers(60, 10**7), since=moments, begin=moments)
def test_a_distance_is_counted_from_its_beginning(every: int, since: datetime, begin: datetime) -> None:
    first, second = Recurrence(every_seconds=every, since=since).next(begin, 2)
    assert first > begin
    assert first > since
    assert (first - since).total_seconds() % every == 0
    assert second - first == timedelta(seconds=every)
    assert first - timedelta(seconds=every) <= max(begin, since)


def _local(cron: str, zone: str, begin: str, count: int = 3) -> list[str]:
    place = ZoneInfo(zone)
    start = datetime.fromisoformat(begin).replace(tzinfo=place)
    found = Recurrence(cron=cron, timezone=zone).next(start, count)
    return [moment.astimezone(place).strftime("%d %H:%M%z") for moment in found]


CASES = [
    pytest.param(
        *("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00"),
        ["29 03:00+0200", "30 02:30+0200", "31 02:30+0200"],
        id="a gap is left for what is after it",
    ),
    pytest.param(
        *("*/15 2 * * *", "Europe/Berlin", "2026-03-28T12:00"),
        ["29 03:00+0200", "30 02:00+0200", "30 02:15+0200"],
        id="what falls into a gap together comes once",
    ),
    pytest.param(
        *("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00"),
        ["25 02:30+0200", "26 02:30+0100", "27 02:30+0100"],
        id="what comes twice is done once",
    ),
    pytest.param(
        *("30 * * * *", "Europe/Berlin", "2026-10-25T01:00"),
        ["25 01:30+0200", "25 02:30+0200", "25 02:30+0100"],
        id="every hour goes on through an hour that comes twice",
    ),
    pytest.param(
        *("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00"),
        ["04 01:00-0200", "05 00:00-0200", "06 00:00-0200"],
        id="a midnight that never comes",
    ),
    pytest.param(
        *("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00"),
        ["04 02:30+1100", "05 02:15+1100", "06 02:15+1100"],
        id="a gap of half an hour",
    ),
    pytest.param(
        *("0 9 * * 1-5", "America/New_York", "2026-03-06T10:00"),
        ["09 09:00-0400", "10 09:00-0400", "11 09:00-0400"],
        id="nine stays nine",
    ),
    pytest.param(
        *("0 6 13 * 5", "UTC", "2026-03-01T00:00"),
        ["06 06:00+0000", "13 06:00+0000", "20 06:00+0000"],
        id="a day of the month or of the week, where both are named",
    ),
]


@pytest.mark.parametrize(("cron", "zone", "begin", "expected"), CASES)
def test_across_changes_of_the_clocks(cron: str, zone: str, begin: str, expected: list[str]) -> None:
    assert _local(cron, zone, begin) == expected


@pytest.mark.parametrize(
    ("cron", "told"),
    [
        ("0 9 * *", "five fields"),
        ("0 0 9 * * *", "five fields"),
        ("60 9 * * *", "minute: '60' is not valid. Allowed: 0 to 59"),
        ("0 24 * * *", "hour: '24' is not valid. Allowed: 0 to 23"),
        ("0 9 32 * *", "day-of-month: '32' is not valid. Allowed: 1 to 31"),
        ("0 9 * 13 *", "month: '13' is not valid. Allowed: 1 to 12 or JAN to DEC"),
        ("0 9 * * 8", "day-of-week: '8' is not valid. Allowed: 0 to 7"),
        ("*/0 9 * * *", "minute: '*/0' is not valid"),
        ("0 9-5 * * *", "hour: '9-5' is not valid"),
        ("0 9 30 2 *", "day-of-month: there is no such day"),
        ("* * * * " + "1," * 60, "At most 100 characters"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(cron: str, told: str) -> None:
    with pytest.raises(BadCron, match=re.escape(told)):
        check_cron(cron)


def test_spaces_and_letters_are_taken_as_they_come() -> None:
    assert check_cron("  0  9 *\t* mon-fri ") == "0 9 * * mon-fri"


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * 1-5", "Every weekday at 9:00, Berlin time"),
        ("5 14 * * *", "Every day at 14:05, Berlin time"),
        ("0 9,17 * * *", "Every day at 9:00 and 17:00, Berlin time"),
        ("0 9 * * mon,wed", "Every Monday and Wednesday at 9:00, Berlin time"),
        ("0 0 1 * *", "On the first day of every month at 0:00, Berlin time"),
        ("*/15 * * * *", "Every 15th minute of every hour, Berlin time"),
    ],
)
def test_an_expression_in_words(cron: str, words: str) -> None:
    assert words_of(Recurrence(cron=cron, timezone="Europe/Berlin")) == words


def test_distances_and_zones_in_words() -> None:
    assert words_of(Recurrence(cron="0 9 * * *")) == "Every day at 9:00, UTC"
    assert words_of(Recurrence(cron="0 9 * * *", timezone="America/New_York")).endswith("New York time")
    said = [words_of(Recurrence(every_seconds=n)) for n in (60, 90, 5_400, 7_200, 86_400, 1_209_600)]
    assert said == ["Every minute", "Every 90 seconds", "Every 90 minutes", "Every 2 hours", "Every day",
                    "Every 2 weeks"]  # fmt: skip
