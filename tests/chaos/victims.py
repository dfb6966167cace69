"""Who is killed, how, and when everything is back."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis

from platform_project.embedded.addresses import addresses_of
from tests.platform.up import Platform

CHILDREN = ("pc-web", "pc-engine", "pc-engine-2", "pc-blocks", "pc-beat", "postgres", "redis-server")
WORKERS = ("pc-engine", "pc-engine-2", "pc-blocks")
BACK_SECONDS = 90.0  # servers that fall again and again are started after growing waits


@dataclass(frozen=True)
class Kill:
    at_seconds: float
    victim: str


def plan(rng: random.Random, count: int, within_seconds: float) -> list[Kill]:
    """`count` kills at random moments; of the worker of heavy steps two, for a third would end the steps."""
    kills: list[Kill] = []
    while len(kills) < count:
        victim = rng.choice(sorted(VICTIMS))
        if sum(kill.victim in ENDING_BLOCKS for kill in kills) < 2 or victim not in ENDING_BLOCKS:
            kills.append(Kill(round(rng.uniform(0.3, within_seconds), 2), victim))
    return sorted(kills, key=lambda kill: kill.at_seconds)


def wait_until_back(platform: Platform) -> None:
    """Until every child lives and the platform says that it is ready."""
    until = time.monotonic() + BACK_SECONDS
    while not (_is_whole(platform) and platform.health()["status"] == "ok"):
        assert platform.process.poll() is None, "the supervisor ended"
        assert time.monotonic() < until, f"not back: {platform.health()}, {sorted(_living(platform))}"
        time.sleep(0.1)


def _is_whole(platform: Platform) -> bool:
    return set(CHILDREN) <= set(_living(platform))


def _living(platform: Platform) -> dict[str, psutil.Process]:
    """Our own children by name, without the dead that nobody buried yet."""
    found: dict[str, psutil.Process] = {}
    for child in psutil.Process(platform.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE:
                found[child.name()] = child
    return found


def _kill(*names: str) -> Callable[[Platform], None]:
    def kill(platform: Platform) -> None:
        living = _living(platform)
        for name in names:
            if name in living:
                living[name].kill()

    return kill


def _wipe_redis(platform: Platform) -> None:
    """Redis loses everything it holds, then falls."""
    address = addresses_of(Path(platform.environment["VAR_DIR"])).redis_url
    with contextlib.suppress(redis.RedisError), redis.Redis.from_url(address, socket_timeout=2) as client:
        client.flushall()
    _kill("redis-server")(platform)


def _kill_a_session(platform: Platform) -> None:
    """One process of PostgreSQL's: it ends all its sessions and recovers as after a crash."""
    server = _living(platform).get("postgres")
    sessions = list(_sessions(server)) if server else []
    if sessions:
        sessions[len(sessions) // 2].kill()


def _sessions(server: psutil.Process) -> Iterator[psutil.Process]:
    for child in server.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "polychord" in " ".join(child.cmdline()):
                yield child


VICTIMS: dict[str, Callable[[Platform], None]] = {
    "engine": _kill("pc-engine"),
    "both engines": _kill("pc-engine", "pc-engine-2"),
    "blocks": _kill("pc-blocks"),
    "web": _kill("pc-web"),
    "beat": _kill("pc-beat"),
    "redis": _kill("redis-server"),
    "redis, emptied": _wipe_redis,
    "postgres": _kill("postgres"),
    "a session of postgres": _kill_a_session,
    "all workers": _kill(*WORKERS),
    "everything": _kill(*CHILDREN),
}
ENDING_BLOCKS = frozenset({"blocks", "all workers", "everything"})
