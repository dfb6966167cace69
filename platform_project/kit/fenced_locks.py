"""Named locks in Redis for work that takes longer than a transaction, with a fencing number for each holder.

    async with held("account:7") as fence:
        ...  # whoever writes behind a smaller number than the last one seen is a holder of the past

A lock lives for LEASE_SECONDS and is renewed while it is held. A holder that cannot renew it stops itself
before another can have it: what runs inside is cancelled and LockLost comes out. The lock alone cannot be
sure (a machine may sleep between a renewal and a write), which is what the number is for.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import redis

from platform_project.kit.redis_clients import client

LEASE_SECONDS = 15.0
RENEW_SECONDS = 1.0
_FIRST_LOOK_SECONDS = 0.02  # of those who wait; each look is later, up to
_LAST_LOOK_SECONDS = 0.3
_FENCE_KEPT_SECONDS = 24 * 3600
_MARGIN_SECONDS = 3.0  # before the end of the lease a holder that cannot renew it stops
_PREFIX = "lock:"

# The number is never below Redis's clock in microseconds, so it grows even when Redis forgot the last one.
# Who holds the lock already has not heard so.
_TAKE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local clock = redis.call('TIME')
local fence = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, clock[1] * 1000000 + clock[2])
redis.call('SET', KEYS[2], string.format('%d', fence), 'EX', ARGV[3])
return fence
"""

_RENEW = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2])"
_RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1])"


class LockLost(Exception):
    """The lock ran out or was taken away while work was done under it."""


@asynccontextmanager
async def held(name: str) -> AsyncIterator[int]:
    """Hold the lock `name`; gives a number larger than that of every holder before.

    Waits as long as it takes, also for a Redis that is away: bound it with asyncio.timeout. Raises LockLost
    when the lock could not be kept.
    """
    lock = _Lock(name)
    try:
        fence = await lock.wait()
        async with lock.kept():
            yield fence
    finally:
        # Also when the wait was cancelled: Redis may have given the lock to an answer that nobody heard.
        await asyncio.shield(lock.release())


class _Lock:
    """One holder, or one who waits."""

    def __init__(self, name: str) -> None:
        self._keys = (f"{_PREFIX}{name}", f"{_PREFIX}{name}:fence")
        self._holder = uuid.uuid4().hex
        self._safe_until = 0.0  # monotonic

    async def wait(self) -> int:
        look = _FIRST_LOOK_SECONDS
        while True:
            with suppress(redis.RedisError, OSError):
                fence = await self._take()
                if fence:
                    return fence
            await asyncio.sleep(look * random.uniform(0.5, 1.0))  # noqa: S311  # jitter
            look = min(look * 1.5, _LAST_LOOK_SECONDS)

    async def _take(self) -> int:
        asked = time.monotonic()
        lease_ms = round(LEASE_SECONDS * 1000)
        fence: int = await client().eval(_TAKE, 2, *self._keys, self._holder, lease_ms, _FENCE_KEPT_SECONDS)
        self._safe_until = asked + LEASE_SECONDS - _MARGIN_SECONDS
        return fence

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Renew the lock while inside; cancel what is inside, and raise LockLost, when that fails."""
        inside = asyncio.current_task()
        assert inside is not None
        cancelled_before = inside.cancelling()
        renewing = asyncio.create_task(self._renew_for_ever())
        is_lost = False

        def stop(ended: asyncio.Task[None]) -> None:
            nonlocal is_lost
            if not ended.cancelled():
                is_lost = True
                inside.cancel()

        renewing.add_done_callback(stop)
        try:
            yield
        except asyncio.CancelledError:
            if is_lost and inside.uncancel() <= cancelled_before:  # else somebody else cancelled it too
                raise LockLost from None
            raise
        finally:
            renewing.remove_done_callback(stop)
            renewing.cancel()
        if is_lost:  # and what was inside took no notice
            inside.uncancel()
            raise LockLost

    async def _renew_for_ever(self) -> None:
        """Returns when the lock is lost."""
        lease_ms = round(LEASE_SECONDS * 1000)
        while (left := self._safe_until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, RENEW_SECONDS))
            asked = time.monotonic()
            with suppress(redis.RedisError, OSError):  # a TimeoutError is an OSError
                async with asyncio.timeout(self._safe_until - asked):
                    if not await client().eval(_RENEW, 1, self._keys[0], self._holder, lease_ms):
                        return
                self._safe_until = asked + LEASE_SECONDS - _MARGIN_SECONDS

    async def release(self) -> None:
        with suppress(redis.RedisError, OSError):  # then it runs out by itself
            await client().eval(_RELEASE, 1, self._keys[0], self._holder)
