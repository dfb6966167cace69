"""Locks in Redis: one holder at a time, each with a larger number, and none that works on without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings

from platform_project.kit import fenced_locks, loop
from platform_project.kit.fenced_locks import LockLost, held
from platform_project.kit.ids import uuid7


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture
def name() -> str:
    return f"test:{uuid7()}"


async def _hold(name: str, told: list[tuple[str, int]], seconds: float = 0.01) -> int:
    async with held(name) as fence:
        told.append(("in", fence))
        await asyncio.sleep(seconds)
        told.append(("out", fence))
    return fence


async def _until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110  # what is waited for happens in Redis
            await asyncio.sleep(0.005)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return loop.run(work, 20)


def test_one_holds_it_at_a_time_and_each_number_is_larger_than_the_last(name: str) -> None:
    told: list[tuple[str, int]] = []

    async def all_at_once() -> None:
        await asyncio.gather(*(_hold(name, told) for _ in range(8)))

    _run(all_at_once())
    fences = [fence for what, fence in told if what == "in"]
    assert told == [(what, fence) for fence in fences for what in ("in", "out")]
    assert fences == sorted(set(fences))
    assert len(fences) == 8


def test_other_names_do_not_wait(name: str) -> None:
    async def both() -> None:
        async with asyncio.timeout(2), held(name), held(f"{name}:other"):
            pass

    _run(both())


def test_the_number_grows_also_when_redis_forgot_everything(name: str, server: redis.Redis) -> None:
    first = _run(_hold(name, []))
    assert server.delete(f"lock:{name}:fence") == 1
    assert _run(_hold(name, [])) > first


def test_the_number_grows_also_when_the_clock_went_back(name: str, server: redis.Redis) -> None:
    ahead = _run(_hold(name, [])) + 10**12
    server.set(f"lock:{name}:fence", ahead)
    assert _run(_hold(name, [])) == ahead + 1


def test_a_holder_that_lost_its_lock_is_cancelled_and_takes_nothing_from_the_next(
    name: str, server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fenced_locks, "RENEW_SECONDS", 0.05)
    told: list[tuple[str, int]] = []

    async def lose() -> None:
        async with held(name) as fence:
            told.append(("in", fence))
            server.set(f"lock:{name}", "somebody else")
            await asyncio.sleep(30)

    with pytest.raises(LockLost):
        _run(lose())
    assert len(told) == 1
    assert server.get(f"lock:{name}") == b"somebody else"


def test_a_holder_stops_before_its_lease_ends_when_redis_is_away(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fenced_locks, "RENEW_SECONDS", 0.02)
    monkeypatch.setattr(fenced_locks, "LEASE_SECONDS", fenced_locks._MARGIN_SECONDS + 0.3)

    async def lose() -> None:
        async with held(name):
            monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:9/0")
            await asyncio.sleep(30)

    with pytest.raises(LockLost):
        _run(lose())


def test_it_is_renewed_while_it_is_held(
    name: str, server: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fenced_locks, "RENEW_SECONDS", 0.02)

    async def hold() -> None:
        async with held(name):
            server.pexpire(f"lock:{name}", 1_000)
            await _until(lambda: server.pttl(f"lock:{name}") > 10_000)

    _run(hold())
    assert server.exists(f"lock:{name}") == 0


def test_whoever_gives_up_waiting_leaves_the_lock_alone(name: str, server: redis.Redis) -> None:
    async def wait_in_vain() -> None:
        async with held(name) as fence:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1), held(name):
                    raise AssertionError("two hold it")
            assert server.exists(f"lock:{name}") == 1
            assert int(server.get(f"lock:{name}:fence") or 0) == fence

    _run(wait_in_vain())


def test_a_cancelled_holder_gives_the_lock_back_and_stays_cancelled(name: str, server: redis.Redis) -> None:
    async def cancel() -> None:
        told: list[tuple[str, int]] = []
        task = asyncio.create_task(_hold(name, told, seconds=30))
        await _until(lambda: told)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    _run(cancel())
    assert server.exists(f"lock:{name}") == 0
