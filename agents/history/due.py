"""What has outlived its retention: single executions, and whole months.

The rule of an execution is that of its graph, else of its workspace, else of the settings; for no longer than
the workspace's tier keeps anything, if that has a bound. It is looked up graph by graph, each through the
index of its executions: what is kept costs nothing however much it is. An execution that ended is left alone
for HISTORY_GRACE_MINUTES, so that who started it can read what came of it. Executions of sub-agents are kept
as the one above all of them is: they are steps of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from agents.engine.state import ENDED_EXECUTION, ExecutionStatus
from agents.history.partitions import Month
from agents.models import Keep
from agents.models.execution import History
from credits.models import FREE, HOLDING

# remove_before: what ended earlier goes altogether; null if nothing does. strip: what else ended before
# `settled` with one of these statuses loses its values.
_RULED = """
WITH ruled AS (
    SELECT graph.id AS graph_id, moment.settled,
           CASE WHEN rule.keep = 'nothing' THEN moment.settled
                WHEN rule.days IS NOT NULL
                THEN least(moment.settled, now() - make_interval(days => rule.days))
           END AS remove_before,
           CASE rule.keep WHEN 'metadata' THEN %(ended)s::text[] WHEN 'failures' THEN %(succeeded)s::text[]
           END AS strip
    FROM agents_graph graph
    CROSS JOIN (SELECT now() - make_interval(mins => %(grace)s) AS settled) moment
    LEFT JOIN agents_retentionpolicy own ON own.graph_id = graph.id
    LEFT JOIN agents_retentionpolicy shared
           ON shared.workspace_id = graph.workspace_id AND shared.graph_id IS NULL
    LEFT JOIN credits_subscription held
           ON held.workspace_id = graph.workspace_id AND held.status = ANY(%(holding)s)
    LEFT JOIN credits_tier tier ON %(has_tiers)s AND tier.slug = coalesce(held.tier_id, %(free)s)
    CROSS JOIN LATERAL (
        SELECT coalesce(own.keep, shared.keep, %(keep)s) AS keep,
               least(tier.retention_days,  -- of what is null the other one
                     CASE WHEN own.id IS NOT NULL THEN own.days
                          WHEN shared.id IS NOT NULL THEN shared.days
                          ELSE %(days)s::integer END) AS days
    ) rule
)
"""

_TO_REMOVE = f"""
{_RULED}
SELECT due.id, due.node_count FROM ruled CROSS JOIN LATERAL (
    SELECT id, node_count FROM agents_execution
    WHERE graph_id = ruled.graph_id AND root_id IS NULL
      AND history = ANY(%(histories)s) AND status = ANY(%(ended)s)
      AND ended_at < ruled.remove_before AND id <> ALL(%(passed)s::uuid[])
    LIMIT %(limit)s
) due
WHERE ruled.remove_before IS NOT NULL LIMIT %(limit)s
"""  # noqa: S608  our own text

_TO_STRIP = f"""
{_RULED}
SELECT due.id, due.node_count FROM ruled CROSS JOIN LATERAL (
    SELECT id, node_count FROM agents_execution
    WHERE graph_id = ruled.graph_id AND root_id IS NULL
      AND history = 'whole' AND status = ANY(ruled.strip)
      AND ended_at < ruled.settled AND id <> ALL(%(passed)s::uuid[])
    LIMIT %(limit)s
) due
WHERE ruled.strip IS NOT NULL LIMIT %(limit)s
"""  # noqa: S608  our own text

_GOING = """
SELECT id, node_count FROM agents_execution
WHERE history = 'going' AND root_id IS NULL AND id <> ALL(%(passed)s::uuid[]) LIMIT %(limit)s
"""

_STAYS_OF_MONTH = f"""
{_RULED}
SELECT EXISTS (
    SELECT FROM agents_execution e
    JOIN agents_execution top ON top.id = coalesce(e.root_id, e.id)
    JOIN ruled ON ruled.graph_id = top.graph_id
    WHERE e.id >= %(first)s AND e.id < %(beyond)s
      AND (e.status <> ALL(%(ended)s) OR top.status <> ALL(%(ended)s)
           OR ruled.remove_before IS NULL OR top.ended_at >= ruled.remove_before)
)
"""  # noqa: S608  our own text


@dataclass(frozen=True, slots=True)
class Due:
    """An execution that ended, and about how many firings there are in it and below it."""

    id: UUID
    node_count: int


def to_remove(limit: int, passed: Collection[UUID]) -> list[Due]:
    """Executions of which nothing is to stay. passed: those to leave out."""
    return _found(_TO_REMOVE, limit, passed)


def to_strip(limit: int, passed: Collection[UUID]) -> list[Due]:
    """Whole executions of which only the metadata is to stay."""
    return _found(_TO_STRIP, limit, passed)


def going(limit: int, passed: Collection[UUID]) -> list[Due]:
    """Executions that somebody began to take values from and did not finish."""
    return _found(_GOING, limit, passed)


def is_whole_month_due(month: Month) -> bool:
    """True if nothing of the executions of a past month is to stay, and all of them have ended."""
    with connection.cursor() as cursor:
        bounds = {"first": month.first_id, "beyond": month.next.first_id}
        cursor.execute(_STAYS_OF_MONTH, {**_rules(), **bounds})
        row = cursor.fetchone()
    return row is not None and not row[0]


def _found(query: str, limit: int, passed: Collection[UUID]) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(query, {**_rules(), "limit": limit, "passed": list(passed)})
        return [Due(*row) for row in cursor.fetchall()]


def _rules() -> dict[str, Any]:
    ended = sorted(str(status) for status in ENDED_EXECUTION)
    return {
        "keep": Keep(settings.HISTORY_KEEP).value,
        "days": settings.HISTORY_DAYS or None,
        "grace": settings.HISTORY_GRACE_MINUTES,
        "ended": ended,
        "succeeded": [status for status in ended if status != ExecutionStatus.FAILED],
        "histories": History.values,
        "has_tiers": settings.CREDITS,
        "holding": [status.value for status in HOLDING],
        "free": FREE,
    }
