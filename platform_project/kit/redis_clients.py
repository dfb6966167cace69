"""Redis for code on an event loop: a client per loop, since connections belong to the loop they began in.

And one for all threads: the cache has one for each, and every request has a thread of its own.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any
from weakref import WeakKeyDictionary

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

SECONDS = 5.0  # until an answer, or a connection

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, redis.asyncio.Redis]] = WeakKeyDictionary()


def client() -> redis.asyncio.Redis:
    """This loop's client of settings.REDIS_URL. Never close it: others use it too."""
    of_loop = _clients.setdefault(asyncio.get_running_loop(), {})
    url = settings.REDIS_URL
    if url not in of_loop:
        of_loop[url] = redis.asyncio.Redis.from_url(
            url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=_over_a_restart()
        )
    return of_loop[url]


def shared() -> Any:
    """The client of settings.REDIS_URL for code in threads."""
    return _of_threads(settings.REDIS_URL)


@functools.cache
def _of_threads(url: str) -> Any:
    return redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def _over_a_restart() -> Retry:
    """Connections that a restart of Redis ended are made anew; else each would fail one command first."""
    return Retry(ExponentialBackoff(cap=0.5, base=0.05), 3)
