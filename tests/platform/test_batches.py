"""What is asked for at the same moment is done together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

from platform_project.kit.batches import Batches, on_own_thread


class Wrong(Exception):
    pass


class Doubling:
    """Work that notes its batches, and waits for `go` if there is one."""

    def __init__(self, go: asyncio.Event | None = None) -> None:
        self.batches: list[list[int]] = []
        self.has_begun = asyncio.Event()
        self._go = go

    async def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        self.has_begun.set()
        if self._go is not None:
            await self._go.wait()
        return [Wrong(item) if item < 0 else 2 * item for item in items]


async def test_what_comes_meanwhile_goes_together_and_each_gets_its_own_answer() -> None:
    go = asyncio.Event()
    work = Doubling(go)
    batches = Batches(work, most=3)
    first = asyncio.create_task(batches.ask(1))
    await work.has_begun.wait()
    others = [asyncio.create_task(batches.ask(item)) for item in (2, -3, 4, 5)]
    await asyncio.sleep(0)
    go.set()
    found = await asyncio.gather(first, *others, return_exceptions=True)
    assert work.batches == [[1], [2, -3, 4], [5]]
    assert [found[0], found[1], found[3], found[4]] == [2, 4, 8, 10]
    assert isinstance(found[2], Wrong)


async def test_what_the_work_raises_all_of_the_batch_get_and_later_ones_do_not() -> None:
    fails = [True]

    async def work(items: Sequence[int]) -> Sequence[int]:
        if fails.pop() if fails else False:
            raise Wrong
        return items

    batches: Batches[int, int] = Batches(work, most=5)
    both = await asyncio.gather(batches.ask(1), batches.ask(2), return_exceptions=True)
    assert [type(one) for one in both] == [Wrong, Wrong]
    assert await batches.ask(3) == 3


async def test_a_caller_that_goes_keeps_no_other() -> None:
    go = asyncio.Event()
    batches = Batches(Doubling(go), most=5)
    gone, stays = asyncio.create_task(batches.ask(1)), asyncio.create_task(batches.ask(2))
    await asyncio.sleep(0)
    gone.cancel()
    go.set()
    assert await stays == 4


async def test_it_rests_between_two_batches_unless_one_is_full() -> None:
    work = Doubling()
    batches = Batches(work, most=2, rest_seconds=0.05)
    await batches.ask(1)
    await asyncio.gather(*(batches.ask(item) for item in (2, 3, 4)))
    assert work.batches == [[1], [2, 3], [4]]


async def test_all_work_is_done_on_one_thread_beside_the_loop() -> None:
    names: list[str] = []

    def work(items: Sequence[int]) -> Sequence[int]:
        names.append(threading.current_thread().name)
        return items

    batches: Batches[int, int] = Batches(on_own_thread(work, name="sums"), most=2)
    assert await asyncio.gather(*(batches.ask(item) for item in range(5))) == [0, 1, 2, 3, 4]
    assert set(names) == {"sums_0"}
