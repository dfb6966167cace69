"""The table of firings, month by month.

    agents_nodeexecution                 partitioned by the range of execution_id
    ├── agents_nodeexecution_2026_11     ids of executions that were made in November 2026
    └── agents_nodeexecution_2026_12

The first 48 bits of an execution's id are the milliseconds of its making, so a month is a range of ids and
all firings of an execution lie together. Partitions are attached and detached in the ways that let readers
and writers of the table go on: nothing here takes a lock that they would wait for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from django.db import connection, transaction

from agents.models import Execution, NodeExecution
from platform_project.kit.locks import lock, time_limits

TABLE = NodeExecution._meta.db_table
MONTHS_AHEAD = 2  # beside the present one
_NAME = re.compile(rf"{TABLE}_(\d{{4}})_(\d{{2}})")
_LEAVING = "detached to be dropped"  # says that a table with such a name is ours to drop
_LOCK_SECONDS = 2.0
_DETACH_SECONDS = 10.0  # it waits for transactions that are under way, and holds up none

_made: set[Month] = set()  # months that this process knows to be there


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month in UTC, as a partition."""

    year: int
    number: int  # 1 to 12

    @classmethod
    def of(cls, execution_id: UUID) -> Self:
        """The month in which an execution's firings lie."""
        return cls.at(datetime.fromtimestamp((execution_id.int >> 80) / 1000, UTC))

    @classmethod
    def at(cls, moment: datetime) -> Self:
        return cls(moment.year, moment.month)

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def begin(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def first_id(self) -> UUID:
        """The least id that an execution of this month can have."""
        return UUID(int=int(self.begin.timestamp()) * 1000 << 80)

    @property
    def table(self) -> str:
        return f"{TABLE}_{self.year:04}_{self.number:02}"


def keep_ahead(now: datetime | None = None) -> None:
    """Make the partitions of this month and of the next ones, if they are missing."""
    there = set(months())
    month = Month.at(now or datetime.now(UTC))
    for _ in range(1 + MONTHS_AHEAD):
        if month not in there:
            _make(month)
        month = month.next


def make_room(execution_id: UUID) -> None:
    """See to it that firings of this execution can be written. Costs nothing once the month is known.

    An id that no execution has makes nothing: it may name any month of ten thousand years.
    """
    month = Month.of(execution_id)
    if month in _made:
        return
    if month not in months():
        if not Execution.objects.filter(pk=execution_id).exists():
            return
        _make(month)
    transaction.on_commit(lambda: _made.add(month))


def months() -> list[Month]:
    """The months that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = %s::regclass AND NOT i.inhdetachpending",
            [TABLE],
        )
        found = (_NAME.fullmatch(name) for (name,) in cursor.fetchall())
        return sorted(Month(int(match[1]), int(match[2])) for match in found if match)


def drop(month: Month) -> None:
    """Take a month away with all that is in it. Not within a transaction: it is several of its own.

    Raises OperationalError if others kept it busy for too long; `finish_drops` may bring it to its end later.
    """
    assert not connection.in_atomic_block, "a month is detached in transactions of its own"
    _made.discard(month)
    with transaction.atomic(), connection.cursor() as cursor:
        time_limits(lock_seconds=_LOCK_SECONDS)
        cursor.execute(f"COMMENT ON TABLE {month.table} IS '{_LEAVING}'")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [int(_DETACH_SECONDS * 1000)])
        try:
            # First it is hidden from new readers, then it waits for those that saw it before.
            cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {month.table} CONCURRENTLY")
        finally:
            cursor.execute("RESET statement_timeout")
    _drop_table(month.table)


def finish_drops() -> None:
    """Drop the months that `drop` began to take off and then lost to a crash or a time limit."""
    for name, is_hidden in _leaving():
        if is_hidden:
            with transaction.atomic(), connection.cursor() as cursor:
                time_limits(lock_seconds=_LOCK_SECONDS, statement_seconds=_DETACH_SECONDS)
                cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {name} FINALIZE")
        _drop_table(name)


def _leaving() -> list[tuple[str, bool]]:
    """Tables that `drop` marked and that are no partition any more; True if they are still being detached."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, i.inhrelid IS NOT NULL FROM pg_class c "
            "JOIN pg_class parent ON parent.oid = %s::regclass AND parent.relnamespace = c.relnamespace "
            "LEFT JOIN pg_inherits i ON i.inhrelid = c.oid "
            "WHERE c.relkind = 'r' AND obj_description(c.oid, 'pg_class') = %s "
            "AND coalesce(i.inhdetachpending, true)",
            [TABLE, _LEAVING],
        )
        return [(name, is_hidden) for name, is_hidden in cursor.fetchall() if _NAME.fullmatch(name)]


def _drop_table(name: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        time_limits(lock_seconds=_LOCK_SECONDS)
        cursor.execute(f"DROP TABLE {name}")


def _make(month: Month) -> None:
    """A table of its own, then attached: `PARTITION OF` would lock out everybody else for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        time_limits(lock_seconds=_LOCK_SECONDS)
        lock(__name__)
        if month in months():
            return  # somebody else was faster
        cursor.execute(f"CREATE TABLE {month.table} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute(
            f"ALTER TABLE {TABLE} ATTACH PARTITION {month.table} FOR VALUES FROM (%s) TO (%s)",
            [month.first_id, month.next.first_id],
        )
