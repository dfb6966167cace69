"""The statements that are worth writing by hand: those of every start, slice and heavy firing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from agents.models import Execution, ExecutionState, NodeExecution
from agents.runner.spending import TOKENS
from platform_project.accounts.models import User
from platform_project.kit.rows import FEW, as_row, insert_rows, run, selected, together

Counts = tuple[int, int, int, int]  # firings that ended, failed, failed unhandled; micro-credits

_LOCKED = "WHERE execution_id = %s FOR UPDATE"
_LOCKED_IF_FREE = "WHERE execution_id = %s FOR UPDATE SKIP LOCKED"
_BY_ID = "WHERE id = %s"
_FIRING = "WHERE id = %s AND execution_id = %s"  # both: the execution tells the partition
_LOCK_EXECUTION = "SELECT id FROM agents_execution WHERE id = %s FOR NO KEY UPDATE"
_HELD = "SELECT id FROM agents_nodeexecution WHERE execution_id = %s AND lease = %s AND status = 'RUNNING'"
# The execution is locked first: the update locks a firing only once there is a row of `moves` beside it.
_SETTLE = """WITH moves AS MATERIALIZED (
    SELECT statement_timestamp() AS at FROM agents_execution
    WHERE id = %(execution)s AND status IN ('QUEUED', 'RUNNING') FOR NO KEY UPDATE
)
UPDATE agents_nodeexecution SET status = %(status)s, input = %(input)s, outputs = %(outputs)s,
    error = %(error)s, error_code = %(error_code)s, cost = %(cost)s, tokens_in = %(tokens_in)s,
    tokens_out = %(tokens_out)s, tokens_cached = %(tokens_cached)s, is_delivered = %(is_delivered)s,
    ended_at = statement_timestamp(), lease_until = NULL
