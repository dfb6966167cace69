"""A user's memory as blocks reach it: from the event loop, in threads that give their connections back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from blocks.memory import recollections, values
from blocks.memory.owner import NO_AGENT, Owner
from blocks.models import KeptValue, Recollection
from blocks.sdk.memory import MAX_FOUND, Reach, Remembered, Wanted

T = TypeVar("T")

# Few: each holds a connection while it works, and none waits for anything but the database.
_THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="memory")


class UserMemory:
    """`blocks.sdk.memory.Memory` over the database."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    async def put(self, key: str, value: Any, *, shared: bool) -> None:
        await _in_thread(partial(values.put, self._owner, key, value, shared=shared))

    async def get(self, key: str, *, shared: bool) -> tuple[bool, Any]:
        return await _in_thread(partial(values.get, self._owner, key, shared=shared))

    async def remember(self, text: str, *, metadata: Mapping[str, Any]) -> Remembered | None:
        return await _in_thread(partial(recollections.remember, self._owner, text, metadata))

    async def recall(self, query: str, *, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
        most = min(most, MAX_FOUND)
        return await _in_thread(partial(recollections.recall, self._owner, query, reach, wanted, most))

    async def remembered(self, *, reach: Reach, wanted: Wanted, most: int) -> list[Remembered]:
        most = min(most, MAX_FOUND)
        return await _in_thread(partial(recollections.remembered, self._owner, reach, wanted, most))


def memory_of(
    *, workspace_id: UUID, user_id: Any, agent_id: UUID = NO_AGENT, execution_id: UUID | None = None
) -> UserMemory:
    """The memory of one user. agent_id: the graph that runs; execution_id: the topmost execution's."""
    return UserMemory(Owner(workspace_id, user_id, agent_id, execution_id))


def forget_agent(agent_id: UUID) -> None:
    """What an agent remembered for whomever is gone; belongs in the transaction that deletes the agent."""
    KeptValue.objects.filter(agent_id=agent_id).delete()
    Recollection.objects.filter(agent_id=agent_id).delete()


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, partial(_with_connection, work))


def _with_connection(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()  # back to the pool
