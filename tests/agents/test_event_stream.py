"""Events that leave together are one entry, and are read one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import redis
from django.conf import settings

from agents import event_stream
from platform_project.kit import loop
from platform_project.kit.ids import uuid7


@pytest.fixture
def store() -> Iterator[Any]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


def told(execution_id: UUID, numbers: range, text: str = "") -> None:
    event_stream.send(execution_id, [{"type": "output.delta", "n": n, "text": text} for n in numbers])
    event_stream.drain()


def read(execution_id: UUID, after: int = 0, count: int = 10_000) -> list[tuple[int, int]]:
    """(sequence, number) of events."""

    async def events() -> list[dict[str, Any]]:
        async with event_stream.connect() as client:
            return await event_stream.read(client, execution_id, after, count)

    return [(event["sequence"], event["n"]) for event in loop.run(events())]


def test_sequences_count_every_event_though_many_are_one_entry(store: Any) -> None:
    execution_id = uuid7()
    told(execution_id, range(250))
    told(execution_id, range(250, 251))
    assert read(execution_id) == [(n + 1, n) for n in range(251)]
    assert store.xlen(event_stream.stream_of(execution_id)) == 4  # 100, 100, 50 and 1


def test_a_client_that_stopped_in_the_middle_of_an_entry_gets_the_rest_of_it() -> None:
    execution_id = uuid7()
    told(execution_id, range(150))
    assert read(execution_id, after=30, count=3) == [(31, 30), (32, 31), (33, 32)]
    assert read(execution_id, after=98, count=4) == [(99, 98), (100, 99), (101, 100), (102, 101)]
    assert read(execution_id, after=150) == []


def test_entries_are_bounded_in_bytes(store: Any) -> None:
    execution_id = uuid7()
    told(execution_id, range(5), text="x" * 30_000)
    assert store.xlen(event_stream.stream_of(execution_id)) == 3
    assert read(execution_id) == [(n + 1, n) for n in range(5)]


def test_only_the_newest_events_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENTS", 300)
    execution_id = uuid7()
    for batch in range(150):  # Redis trims whole nodes of a hundred entries
        told(execution_id, range(batch * 100, batch * 100 + 100))
    kept = read(execution_id, count=100_000)
    assert kept[-1] == (15_000, 14_999)
    assert 300 <= len(kept) <= 300 + 100 * 100


def test_events_arrive_though_the_connection_was_lost_meanwhile(store: Any) -> None:
    """As after a restart of Redis: the first command on an old connection fails."""
    execution_id = uuid7()
    told(execution_id, range(1))
    store.client_kill_filter(_type="normal", skipme=True)
    told(execution_id, range(1, 3))
    assert read(execution_id) == [(1, 0), (2, 1), (3, 2)]


def test_a_stream_is_kept_for_hours_while_its_execution_goes_on_and_for_minutes_after(store: Any) -> None:
    execution_id = uuid7()
    told(execution_id, range(3))
    keys = [event_stream.stream_of(execution_id), f"{event_stream.stream_of(execution_id)}:last"]
    assert all(store.ttl(key) > event_stream.KEPT_SECONDS - 60 for key in keys)
    event_stream.send(execution_id, [{"type": "execution.progress"}, {"type": "execution.completed"}])
    event_stream.drain()
    assert all(0 < store.ttl(key) <= event_stream.KEPT_AFTER_END_SECONDS for key in keys)
