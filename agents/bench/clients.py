"""Starting executions as the API does, and seeing them end without asking over and over.

A client listens on the execution's event stream: Redis wakes it when there is news. That an execution ended
counts only once its row says so.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from agents.engine.graph import Graph
from agents.engine.state import ExecutionStatus
from agents.event_stream import ENDS, events_of, stream_of
from agents.models import Execution
from agents.models import Graph as GraphRow
from agents.services import graphs, runs
from platform_project.accounts.models import User

PATIENCE_SECONDS = 120.0
LISTEN_MS = 1_000  # then the row is asked: events are hints and may be lost


class NotCompleted(CommandError):
    """An execution ended otherwise."""

    def __init__(self, status: str, error: str, error_code: str) -> None:
        super().__init__(f"An execution ended {status}: {error}")
        self.error_code = error_code


@dataclass(frozen=True, slots=True)
class Once:
    """One execution, from its start to its end as the client saw it."""

    execution_id: UUID
    seconds: float
    firings: int


class Client:
    """One who starts executions and waits for each."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._redis: Any = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10)

    def run(self, graph: GraphRow) -> Once:
        """One execution. Raises NotCompleted, or CommandError if it takes too long."""
        began = time.perf_counter()
        execution = runs.start_run(graph=graph, user=self._user, request=runs.RunRequest())
        firings = self._end_of(execution.pk, began + PATIENCE_SECONDS)
        return Once(execution.pk, time.perf_counter() - began, firings)

    def close(self) -> None:
        self._redis.close()
        connection.close()

    def _end_of(self, execution_id: UUID, until: float) -> int:
        key, after = stream_of(execution_id), b"0"
        while time.perf_counter() < until:
            heard = self._redis.xread({key: after}, count=1, block=LISTEN_MS)
            last = self._redis.xrevrange(key, count=1)  # whatever came, the last of it tells most
            if heard and last:
                after = last[0][0]
                if events_of(last[0])[-1]["type"] not in ENDS:
                    continue
            row = Execution.objects.only("status", "node_count", "error", "error_code").get(pk=execution_id)
            if row.status == ExecutionStatus.COMPLETED:
                return int(row.node_count)
            if row.has_ended:
                raise NotCompleted(row.status, row.error, row.error_code)
        raise CommandError(f"An execution took longer than {PATIENCE_SECONDS:.0f} s.")


@dataclass(slots=True)
class Sustained:
    """What several clients got done together."""

    seconds: float = 0.0
    runs: list[Once] = field(default_factory=list)

    @property
    def firings_per_second(self) -> float:
        return sum(once.firings for once in self.runs) / self.seconds


def sustained(user: User, graph: GraphRow, *, clients: int, seconds: float) -> Sustained:
    """`clients` at once, each starting its next execution when the last has ended, for so long."""
    connection.close()  # the clients need every connection of the pool
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(lambda _: _for_a_while(user, graph, began + seconds), range(clients)))
    return Sustained(time.perf_counter() - began, [once for part in parts for once in part])


def saved(user: User, graph: Graph) -> GraphRow:
    """The graph as a row that can be run."""
    given = graphs.GraphDocument("bench", "", graph, tuple(None for _ in graph.links))
    version = graphs.create_graph(workspace=user.personal_workspace, user=user, given=given)
    row: GraphRow = version.graph
    return row


def _for_a_while(user: User, graph: GraphRow, until: float) -> list[Once]:
    client, done = Client(user), []
    try:
        while time.perf_counter() < until:
            done.append(client.run(graph))
    finally:
        client.close()
    return done
