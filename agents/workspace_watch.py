"""What changes in a workspace, for connections that watch it: hints, with ids and nothing else.

    executions.changed  executions [{execution_id, graph_id, status}], has_more: some are left out
    reviews.changed     pending: how many questions wait for an answer, counted up to MAX_PENDING
    notification        unread: how many the user of the connection has not read, counted so, too

Nothing is told by the engine. While at least one connection watches, its web process looks twice a second at
the newest executions of the watched workspaces and at those that had not ended; what is different from the
last time is told, at most once in a look. While nobody watches, nothing is done (ADR 17).

Whoever begins to watch has read a list a moment before, and what changed in between is no news to the looks.
So they are told first of all that has not ended, or has in the last seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import Error, connection
from django.utils import timezone
from redis import RedisError

from agents.engine.state import ENDED_EXECUTION

LOOK_SECONDS = 0.5  # between two looks
MAX_SHARE = 0.1  # of the time that looks may take: slow ones become rare
NEWEST = 200  # executions of a workspace that are looked at, besides those that had not ended
MAX_OPEN = 300  # of those that had not ended, in a workspace
MAX_TOLD = 50  # executions in one hint
MAX_PENDING = 1_000
LATELY_SECONDS = 60  # a list that was read before somebody watches is no older

_EXECUTIONS = """
SELECT wanted.id, found.id, found.graph_id, found.status, found.ended_at
FROM unnest(%(workspaces)s::uuid[]) wanted(id) CROSS JOIN LATERAL (
    SELECT id, graph_id, status, ended_at FROM agents_execution
    WHERE workspace_id = wanted.id AND parent_id IS NULL ORDER BY created_at DESC, id DESC LIMIT %(newest)s
) found
UNION
SELECT workspace_id, id, graph_id, status, ended_at FROM agents_execution WHERE id = ANY(%(open)s::uuid[])
"""

# Those that had begun long before: asked for once, when a workspace begins to be watched.
_OPEN = """
SELECT workspace_id, id, graph_id, status, ended_at FROM agents_execution
WHERE workspace_id = ANY(%(workspaces)s::uuid[]) AND parent_id IS NULL
    AND status IN ('QUEUED', 'RUNNING', 'REVIEW', 'INSUFFICIENT_CREDITS')