FROM moves
WHERE id = %(firing)s AND execution_id = %(execution)s AND lease = %(lease)s AND status = 'RUNNING'
RETURNING moves.at"""
_STARTER = "WHERE id = (SELECT started_by_id FROM agents_execution WHERE id = %s)"
_DUE = """WHERE execution_id = %s AND id IN (
    SELECT ended.id FROM (
        SELECT id, node_position, index,
            row_number() OVER (PARTITION BY node_position ORDER BY index) AS place
        FROM agents_nodeexecution
        WHERE execution_id = %s AND NOT is_delivered AND status IN ('COMPLETED', 'FAILED', 'TERMINATED')
    ) AS ended
    JOIN unnest(%s::integer[], %s::integer[]) AS turn (node_position, index) USING (node_position)
    WHERE ended.index = turn.index + ended.place - 1
) ORDER BY node_position, index"""
_DELIVERED = "UPDATE agents_nodeexecution SET is_delivered = true WHERE execution_id = %s AND id = ANY(%s)"
_KEEP = "SELECT active_number FROM agents_graph WHERE id = %s FOR KEY SHARE"
_VERSION = "SELECT id FROM agents_graphversion WHERE graph_id = %s AND number = %s AND deleted_at IS NULL"
_ADD_STATE = "INSERT INTO agents_executionstate (execution_id, snapshot, failed_slices) VALUES (%s, NULL, 0)"
# A first slice is written when it is over: the run began with its transaction, but not before it was there.
# `touched_at` is in an index: where it stays, none of the table's indexes has to learn of the new version.
_ADD = """
UPDATE agents_execution SET status = %s,
    started_at = coalesce(started_at, greatest(created_at, transaction_timestamp())),
    touched_at = CASE WHEN touched_at < statement_timestamp() - interval '1 second'
        THEN statement_timestamp() ELSE touched_at END,
    node_count = node_count + %s, error_count = error_count + %s,
    unhandled_error_count = unhandled_error_count + %s, cost = cost + %s"""
_END = ", ended_at = statement_timestamp(), error = %s, error_code = %s, outputs = %s, unconsumed = %s"
_RUNS = " WHERE id = %s AND status IN ('QUEUED', 'RUNNING')"
_COUNT, _COUNT_AND_END = _ADD + _RUNS, _ADD + _END + _RUNS
_SAVE = "UPDATE agents_executionstate SET snapshot = %s, failed_slices = 0 WHERE execution_id = %s"


def lock_state(execution_id: UUID, *, may_wait: bool = True) -> ExecutionState | None:
    """The planner's snapshot, locked until the transaction ends, and its execution as it is *after* the lock.

    None if there is no such execution, or if somebody has the lock who may not be waited for. Two statements
    in one round trip: in a join, a row that was waited for would come with an execution from before the wait.
    """
    lock = _LOCKED if may_wait else _LOCKED_IF_FREE
    with together(keeps_plans=True):
        locked = run(selected(ExecutionState, lock), [execution_id])
        read = run(selected(Execution, _BY_ID), [execution_id])
    state, execution = as_row(ExecutionState, locked.fetchone()), as_row(Execution, read.fetchone())
    if state is None or execution is None:
        return None
    state.execution = execution
    return state


def lock_execution(execution_id: UUID) -> None:
    """Lock an execution before its firings, as whoever stops one does."""
    run(_LOCK_EXECUTION, [execution_id])


def firing_with_execution(firing_id: UUID, execution_id: UUID) -> NodeExecution | None:
    """A firing, its execution and who started that, in one round trip; None if it is gone."""
    with together(keeps_plans=True):
        firings = run(selected(NodeExecution, _FIRING), [firing_id, execution_id])
        executions = run(selected(Execution, _BY_ID), [execution_id])
        users = run(selected(User, _STARTER), [execution_id])
    firing, execution = as_row(NodeExecution, firings.fetchone()), as_row(Execution, executions.fetchone())
    user = as_row(User, users.fetchone())
    if firing is None or execution is None:
        return None
    firing.execution = execution
    execution.started_by = user
    return firing


def firing_under(execution_id: UUID, lease: str) -> UUID | None:
    """The firing that runs under a lease, if there is one."""
    row = run(_HELD, [execution_id, lease], keeps_plans=True).fetchone()
    return row[0] if row else None


def settle(
    row: NodeExecution, lease: str, outcome: Mapping[str, Any], *, is_delivered: bool
) -> datetime | None:
    """End a firing by the holder of its lease, in the transaction that goes on from it; locks its execution.

    outcome: status, input, outputs, error, error_code, and what it cost. Gives the time by the database's
    clock; None, and nothing is written, if the firing was taken away or its execution moves no more.
    """
    spent = {name: outcome.get(name, getattr(row, name)) for name in ("cost", *TOKENS)}
    values = {name: orjson.dumps(outcome[name]).decode() for name in ("input", "outputs")}
    told = {name: outcome[name] for name in ("status", "error", "error_code")}
    place: dict[str, Any] = {
        "firing": row.pk,
        "execution": row.execution_id,
        "lease": lease,
        "is_delivered": is_delivered,
    }
    found = run(_SETTLE, {**told, **values, **spent, **place}).fetchone()
    return found[0] if found else None


def due(execution_id: UUID, turns: Mapping[int, int]) -> list[NodeExecution]:
    """Firings that ended and whose outputs are next to be delivered, by node and then by index.

    turns: position of a node → index of the firing whose turn it is. Thousands may have ended behind one that
    somebody has to answer; what those took and gave is not read before their turn.
    """
    given: list[Any] = [execution_id, execution_id, list(turns), list(turns.values())]
    rows = run(selected(NodeExecution, _DUE), given).fetchall()
    return [row for row in (as_row(NodeExecution, values) for values in rows) if row is not None]


def mark_delivered(execution_id: UUID, firing_ids: list[UUID]) -> None:
    if firing_ids:
        run(_DELIVERED, [execution_id, firing_ids])


def keep_version(graph_id: UUID, number: int | None) -> UUID | None:
    """The id of a version of a graph, the active one if `number` is None; neither can be deleted meanwhile.

    The lock is the weakest that a deletion respects, so that starts of one graph do not wait for each other.
    """
    graph = run(_KEEP, [graph_id], keeps_plans=True).fetchone()
    if graph is None:
        return None
    # Not by a join: where a save was waited for, its new version would not be seen yet.
    version = run(_VERSION, [graph_id, graph[0] if number is None else number]).fetchone()
    return version[0] if version else None


def add_state(execution_id: UUID) -> None:
    """The planner's row of a new execution."""
    run(_ADD_STATE, [execution_id])


def write_slice(
    execution_id: UUID,
    counts: Counts,
    rows: list[NodeExecution],
    delivered: list[UUID],
    snapshot: dict[str, Any],
) -> bool:
    """Write what a slice did to an execution that goes on: a few new firings in one round trip with the rest.

    False, and nothing may stay written, if it has ended or is paused. A slice went well, so failures in a row
    are over.
    """
    is_one_trip = len(rows) <= FEW
    with together():
        counted = run(_COUNT, ["RUNNING", *counts, execution_id])
        if is_one_trip:
            insert_rows(rows)
        mark_delivered(execution_id, delivered)
        run(_SAVE, [orjson.dumps(snapshot).decode(), execution_id])
    if not is_one_trip:
        insert_rows(rows)
    return bool(counted.rowcount)


def count_and_end(execution_id: UUID, counts: Counts, status: str, **fields: Any) -> bool:
    """The same for its last slice, which ends it. fields: error, error_code, outputs, unconsumed."""
    texts = [fields["error"], fields["error_code"]]
    values = [orjson.dumps(fields[name]).decode() for name in ("outputs", "unconsumed")]
    return bool(run(_COUNT_AND_END, [status, *counts, *texts, *values, execution_id]).rowcount)
