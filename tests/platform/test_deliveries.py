"""What a worker on Redis has taken and not acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings

from tests.platform.queues import length, purge

pytestmark = pytest.mark.skipif(settings.BROKER_URL.startswith("amqp"), reason="it is Redis's channel")

QUEUES = ["engine", "upkeep"]


@pytest.fixture(autouse=True)
def queues() -> Iterator[None]:
    """Empty before and after."""
    purge(*QUEUES)
    yield
    purge(*QUEUES)


def noted() -> int:
    """Messages that Redis would give back by itself."""
    return int(redis.Redis.from_url(settings.REDIS_URL).hlen("unacked"))


def taken(session: Any, queue: str) -> Any:
    """The first message of a queue, taken as a worker takes it."""
    found: list[Any] = []
    consumer = session.Consumer([current_app.amqp.queues[queue]], on_message=found.append)
    with consumer:
        while not found:
            session.drain_events(timeout=5)
    return found[0]


@pytest.mark.parametrize(("queue", "kept"), [("engine", 0), ("upkeep", 1)])
def test_redis_keeps_a_copy_of_what_nobody_else_would_find(queue: str, kept: int) -> None:
    current_app.send_task("nobody.knows", queue=queue)
    before = noted()
    with current_app.connection_for_write() as session:
        message = taken(session, queue)
        assert (length(queue), noted() - before) == (0, kept)
        message.ack()
    assert (length(queue), noted()) == (0, before)


@pytest.mark.parametrize("queue", QUEUES)
def test_a_worker_that_ends_gives_back_what_it_holds(queue: str) -> None:
    current_app.send_task("nobody.knows", queue=queue)
    before = noted()
    with current_app.connection_for_write() as session:
        taken(session, queue)
        assert length(queue) == 0
    assert (length(queue), noted()) == (1, before)


@pytest.mark.parametrize("queue", QUEUES)
def test_a_message_that_is_refused_is_the_next_again(queue: str) -> None:
    current_app.send_task("nobody.knows", queue=queue)
    with current_app.connection_for_write() as session:
        taken(session, queue).reject(requeue=True)
        assert length(queue) == 1
        taken(session, queue).ack()
    assert length(queue) == 0
