"""The WebSocket at /ws: who is signed in may watch their workspaces and the executions in them.

    client → {"type": "subscribe", "execution_id", "after"?: sequence}
             {"type": "unsubscribe", "execution_id"}
             {"type": "watch" | "unwatch", "workspace_id"}
    server → one event or an array of them
             {"type": "subscribed" | "unsubscribed" | "refused", "execution_id", …}
             {"type": "watched" | "unwatched" | "refused", "workspace_id", …}
             hints of a watched workspace (workspace_watch.py), with its `workspace_id`
             {"type": "notification", "unread"}: a hint for the user, while any workspace is watched

A watcher reads the execution's stream from where the client stands, once at the start and again at each
nudge, so what was missed and what is new come by one path and in order. Close codes: 4400 a message that is
not understood, 4401 the token is missing or has expired, 4408 the client takes too long to read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import orjson
import structlog
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from redis.asyncio import Redis

from agents import event_stream
from agents.models import Execution
from agents.workspace_watch import the_watch
from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services.tokens import user_of_access

RECHECK_SECONDS = 60.0  # how long a right that was taken away may still be used
MAX_SUBSCRIPTIONS = 50  # of one connection
MAX_WATCHED = 10  # workspaces of one connection
MAX_MESSAGE_CHARACTERS = 2_000  # from the client
EVENTS_AT_A_TIME = 200  # read from the stream at once
MAX_FRAME_BYTES = 256 * 1024  # browsers take more, but many clients stop at 1 MB
SEND_SECONDS = 10.0  # a client that does not take a frame for so long is dropped
CLOSE_SECONDS = 1.0  # for the close frame of such a client

log = structlog.get_logger(__name__)


class ExecutionConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One connection. Authorises, reads streams, forwards."""

    async def connect(self) -> None:
        self.watched: dict[str, int] = {}  # execution id → sequence of the last event that was sent
        self.workspaces: set[str] = set()  # ids of those that are watched
        self.redis: Redis | None = None
        self.checked_at = time.monotonic()
        self.token = parse_qs(self.scope["query_string"].decode()).get("token", [""])[0]
        try:
            self.user: User = await database_sync_to_async(user_of_access)(self.token)
        except TokenNotValid:
            await self.close(4401)  # before accept(): the handshake is refused with 403
            return
        self.redis = event_stream.connect()
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self._forget()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = _parsed(text_data)
        if message is None:
            await self.close(4400)
        elif message["type"] == "subscribe":
            await self._subscribe(message["execution_id"], message["after"])
        elif message["type"] == "unsubscribe":
            await self._unsubscribe(message["execution_id"])
        elif message["type"] == "watch":
            await self._watch(message["workspace_id"])
        else:
            await self._unwatch(message["workspace_id"])

    async def execution_news(self, message: dict[str, Any]) -> None:
        """A nudge from the channel layer: read on."""
        if time.monotonic() - self.checked_at > RECHECK_SECONDS:
            await self._check_again()
        await self._forward(message["execution_id"])

    async def workspace_news(self, message: dict[str, Any]) -> None:
        """Hints of a workspace, as this process found them."""
        workspace_id: str = message["workspace_id"]
        if time.monotonic() - self.checked_at > RECHECK_SECONDS:
            await self._check_again()
        if workspace_id in self.workspaces:
            hints = [{**hint, "workspace_id": workspace_id} for hint in message["hints"]]
            await self._send(_frame([orjson.dumps(hint) for hint in hints]))

    async def user_news(self, message: dict[str, Any]) -> None:
        """A hint for the user of this connection alone."""
        if time.monotonic() - self.checked_at > RECHECK_SECONDS:
            await self._check_again()
        if self.workspaces:
            await self._say(message["hint"])

    async def _check_again(self) -> None:
        """Rights end while connections last: look at the token and at each execution anew."""
        self.checked_at = time.monotonic()
        try:
            await database_sync_to_async(user_of_access)(self.token)
        except TokenNotValid:
            await self._forget()
            await self.close(4401)
            return
        for execution_id in list(self.watched):
            if not await self._may_watch(execution_id):
                await self._unsubscribe(execution_id)
        for workspace_id in list(self.workspaces):
            if not await self._is_member(workspace_id):
                await self._unwatch(workspace_id)

    async def _subscribe(self, execution_id: str, after: int) -> None:
        if len(self.watched) >= MAX_SUBSCRIPTIONS and execution_id not in self.watched:
            await self._answer(
                "refused", execution_id, reason=f"At most {MAX_SUBSCRIPTIONS} executions at a time."
            )
        elif not await self._may_watch(execution_id):
            await self._answer("refused", execution_id, reason="There is no such execution.")
        else:
            self.watched[execution_id] = after
            await self.channel_layer.group_add(event_stream.group_of(execution_id), self.channel_name)
            await self._answer("subscribed", execution_id, after=after)
            await self._forward(execution_id)

    async def _unsubscribe(self, execution_id: str) -> None:
        if self.watched.pop(execution_id, None) is not None:
            await self.channel_layer.group_discard(event_stream.group_of(execution_id), self.channel_name)
        await self._answer("unsubscribed", execution_id)

    async def _watch(self, workspace_id: str) -> None:
        if len(self.workspaces) >= MAX_WATCHED and workspace_id not in self.workspaces:
            told = {"reason": f"At most {MAX_WATCHED} workspaces at a time."}
        elif not await self._is_member(workspace_id):
            told = {"reason": "There is no such workspace."}
        else:
            self.workspaces.add(workspace_id)
            await self._say({"type": "watched", "workspace_id": workspace_id})
            await the_watch().add(UUID(workspace_id), self.channel_name, self.user.pk)
            return
        await self._say({"type": "refused", "workspace_id": workspace_id, **told})

    async def _unwatch(self, workspace_id: str) -> None:
        if workspace_id in self.workspaces:
            self.workspaces.remove(workspace_id)
            await the_watch().remove(UUID(workspace_id), self.channel_name)
        await self._say({"type": "unwatched", "workspace_id": workspace_id})

    @database_sync_to_async  # type: ignore[untyped-decorator]  # channels has no types
    def _is_member(self, workspace_id: str) -> bool:
        return Workspace.objects.for_user(self.user).filter(pk=workspace_id).exists()

    @database_sync_to_async  # type: ignore[untyped-decorator]  # channels has no types
    def _may_watch(self, execution_id: str) -> bool:
        return Execution.objects.for_user(self.user).filter(pk=execution_id).exists()

    async def _forward(self, execution_id: str) -> None:
        """Send what the stream holds behind the last event that this client got."""
        while self.redis is not None and execution_id in self.watched:
            after = self.watched[execution_id]
            news = await event_stream.read(self.redis, execution_id, after, EVENTS_AT_A_TIME)
            if not news:
                return
            self.watched[execution_id] = news[-1]["sequence"]
            for frame in _frames(news):
                await self._send(frame)

    async def _answer(self, kind: str, execution_id: str, **more: Any) -> None:
        await self._say({"type": kind, "execution_id": execution_id, **more})

    async def _say(self, message: dict[str, Any]) -> None:
        await self._send(orjson.dumps(message))

    async def _send(self, frame: bytes) -> None:
        """Send one frame. Raises StopConsumer, which ends the connection, if the client does not take it."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send(text_data=frame.decode())
        except TimeoutError:
            log.info("slow client dropped", user_id=str(self.user.pk))
            await self._forget()
            with suppress(TimeoutError):  # the close frame waits behind what was not taken
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.close(4408)
            raise StopConsumer from None

    async def _forget(self) -> None:
        """Leave every group and give the connection to Redis back."""
        for execution_id in list(self.watched):
            await self.channel_layer.group_discard(event_stream.group_of(execution_id), self.channel_name)
        self.watched.clear()
        for workspace_id in list(self.workspaces):
            await the_watch().remove(UUID(workspace_id), self.channel_name)
        self.workspaces.clear()
        if self.redis is not None:
            await self.redis.aclose()


def _frames(events: list[dict[str, Any]]) -> Iterator[bytes]:
    """One event as it is, several as an array, none larger than MAX_FRAME_BYTES if it holds more than one."""
    waiting: list[bytes] = []
    for event in map(orjson.dumps, events):
        if waiting and sum(map(len, waiting)) + len(event) > MAX_FRAME_BYTES:
            yield _frame(waiting)
            waiting = []
        waiting.append(event)
    yield _frame(waiting)


def _frame(events: list[bytes]) -> bytes:
    return events[0] if len(events) == 1 else b"[" + b",".join(events) + b"]"


def _parsed(text: str | None) -> dict[str, Any] | None:
    """A message as {"type", "execution_id", "after"} or {"type", "workspace_id"}; None if it is neither."""
    if not text or len(text) > MAX_MESSAGE_CHARACTERS:
        return None
    try:
        message = orjson.loads(text)
        kind = message["type"]
        if kind in ("watch", "unwatch"):
            return {"type": kind, "workspace_id": str(UUID(message["workspace_id"]))}
        execution_id, after = str(UUID(message["execution_id"])), message.get("after") or 0
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if kind not in ("subscribe", "unsubscribe") or type(after) is not int or not 0 <= after < 2**53:
        return None
    return {"type": kind, "execution_id": execution_id, "after": after}
