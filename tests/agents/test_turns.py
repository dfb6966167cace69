"""Blocks that compute take turns in a worker; the others do not."""

from __future__ import annotations

import asyncio

import pytest

from agents.runner.turns import in_turn
from blocks.sdk import Block, Firing


class Crowd:
    """Firings that end when they are told to."""

    def __init__(self) -> None:
        self.running = self.begun = 0
        self.may_end = asyncio.Event()

    async def one(self) -> Firing:
        self.begun += 1
        self.running += 1
        try:
            await self.may_end.wait()
        finally:
            self.running -= 1
        return Firing(input={}, outputs=[])


async def settle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("bound", "together"), [pytest.param(3, 3, id="bound"), pytest.param(None, 20, id="free")]
)
async def test_as_many_run_at_once_as_the_block_allows(bound: int | None, together: int) -> None:
    class Computing(Block):
        max_at_once = bound

    crowd = Crowd()
    tasks = [asyncio.create_task(in_turn(Computing, crowd.one)) for _ in range(20)]
    await settle()
    assert crowd.running == together
    crowd.may_end.set()
    await asyncio.gather(*tasks)
    assert (crowd.begun, crowd.running) == (20, 0)


async def test_who_was_stopped_while_it_waited_never_begins_and_takes_no_place() -> None:
    class Computing(Block):
        max_at_once = 1

    crowd = Crowd()
    tasks = [asyncio.create_task(in_turn(Computing, crowd.one)) for _ in range(3)]
    await settle()
    tasks[1].cancel()
    crowd.may_end.set()
    assert isinstance(await tasks[2], Firing)
    assert (tasks[1].cancelled(), crowd.begun) == (True, 2)
