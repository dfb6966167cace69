"""Slots in time, kept in Redis: work under one name is spread so that there is never more of it than a rate.

    slot = await take_slot("credential:…", Rate(per_minute=60, burst=5), patience_seconds=30)
    await asyncio.sleep(slot)

A name is one number in Redis: the time up to which slots are given away (GCRA). Taking a slot is one call
that locks nothing, so whatever the rate allows goes on at once, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import redis.asyncio

from platform_project.kit.redis_clients import client

_PREFIX = "slots:"
_KEPT_MS = 60_000  # behind the last slot

# Times in microseconds, of Redis's own clock: workers' clocks differ.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local given = tonumber(redis.call('GET', KEYS[1]) or '0')
local interval, tolerance, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local wait = math.max(0, given - tolerance - now)
if wait > patience then return {0, wait} end
local next = math.max(given, now) + interval
if next > now then
  redis.call('SET', KEYS[1], string.format('%d', next), 'PX', math.ceil((next - now) / 1000) + ARGV[4])
end
return {1, wait}
"""

_PAUSE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local given = tonumber(redis.call('GET', KEYS[1]) or '0')
local next = math.max(given, now + ARGV[1] + ARGV[2])
redis.call('SET', KEYS[1], string.format('%d', next), 'PX', math.ceil((next - now) / 1000) + ARGV[3])
return 1
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """per_minute: slots, 0 for as many as wanted. burst: slots that may be taken at one moment."""

    per_minute: int
    burst: int = 1

    @property
    def interval_us(self) -> int:
        return 60_000_000 // self.per_minute if self.per_minute else 0

    @property
    def tolerance_us(self) -> int:
        return self.interval_us * (self.burst - 1)


class NoSlot(Exception):
    """The next slot lies too far ahead; nothing was taken."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__(f"The next slot comes in {wait_seconds:.1f} s.")
        self.wait_seconds = wait_seconds


async def take_slot(name: str, rate: Rate, *, patience_seconds: float) -> float:
    """Take the next slot; gives the seconds until it comes, to be waited by the caller.

    Raises NoSlot if that is longer than `patience_seconds`, and redis.RedisError.
    """
    patience = round(patience_seconds * 1_000_000)
    taken, wait = await _run(_TAKE, name, rate.interval_us, rate.tolerance_us, patience)
    if not taken:
        raise NoSlot(wait / 1_000_000)
    return float(wait / 1_000_000)


async def pause(name: str, rate: Rate, *, seconds: float) -> None:
    """Give no slot for so long; slots that were given stay. Raises redis.RedisError."""
    await _run(_PAUSE, name, round(seconds * 1_000_000), rate.tolerance_us)


async def _run(script: str, name: str, *numbers: int) -> list[int]:
    """Run a script on the slots of `name`."""
    given: redis.asyncio.Redis = client()
    answer: list[int] = await given.eval(script, 1, _PREFIX + name, *numbers, _KEPT_MS)
    return answer
