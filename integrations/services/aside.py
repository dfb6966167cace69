"""The database, for code on the event loop: read and written beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import connection

from blocks.sdk import ProviderDown
from platform_project.kit.outages import DATABASE_AWAY, outlast

WAITS_SECONDS = 30.0  # for a database that is away

T = TypeVar("T")
# Of our own: the loop's few threads may all be busy with what blocks compute.
_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="credentials")


async def aside(work: Callable[[], T]) -> T:
    """Do `work`, which may be done twice. Raises ProviderDown if the database stays away."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, partial(_outlasting, work))


def _outlasting(work: Callable[[], T]) -> T:
    try:
        return outlast(work, seconds=WAITS_SECONDS)
    except DATABASE_AWAY as err:
        raise ProviderDown("Credentials cannot be read now: the database does not answer.") from err
    finally:
        connection.close()  # back to the pool: this thread may not be needed again for long