ORDER BY created_at DESC LIMIT %(most)s
"""

_PENDING = """
SELECT wanted.id, (SELECT count(*) FROM (
    SELECT FROM agents_review WHERE workspace_id = wanted.id AND status = 'WAITING' LIMIT %(most)s
) waiting)
FROM unnest(%(workspaces)s::uuid[]) wanted(id)
"""

# Of each person: how many are unread, and when the last of them happened.
_UNREAD = """
SELECT wanted.id, (SELECT count(*) FROM (
    SELECT FROM notifications_notification
    WHERE user_id = wanted.id AND is_in_app AND read_at IS NULL LIMIT %(most)s
) unread), (
    SELECT max(updated_at) FROM notifications_notification
    WHERE user_id = wanted.id AND is_in_app AND read_at IS NULL
)
FROM unnest(%(users)s::uuid[]) wanted(id)
"""

Unread = tuple[int, datetime | None]
Change = tuple[UUID, UUID, str]  # execution, graph, status
Row = tuple[UUID, UUID, UUID, str, datetime | None]  # workspace, execution, graph, status, its end

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Seen:
    """What the last look at a workspace found. statuses: execution → status; None before the first look."""

    statuses: dict[UUID, str] | None = None
    pending: int | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def open_ids(self) -> list[UUID]:
        found = [pk for pk, status in (self.statuses or {}).items() if status not in ENDED_EXECUTION]
        return sorted(found, reverse=True)[:MAX_OPEN]

    @property
    def present(self) -> list[dict[str, Any]]:
        """What a newcomer is told of the last look."""
        since = timezone.now() - timedelta(seconds=LATELY_SECONDS)
        lately = [row[1:4] for row in self.rows if row[4] is None or row[4] > since]
        told = [_executions_changed(lately)] if lately else []
        return [*told, _reviews_changed(self.pending or 0)]

    def news(self, rows: list[Row], pending: int) -> list[dict[str, Any]]:
        """What is different now, as hints without their workspace; then it is seen."""
        before, self.statuses, self.rows = self.statuses, {}, rows
        changed: list[Change] = []
        for _, execution_id, graph_id, status, _ in rows:
            self.statuses[execution_id] = status
            if before is not None and before.get(execution_id) != status:
                changed.append((execution_id, graph_id, status))
        hints = [_executions_changed(changed)] if changed else []
        if pending != self.pending:
            hints.append(_reviews_changed(pending))
        self.pending = pending
        return hints


@dataclass(slots=True)
class Watcher:
    """A channel and its user. told: what they were last told of their notifications; None before that."""

    user_id: UUID
    told: Unread | None = None
    watched: int = 0  # workspaces


@dataclass(slots=True)
class Watch:
    """The looks of one process, which go on while anybody watches."""

    watchers: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))  # workspace → channels
    people: dict[str, Watcher] = field(default_factory=dict)  # by channel
    seen: dict[UUID, Seen] = field(default_factory=dict)
    newcomers: set[tuple[UUID, str]] = field(default_factory=set)  # who was told nothing yet
    task: asyncio.Task[None] | None = None
    has_news: asyncio.Event = field(default_factory=asyncio.Event)  # somebody came or went

    async def add(self, workspace_id: UUID, channel: str, user_id: UUID) -> None:
        """Tell a channel of the layer, which is of this user, of what changes from now on."""
        if channel not in self.watchers[workspace_id]:
            self.people.setdefault(channel, Watcher(user_id)).watched += 1
        self.watchers[workspace_id].add(channel)
        self.newcomers.add((workspace_id, channel))
        self.has_news.set()
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._look_on())

    async def remove(self, workspace_id: UUID, channel: str) -> None:
        self.newcomers.discard((workspace_id, channel))
        if channel in self.watchers[workspace_id]:
            self.people[channel].watched -= 1
            if not self.people[channel].watched:
                del self.people[channel]
        self.watchers[workspace_id].discard(channel)
        if not self.watchers[workspace_id]:
            del self.watchers[workspace_id]
            self.seen.pop(workspace_id, None)
        if not self.watchers and self.task is not None:
            self.has_news.set()
            await asyncio.wait({self.task}, timeout=LOOK_SECONDS)

    async def _look_on(self) -> None:
        while self.watchers:
            began = time.monotonic()
            self.has_news.clear()
            await self._look()
            took = time.monotonic() - began
            with suppress(TimeoutError):
                async with asyncio.timeout(max(LOOK_SECONDS, took / MAX_SHARE)):
                    await self.has_news.wait()

    async def _look(self) -> None:
        asked = {workspace_id: self.seen.setdefault(workspace_id, Seen()) for workspace_id in self.watchers}
        users = {person.user_id for person in self.people.values()}
        try:
            found, unread = await database_sync_to_async(lambda: (look(asked), unread_of(users)))()
            for workspace_id, hints in found.items():
                await self._tell(workspace_id, hints)
            await self._tell_people(unread)
        except (Error, RedisError, OSError) as err:
            # Hints that are lost are no harm; the next look may succeed.
            log.warning("workspaces were not looked at", reason=type(err).__name__)

    async def _tell(self, workspace_id: UUID, hints: list[dict[str, Any]]) -> None:
        for channel in list(self.watchers.get(workspace_id, ())):
            told = hints
            if (workspace_id, channel) in self.newcomers and workspace_id in self.seen:
                self.newcomers.remove((workspace_id, channel))
                told = self.seen[workspace_id].present
            if told:
                message = {"type": "workspace.news", "workspace_id": str(workspace_id), "hints": told}
                await get_channel_layer().send(channel, message)

    async def _tell_people(self, unread: dict[UUID, Unread]) -> None:
        for channel, person in list(self.people.items()):
            news = unread.get(person.user_id)
            if news is None or news == (person.told or (0, None)):
                continue
            person.told = news
            message = {"type": "user.news", "hint": {"type": "notification", "unread": news[0]}}
            await get_channel_layer().send(channel, message)


def the_watch() -> Watch:
    """The watch of the running event loop."""
    running = asyncio.get_running_loop()
    if running not in _watches:
        _watches[running] = Watch()
    return _watches[running]


def look(asked: dict[UUID, Seen]) -> dict[UUID, list[dict[str, Any]]]:
    """Look once at all these workspaces; workspace → hints, none where all is as it was."""
    rows: dict[UUID, list[Row]] = {workspace_id: [] for workspace_id in asked}
    workspaces = list(asked)
    fresh = [workspace_id for workspace_id, seen in asked.items() if seen.statuses is None]
    open_ids = [pk for seen in asked.values() for pk in seen.open_ids]
    with connection.cursor() as cursor:
        cursor.execute(_EXECUTIONS, {"workspaces": workspaces, "newest": NEWEST, "open": open_ids})
        found = set(cursor.fetchall())
        if fresh:
            cursor.execute(_OPEN, {"workspaces": fresh, "most": MAX_OPEN})
            found |= set(cursor.fetchall())
        for row in found:
            rows[row[0]].append(row)
        cursor.execute(_PENDING, {"workspaces": workspaces, "most": MAX_PENDING})
        pending = dict(cursor.fetchall())
    return {pk: asked[pk].news(rows[pk], pending[pk]) for pk in workspaces}


def unread_of(users: Collection[UUID]) -> dict[UUID, Unread]:
    """What these people have not read."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"users": list(users), "most": MAX_PENDING})
        return {user_id: (count, last) for user_id, count, last in cursor.fetchall()}


def _reviews_changed(pending: int) -> dict[str, Any]:
    return {"type": "reviews.changed", "pending": pending}


def _executions_changed(changed: list[Change]) -> dict[str, Any]:
    newest = sorted(changed, reverse=True)[:MAX_TOLD]
    return {
        "type": "executions.changed",
        "executions": [
            {"execution_id": str(execution_id), "graph_id": str(graph_id), "status": status}
            for execution_id, graph_id, status in newest
        ],
        "has_more": len(changed) > len(newest),
    }


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()
