"""Events on their way: one capped Redis stream per execution, and a nudge to who listens.

Events that leave together are one entry: a slice tells hundreds, and Redis minds the entries, not their size.
An entry's id is the sequence of its last event and the others count up to it, so a client that comes back
asks for what lies behind the last one it saw. The nudge goes over the channel layer and says only "look": a
watcher reads the stream itself, so order and replay have one path.

Redis may be wiped while an execution runs. Sequences would begin again and a client would wait for ever, so a
stream that begins late begins with a number above any that it can have given out before.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
import redis.asyncio
import structlog
from channels.layers import get_channel_layer
from django.conf import settings

from platform_project.kit import loop

MAX_EVENTS = 5_000  # kept per execution
KEPT_SECONDS = 6 * 3600  # after the last one, while the execution goes on
KEPT_AFTER_END_SECONDS = 15 * 60  # then REST tells; a busy platform ends thousands in an hour
ENDS = frozenset({"execution.completed", "execution.failed"})
MAX_ENTRY_EVENTS = 100
MAX_ENTRY_BYTES = 64 * 1024  # of one entry that holds more than one event
MAX_WAITING = 10_000  # batches in one process, while Redis is slow
_PAUSES_SECONDS = (0.1, 0.5, 1.0, 2.0)  # between two tries to send a batch
YOUNG_MS = 60_000  # a stream of an execution younger than this begins with 1

# KEYS: the stream, its last sequence, the channel of the nudge. ARGV: first sequence, events kept, seconds
# kept, the nudge, then pairs: how many events, those events.
_ADD = """
local last = tonumber(redis.call('GET', KEYS[2]) or ARGV[1])
for i = 5, #ARGV, 2 do
  last = last + tonumber(ARGV[i])
  local oldest = string.format('%d-0', math.max(0, last - tonumber(ARGV[2])))
  redis.call('XADD', KEYS[1], 'MINID', '~', oldest, string.format('%d-0', last), 'events', ARGV[i + 1])
