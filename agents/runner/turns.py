"""How many firings of one block run at once in this process, where the block sets a bound.

A worker runs hundreds of firings that wait. Some blocks compute, and so many of them together would all be
late: those take turns here, before their time limit begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from blocks.sdk import Block, Firing

_doors: dict[type[Block], asyncio.Semaphore] = {}  # touched on the process's event loop alone


async def in_turn(block: type[Block], start: Callable[[], Awaitable[Firing]]) -> Firing:
    """What `start` gives, begun once fewer than `block.max_at_once` firings of the block run."""
    if block.max_at_once is None:
        return await start()
    door = _doors.setdefault(block, asyncio.Semaphore(block.max_at_once))
    async with door:
        return await start()
