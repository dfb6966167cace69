"""What PostgreSQL says of the executions: read past the platform, which is what is being judged."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from agents.engine.state import ENDED_EXECUTION
from platform_project.embedded.addresses import addresses_of
from tests.platform.up import Platform

Row = dict[str, Any]
_ENDED = [str(status) for status in ENDED_EXECUTION]


def wait_until_ended(platform: Platform, seconds: float) -> float:
    """How long it took until no execution was left unfinished. Raises AssertionError naming what is."""
    began = time.monotonic()
    while left := _rows(
        platform, "SELECT id, status, error FROM agents_execution WHERE status <> ALL(%s)", [_ENDED]
    ):
        late = time.monotonic() - began > seconds
        assert not late, f"{len(left)} executions did not end: {_told(platform, left)}"
        time.sleep(0.2)
    return time.monotonic() - began


def executions(platform: Platform) -> list[Row]:
    """Those that somebody started, without those of sub-agents."""
    return _rows(platform, "SELECT * FROM agents_execution WHERE parent_id IS NULL ORDER BY created_at")


def firings(platform: Platform, execution_id: str) -> list[Row]:
    """Of an execution and of all below it."""
    family = "SELECT id FROM agents_execution WHERE id = %s OR root_id = %s"
    query = f"SELECT * FROM agents_nodeexecution WHERE execution_id IN ({family}) ORDER BY execution_id, step"
    return _rows(platform, query, [execution_id, execution_id])


def shown(rows: Iterable[Row]) -> str:
    """Firings, one a line."""
    columns = (
        "node_key",
        "index",
        "status",
        "attempts",
        "error_code",
        "is_delivered",
        "queued_at",
        "ended_at",
    )
    return "\n".join("  ".join(str(row[column]) for column in columns) for row in rows)


def _told(platform: Platform, left: list[Row]) -> str:
    parts = [f"\n{row['id']} {row['status']} {row['error']}\n{_unfinished(platform, row)}" for row in left]
    return "".join(parts[:5])


def _unfinished(platform: Platform, row: Row) -> str:
    found = firings(platform, str(row["id"]))
    return shown(one for one in found if one["status"] != "COMPLETED" or not one["is_delivered"])


def _rows(platform: Platform, query: str, values: list[Any] | None = None) -> list[Row]:
    address = addresses_of(Path(platform.environment["VAR_DIR"])).database_url
    with psycopg.connect(address, connect_timeout=5, row_factory=dict_row) as session:
        return session.execute(query, values).fetchall()
