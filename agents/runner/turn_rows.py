"""What every start, end and heavy firing asks about turns, in statements written by hand (`kit/rows.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from django.conf import settings

from agents.models import Execution
from platform_project.kit.prepared import Values
from platform_project.kit.rows import run

# As in the conditions of the indexes of `agents.models.execution`.
_WAITS = "e.status = 'QUEUED' AND e.admitted_at IS NULL"
_RUNS = (
    "e.parent_id IS NULL AND (e.status = 'RUNNING' OR (e.status = 'QUEUED' AND e.admitted_at IS NOT NULL))"
)

_ROOM = f"""
SELECT w.max_running, w.has_priority, mine.to_begin, mine.shared, mine.here,
    (SELECT count(*) FROM agents_execution e WHERE e.graph_id = %(graph)s AND {_RUNS}),
    CASE WHEN %(all)s THEN (SELECT count(*) FROM agents_execution e WHERE {_RUNS}) ELSE 0 END,
    EXISTS (SELECT 1 FROM agents_execution e WHERE {_WAITS} AND (%(all)s OR e.started_by_id = %(user)s))
FROM accounts_workspace w, LATERAL (
    SELECT count(*) FILTER (WHERE e.status = 'QUEUED') AS to_begin,
        count(*) FILTER (WHERE o.max_running IS NULL) AS shared,
        count(*) FILTER (WHERE e.workspace_id = w.id) AS here
    FROM agents_execution e JOIN accounts_workspace o ON o.id = e.workspace_id
    WHERE e.started_by_id = %(user)s AND {_RUNS}
) mine WHERE w.id = %(workspace)s"""  # noqa: S608  # of the two conditions above

# The last only if the first holds, which is rare.
_WANTED = f"""
SELECT wanted.mine, wanted.others, CASE WHEN wanted.mine THEN (
    SELECT count(*) FROM agents_execution e
    WHERE e.started_by_id = %(user)s AND e.status = 'QUEUED' AND {_RUNS}
) ELSE 0 END
FROM (SELECT
    EXISTS (SELECT 1 FROM agents_execution e WHERE {_WAITS} AND e.started_by_id = %(user)s) AS mine,
    EXISTS (SELECT 1 FROM agents_execution e WHERE {_WAITS} AND (%(all)s OR e.graph_id = %(graph)s)
        AND e.started_by_id IS DISTINCT FROM %(user)s) AS others
) wanted"""  # noqa: S608  # as above

_KEPT_BACK = """SELECT EXISTS (
    SELECT 1 FROM agents_nodeexecution n JOIN agents_execution e ON e.id = n.execution_id
    WHERE n.status = 'QUEUED' AND n.queued_at IS NULL AND e.status = 'RUNNING'
        AND e.started_by_id IS NOT DISTINCT FROM %(user)s)"""

# By executions, so that each is looked for in its month alone. The condition is that of `firing_under_way`.
_UNDER_WAY = """SELECT coalesce(sum((
    SELECT count(*) FROM agents_nodeexecution n WHERE n.execution_id = e.id AND (
        (n.status = 'RUNNING' AND n.lease <> '') OR (n.status = 'QUEUED' AND n.queued_at IS NOT NULL))
)), 0)::integer FROM agents_execution e WHERE e.status = 'RUNNING' AND e.started_by_id """
_OF_USER = _UNDER_WAY + "= %s"  # by its index, which serves nothing but `=`
_OF_NOBODY = _UNDER_WAY + "IS NOT DISTINCT FROM %s"


@dataclass(frozen=True, slots=True)
class Room:
    """What is taken of the limits that hold for one execution."""

    max_running: int | None  # the workspace's own limit
    has_priority: bool  # the workspace's
    to_begin: int  # executions of the user that are admitted and have not begun
    shared: int  # those that run in workspaces without a limit of their own
    here: int  # those that run in this workspace
    of_graph: int
    of_all: int  # 0 if there is no limit of all
    is_waited_for: bool  # others wait for the same room

    def is_left(self, most_to_begin: int) -> bool:
        """Whether one more may run."""
        return self.to_begin < most_to_begin and all(taken < limit for limit, taken in self._limits())

    def is_ample(self, starts: int) -> bool:
        """Whether so many more may run, whoever else is starting some at this moment."""
        return all(taken + starts < limit for limit, taken in self._limits())

    def _limits(self) -> list[tuple[int, int]]:
        """Each limit that there is, and what is taken of it."""
        own = self.max_running is not None
        pairs = [
            (self.max_running if own else settings.MAX_RUNNING_PER_USER, self.here if own else self.shared),
            (settings.MAX_RUNNING_PER_GRAPH, self.of_graph),
            (settings.MAX_RUNNING, self.of_all),
        ]
        return [(limit, taken) for limit, taken in pairs if limit]


def room_for(execution: Execution) -> Room:
    """The room for an execution that is about to start, or that waits."""
    return Room(*_row(_ROOM, _named(execution)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who waits for the room that one execution takes."""

    by_user: bool  # its own user
    by_others: bool
    to_begin: int  # executions of the user that are admitted and have not begun; 0 if none of theirs waits


def wanted_by(execution: Execution) -> Wanted:
    return Wanted(*_row(_WANTED, _named(execution)))


def is_kept_back(user_id: UUID | None) -> bool:
    """Whether heavy firings of a user wait for workers to be told of them."""
    return bool(_row(_KEPT_BACK, {"user": user_id})[0])


def firings_under_way(user_id: UUID | None) -> int:
    """Heavy firings of a user that workers were told of and that have not ended."""
    return int(_row(_OF_NOBODY if user_id is None else _OF_USER, [user_id])[0])


def _row(statement: LiteralString, values: Values) -> tuple[Any, ...]:
    """What a statement gives that always gives one row."""
    [row] = run(statement, values, keeps_plans=True).fetchall()
    found: tuple[Any, ...] = row
    return found


def _named(execution: Execution) -> dict[str, Any]:
    return {
        "user": execution.started_by_id,
        "graph": execution.graph_id,
        "workspace": execution.workspace_id,
        "all": bool(settings.MAX_RUNNING),
    }
