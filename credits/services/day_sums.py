"""Sums of what was spent in whole days, kept so that charts of a year do not read every entry of it.

A day is summed once it has been over for an hour, for all accounts at once; no entry of it can come any more.
Sums hold nothing that the entries do not say: without them reports read the entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString

from django.db import connection, transaction
from django.db.models import Max, Min

from credits.models import Dimension, Entry, SummedDay
from platform_project.kit.locks import lock

SETTLED_AFTER = timedelta(hours=1)  # a booking's time is taken a moment before it is there for all to see
DAYS_AT_A_TIME = 60
SHOWN = 100  # differences, at most
_DAY = timedelta(days=1)

# What `credits.reports` counts as spent.
_SPENT: LiteralString = """
account.kind = 'workspace' AND (entry.kind = 'capture' OR entry.kind = 'transfer' AND entry.amount < 0
    OR entry.kind = 'refund' AND entry.amount > 0)
"""
_SUM: LiteralString = f"""
INSERT INTO credits_daysum (account_id, day, dimension, key, amount, count)
SELECT account.id, %(day)s, dimension, coalesce(of, ''), -sum(entry.amount), count(*)
FROM credits_account account
JOIN credits_entry entry ON entry.account_id = account.id
LEFT JOIN credits_entry first ON first.id = entry.refund_of_id
CROSS JOIN LATERAL (VALUES
    ('all', ''), ('graph', entry.graph_id::text), ('model', entry.model), ('provider', entry.provider),
    ('block', entry.block_id), ('user', coalesce(first.created_by_id, entry.created_by_id)::text)
) AS told(dimension, of)
WHERE {_SPENT} AND entry.created_at >= %(begins)s AND entry.created_at < %(ends)s
GROUP BY account.id, dimension, coalesce(of, '')
"""  # noqa: S608  of the constant above
_DIFFERENCES: LiteralString = f"""
WITH booked AS (
    SELECT account.id AS account_id, (entry.created_at AT TIME ZONE 'UTC')::date AS day,
        -sum(entry.amount) AS amount
    FROM credits_account account JOIN credits_entry entry ON entry.account_id = account.id
    WHERE {_SPENT} AND entry.created_at < %(ends)s
    GROUP BY 1, 2
), kept AS (
    SELECT account_id, day, dimension, sum(amount) AS amount FROM credits_daysum GROUP BY 1, 2, 3
)
SELECT 'sum of ' || day || ' by ' || dimension || ' of account ' || account_id || ': entries come to '
    || coalesce(booked.amount, 0) || ', kept is ' || coalesce(kept.amount, 0)
FROM booked CROSS JOIN unnest(%(dimensions)s::text[]) AS told(dimension)
FULL JOIN kept USING (account_id, day, dimension)
WHERE booked.amount IS DISTINCT FROM kept.amount
LIMIT %(shown)s
"""  # noqa: S608  as above


def sum_days(now: datetime) -> int:
    """Sum the next days that are over; how many."""
    over = (now - SETTLED_AFTER).astimezone(UTC).date()
    count = 0
    while count < DAYS_AT_A_TIME and _sum_next(over):
        count += 1
    return count


def summed_until() -> date | None:
    """The day before which all are summed; None if none is."""
    last: date | None = SummedDay.objects.aggregate(last=Max("day"))["last"]
    return None if last is None else last + _DAY


def differences() -> Iterator[str]:
    """A line for each sum that is not what its entries come to."""
    ends = summed_until()
    if ends is None:
        return
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"ends": midnight(ends), "dimensions": list(Dimension.values), "shown": SHOWN}
        cursor.execute(_DIFFERENCES, given)
        found = [str(line) for (line,) in cursor.fetchall()]
    yield from found


def midnight(day: date) -> datetime:
    """The moment in UTC with which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@transaction.atomic
def _sum_next(over: date) -> bool:
    """Sum the day after the last one that is summed; False if it is not over, or there are no entries."""
    lock("day sums")
    day = summed_until() or _first_day()
    if day is None or day >= over:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SUM, {"day": day, "begins": midnight(day), "ends": midnight(day + _DAY)})
    SummedDay.objects.create(day=day)
    return True


def _first_day() -> date | None:
    first: datetime | None = Entry.objects.aggregate(first=Min("created_at"))["first"]
    return None if first is None else first.astimezone(UTC).date()
