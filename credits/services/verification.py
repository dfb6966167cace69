"""Do the books close? What every account says of itself is reckoned anew from what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

SHOWN = 1_000  # differences, at most

# One statement, so that all of it is of one moment, whatever is booked meanwhile.
_DIFFERENCES: LiteralString = """
SELECT 'account ' || id || ': entries come to ' || coalesce(booked, 0) || ', its balance is ' || balance
FROM credits_account
LEFT JOIN (SELECT account_id, sum(amount) AS booked FROM credits_entry GROUP BY 1) AS entries
    ON account_id = id
WHERE balance <> coalesce(booked, 0)
UNION ALL
SELECT 'account ' || account.id || ': open holds come to ' || coalesce(set_aside, 0) || ', held is ' || held
FROM credits_account account
LEFT JOIN (
    SELECT account_id, sum(remaining) AS set_aside FROM credits_hold WHERE state = 'open' GROUP BY 1
) AS holds ON account_id = account.id WHERE held <> coalesce(set_aside, 0)
UNION ALL
SELECT 'account ' || account.id || ': lots come to ' || coalesce(left_of, 0) || ', expiring is ' || expiring
FROM credits_account account
LEFT JOIN (SELECT account_id, sum(remaining) AS left_of FROM credits_lot GROUP BY 1) AS lots
    ON account_id = account.id WHERE expiring > coalesce(left_of, 0)
UNION ALL
SELECT 'movement ' || movement || ': ' || count(*) || ' entries come to ' || sum(amount)
FROM credits_entry GROUP BY movement
HAVING count(*) <> 2 OR sum(amount) <> 0 OR min(kind) <> max(kind)
    OR min(account_id::text) <> min(counter_account_id::text)
    OR max(account_id::text) <> max(counter_account_id::text)
UNION ALL
SELECT 'entry ' || entry.id || ': its account ' || entry.account_id || ' is missing'
FROM credits_entry entry LEFT JOIN credits_account account ON account.id = account_id WHERE account.id IS NULL
UNION ALL
SELECT 'hold ' || hold_id || ': captured ' || count(*) || ' times'
FROM credits_entry WHERE hold_id IS NOT NULL AND kind = 'capture' GROUP BY hold_id HAVING count(*) > 1
UNION ALL
SELECT 'entry ' || first.id || ': more was given back than its ' || abs(first.amount)
FROM credits_entry first
JOIN (
    SELECT refund_of_id, sum(amount) AS back FROM credits_entry WHERE refund_of_id IS NOT NULL GROUP BY 1
) AS refunds ON refunds.refund_of_id = first.id WHERE abs(back) > abs(first.amount)
LIMIT %s"""


def differences() -> Iterator[str]:
    """A line for each thing that does not come out, in micro-credits; none if the books close."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [SHOWN])
        found = [str(line) for (line,) in cursor.fetchall()]
    yield from found
    for check in settings.LEDGER_CHECKS:
        yield from import_string(check)()
