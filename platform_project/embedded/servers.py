"""Start what does not run yet, use what does, stop what was started here."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from platform_project.embedded import ports
from platform_project.embedded.addresses import Addresses, addresses_of, lock_of
from platform_project.embedded.errors import ServerHeld
from platform_project.embedded.postgres import Postgres
from platform_project.embedded.redis_server import RedisServer

_OTHER_START_SECONDS = 30.0
EVERY = frozenset({"postgres", "redis"})
Server = Postgres | RedisServer


@contextmanager
def running(var_dir: Path, wanted: Collection[str] = EVERY, *, own: bool = False) -> Iterator[list[Server]]:
    """Have the `wanted` servers of `var_dir` up; gives those that this call started.

    A server that another process runs is used as it is, or with `own` refused (ServerHeld). Raises
    StartRefused; what was started until then is stopped. Call it from the main thread: a child ends with the
    thread that made it.
    """
    addresses = addresses_of(var_dir)
    with ExitStack() as stack:
        tried = [_started(var_dir, name, addresses, stack, own=own) for name in sorted(wanted)]
        started = [server for server in tried if server is not None]
        for server in started:
            server.wait_ready()
        yield started


def _started(var_dir: Path, name: str, addresses: Addresses, stack: ExitStack, *, own: bool) -> Server | None:
    lock = lock_of(var_dir, name)
    if not lock.take():
        if own:
            pid, _ = lock.holder()
            raise ServerHeld(f"The {name} server of {var_dir} is run by process {pid}; end that first.")
        _await_other(name, addresses)
        return None
    stack.callback(lock.free)
    server: Server = Postgres(var_dir, addresses) if name == "postgres" else RedisServer(var_dir, addresses)
    stack.callback(server.stop)
    server.start()
    return server


def _await_other(name: str, addresses: Addresses) -> None:
    """Wait until the server that another process is perhaps just starting listens."""
    port = addresses.postgres_port if name == "postgres" else addresses.redis_port
    until = time.monotonic() + _OTHER_START_SECONDS
    while ports.is_free(port):
        if time.monotonic() > until:
            raise ServerHeld(f"Another process has begun to start {name}, but port {port} stays closed.")
        time.sleep(0.05)
