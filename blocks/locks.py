"""The locks of a workspace, as blocks see them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import UUID

from blocks.sdk import LockLost
from blocks.sdk.context import LockSource
from platform_project.kit import fenced_locks


def locks_of(workspace_id: UUID) -> LockSource:
    """Locks that only firings of this workspace share."""

    def lock(key: str) -> AbstractAsyncContextManager[int]:
        return _held(workspace_id, key)

    return lock


@asynccontextmanager
async def _held(workspace_id: UUID, key: str) -> AsyncIterator[int]:
    # A digest: a key may be long, or hold what people typed.
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    try:
        async with fenced_locks.held(f"{workspace_id}:{digest}") as fence:
            yield fence
    except fenced_locks.LockLost as lost:
        raise LockLost("Lost the right to change what this step changes, before it was done.") from lost