end
redis.call('SET', KEYS[2], string.format('%d', last), 'EX', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', KEYS[3], ARGV[4])
return last
"""

Entry = tuple[int, bytes]  # how many events, those events as a JSON array
Item = tuple[UUID, list[Entry], bool]  # of which execution, and whether it ends with them

log = structlog.get_logger(__name__)


def group_of(execution_id: UUID | str) -> str:
    """The channel-layer group that is nudged when an execution has news."""
    return f"execution.{execution_id}"


def send(execution_id: UUID, payloads: list[dict[str, Any]]) -> None:
    """Hand events to this process's pump; returns at once. They leave in the order of the calls."""
    has_ended = any(payload.get("type") in ENDS for payload in payloads)
    _pump().put((execution_id, list(_entries(payloads)), has_ended))


async def read(
    client: redis.asyncio.Redis, execution_id: UUID | str, after: int, count: int
) -> list[dict[str, Any]]:
    """Up to `count` events whose sequence lies behind `after`, oldest first."""
    entries: list[Any] = await client.xrange(stream_of(execution_id), min=f"({after}-0", count=count) or []
    found = (event for entry in entries for event in events_of(entry) if event["sequence"] > after)
    return list(islice(found, count))


def events_of(entry: tuple[bytes, dict[bytes, bytes]]) -> list[dict[str, Any]]:
    """The events of one entry of a stream, with their sequences."""
    events = orjson.loads(entry[1][b"events"])
    first = int(entry[0].split(b"-")[0]) - len(events) + 1
    return [{**event, "sequence": sequence} for sequence, event in enumerate(events, start=first)]


def _entries(payloads: list[dict[str, Any]]) -> Iterator[Entry]:
    """Payloads as entries of bounded size."""
    waiting: list[bytes] = []
    size = 0
    for payload in map(orjson.dumps, payloads):
        if waiting and (size + len(payload) > MAX_ENTRY_BYTES or len(waiting) == MAX_ENTRY_EVENTS):
            yield len(waiting), b"[" + b",".join(waiting) + b"]"
            waiting, size = [], 0
        waiting.append(payload)
        size += len(payload)
    if waiting:
        yield len(waiting), b"[" + b",".join(waiting) + b"]"


class _Pump:
    """Sends events one batch after the other, so that they arrive in the order in which they were put."""

    def __init__(self) -> None:
        self._loop = loop.the_loop()
        self._queue: asyncio.Queue[Item] = asyncio.Queue(MAX_WAITING)
        self._add = connect().register_script(_ADD)
        self._task = loop.submit(self._send_for_ever())

    def put(self, item: Item) -> None:
        self._loop.call_soon_threadsafe(self._put, item)

    def _put(self, item: Item) -> None:
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            log.warning(
                "events were dropped: Redis is too slow", execution_id=str(item[0]), count=_count([item])
            )

    def is_of_this_process(self) -> bool:
        return self._loop is loop.the_loop()

    async def drain(self) -> None:
        await self._queue.join()

    async def _send_for_ever(self) -> None:
        while True:
            waiting = [await self._queue.get()]
            while not self._queue.empty():  # what came meanwhile leaves with it
                waiting.append(self._queue.get_nowait())
            together: dict[UUID, list[Entry]] = {}
            for execution_id, entries, _ in waiting:
                together.setdefault(execution_id, []).extend(entries)
            ended = {execution_id for execution_id, _, has_ended in waiting if has_ended}
            try:
                for execution_id, entries in together.items():
                    await self._try_to_send((execution_id, entries, execution_id in ended))
            finally:
                for _ in waiting:
                    self._queue.task_done()

    async def _try_to_send(self, item: Item) -> None:
        """Send, and send again for as long as a restart of Redis takes."""
        for pause_seconds in (*_PAUSES_SECONDS, None):
            try:
                await self._send(*item)
            except (redis.RedisError, OSError) as err:
                reason = str(err)
            else:
                return
            if pause_seconds is not None:
                await asyncio.sleep(pause_seconds)
        # Watchers that see a gap ask over REST; the execution does not wait for them.
        log.warning("events were not sent", execution_id=str(item[0]), count=_count([item]), reason=reason)

    async def _send(self, execution_id: UUID, entries: list[Entry], has_ended: bool) -> None:
        keys = [stream_of(execution_id), f"{stream_of(execution_id)}:last", _channel_of(execution_id)]
        told = [part for entry in entries for part in entry]
        first = _first_sequence(execution_id)
        kept_seconds = KEPT_AFTER_END_SECONDS if has_ended else KEPT_SECONDS
        await self._add(keys, [first, MAX_EVENTS, kept_seconds, _nudge(execution_id), *told])


def _channel_of(execution_id: UUID) -> str:
    """Where the channel layer hears of news for the group: written by the script, it costs no round trip."""
    channel: str = get_channel_layer()._get_group_channel_name(group_of(execution_id))
    return channel


def _nudge(execution_id: UUID) -> bytes:
    message = {"type": "execution.news", "execution_id": str(execution_id)}
    told: bytes = get_channel_layer().serialize(message)
    return told


def _count(waiting: list[Item]) -> int:
    return sum(count for _, entries, _ in waiting for count, _ in entries)


_the_pump: _Pump | None = None
_pump_lock = threading.Lock()


def _pump() -> _Pump:
    global _the_pump
    with _pump_lock:
        if _the_pump is None or not _the_pump.is_of_this_process():
            _the_pump = _Pump()
        return _the_pump


def drain(timeout_seconds: float = 5.0) -> None:
    """Wait until every event handed over so far has left."""
    loop.run(_pump().drain(), timeout_seconds)


def connect() -> redis.asyncio.Redis:
    """A client for the streams; bound to the loop that first uses it."""
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5)


def stream_of(execution_id: UUID | str) -> str:
    """The Redis key of an execution's stream."""
    return f"events:{execution_id}"


def _first_sequence(execution_id: UUID) -> int:
    """What a new stream counts from: 0, or the execution's age in ms if that is not young."""
    age_ms = time.time_ns() // 1_000_000 - (execution_id.int >> 80)
    return age_ms if age_ms > YOUNG_MS else 0
