"""Work that is asked for one by one on an event loop, and done together on a thread of its own.

    storing = Batches(on_own_thread(store_all, name="storing"), most=50)
    stored = await storing.ask(row)

One batch is under way at a time; what comes meanwhile waits for the next. So what comes alone is done at
once, and the more comes the less each costs, as databases commit in groups.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from django.db import close_old_connections

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batches(Generic[Item, Answer]):
    """For one event loop. most: items in a batch. rest_seconds: between two, unless so many wait.

    `work` gives for each item, in their order, its answer or the error that its caller shall get. What it
    raises all callers of the batch get.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
        *,
        most: int,
        rest_seconds: float = 0.0,
    ) -> None:
        self._work = work
        self._most = most
        self._rest_seconds = rest_seconds
        self._waiting: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Answer:
        """Have `item` worked on; what came of it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work_on())
        return await answer

    async def _work_on(self) -> None:
        try:
            while self._waiting:
                count = min(self._most, len(self._waiting))
                await self._do([self._waiting.popleft() for _ in range(count)])
                if self._rest_seconds and len(self._waiting) < self._most:
                    await asyncio.sleep(self._rest_seconds)
        finally:
            self._working = None

    async def _do(self, batch: list[tuple[Item, asyncio.Future[Answer]]]) -> None:
        found: Sequence[Answer | Exception]
        try:
            found = await self._work([item for item, _ in batch])
        except Exception as err:  # noqa: BLE001  whatever it is, those who wait get it
            found = [err] * len(batch)
        for (_, waiting), answer in zip(batch, found, strict=True):
            if waiting.done():  # whoever asked has gone
                continue
            if isinstance(answer, Exception):
                waiting.set_exception(answer)
            else:
                waiting.set_result(answer)


def on_own_thread(
    work: Callable[[Sequence[Item]], Sequence[Answer]], *, name: str
) -> Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]:
    """`work`, to be awaited, on one thread that does nothing else; it begins with the first use.

    Between two uses it holds no connection to the database.
    """
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def at_work(items: Sequence[Item]) -> Sequence[Answer]:
        try:
            return work(items)
        finally:
            close_old_connections()

    async def later(items: Sequence[Item]) -> Sequence[Answer]:
        return await asyncio.get_running_loop().run_in_executor(thread, at_work, items)

    return later
