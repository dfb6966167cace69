"""A database that is away for a moment, and a broker: what waits, what is told, what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection, transaction
from kombu.exceptions import OperationalError as BrokerDown
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.kit import jobs
from platform_project.kit.outages import outlast
from tests.platform.outage import database_away
from tests.platform.queues import purge

pytestmark = pytest.mark.slow

NOWHERE = "redis://127.0.0.1:9/0"


# --- The database -----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_work_is_done_as_soon_as_the_database_is_back() -> None:
    tries: list[int] = []
    connection.ensure_connection()

    def work() -> int:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 42")
            return int(cursor.fetchone()[0])

    with database_away(seconds=0.5):
        assert outlast(work, seconds=10) == 42
    assert len(tries) > 1  # the session had been ended, and no other was given


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_told() -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(5)")

    with pytest.raises(OperationalError, match="statement timeout"):
        outlast(work, seconds=0.3)
    assert len(tries) > 1


@pytest.mark.django_db(transaction=True)
def test_the_api_says_that_it_is_away_and_when_to_ask_again(
    alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    with database_away():
        answer = client.get("/api/v1/graphs")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "unavailable", "2")
    connection.close()  # as Django does at the end of each real request
    assert client.get("/api/v1/graphs").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_connections_that_died_in_the_pool_are_no_longer_a_wait_than_one(alice: User) -> None:
    pool: Any = connection.pool  # type: ignore[attr-defined]  # the backend's
    connection.ensure_connection()
    idle = [pool.getconn() for _ in range(8)]
    for session in idle:
        pool.putconn(session)
    with database_away():
        connection.close()
    begun = time.monotonic()
    assert User.objects.count() == 1
    assert time.monotonic() - begun < 5  # one by one: more than two minutes


# --- The broker -------------------------------------------------------------------------------------------
@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The task queue at an address where nothing listens."""
    app: Any = current_app
    for name in ("broker_url", "broker_write_url", "broker_read_url"):
        monkeypatch.setitem(app.conf, name, NOWHERE)
    _forget_connections(app)
    yield
    monkeypatch.undo()
    _forget_connections(app)


def _forget_connections(app: Any) -> None:
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def queue() -> Iterator[None]:
    """The queues of `agents.tasks.fire`, empty before and after."""
    purge("blocks", "blocks_priority")
    yield
    purge("blocks", "blocks_priority")


@pytest.mark.broker
def test_an_empty_queue_is_told_from_one_with_messages(queue: None, db: None) -> None:
    assert jobs.is_anything_queued("agents.tasks.fire") is False
    current_app.send_task("agents.tasks.fire", args=["01a1fe01-47d2-71ba-ab01-d7f8b2d3aa70"])
    assert jobs.is_anything_queued("agents.tasks.fire") is True


def test_a_broker_that_is_away_may_hold_messages(no_broker: None) -> None:
    assert jobs.is_anything_queued("agents.tasks.fire") is True


@pytest.mark.django_db(transaction=True)
def test_a_nudge_that_is_not_sent_is_no_failure_and_other_work_is(no_broker: None) -> None:
    with transaction.atomic():
        jobs.nudge("agents.tasks.expand", "01a1fe01-47d2-71ba-ab01-d7f8b2d3aa70")
    with pytest.raises(BrokerDown):
        jobs.enqueue("agents.tasks.expand", "01a1fe01-47d2-71ba-ab01-d7f8b2d3aa70")


@pytest.mark.skipif(settings.BROKER_URL.startswith("amqp"), reason="it is Redis's channel")
def test_a_channel_that_lost_its_connection_says_so() -> None:
    """Celery catches this where it gives messages back; without it a restart of Redis ends the worker."""
    session: Any = current_app.connection_for_write()
    channel = session.default_channel
    session.collect()
    with pytest.raises(redis.ConnectionError), channel.conn_or_acquire():
        pass
