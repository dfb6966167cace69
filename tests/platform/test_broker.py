"""The broker that BROKER_URL names: Redis, or RabbitMQ when these tests run on one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from amqp.exceptions import PreconditionFailed
from celery.worker.consumer import Consumer
from django.conf import settings

from platform_project import health
from platform_project.celery import app
from platform_project.kit.broker import BROKER_DOWN, check_broker, waiting
from platform_project.worker_consumer import WorkerConsumer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
IS_RABBITMQ = settings.BROKER_URL.startswith("amqp")
FRONT_FIRST = {"queue_order_strategy": "platform_project.kit.queue_order:FrontFirst"}
PRINTED = """
import json
from platform_project import settings
names = ("DEFAULT_QUEUE_TYPE", "CREATE_MISSING_QUEUE_TYPE")
names = [f"TASK_{name}" for name in names] + ["BROKER_TRANSPORT_OPTIONS", "BROKER_USE_SSL"]
print(json.dumps([getattr(settings, f"CELERY_{name}") for name in names], default=int))
"""


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of the test's own, that no worker serves."""
    name = f"test-{os.getpid()}"
    yield name
    with app.connection_for_write() as session:
        app.amqp.queues[name](session.default_channel).delete()


@pytest.mark.broker
def test_it_answers() -> None:
    check_broker(settings.BROKER_URL, 5)


@pytest.mark.broker
def test_what_nobody_takes_is_counted(queue: str) -> None:
    assert waiting([queue]) == 0
    for _ in range(3):
        app.send_task("agents.tasks.recover", queue=queue)
    assert waiting([queue]) == 3
    assert waiting([queue, f"{queue}-that-is-not-there"]) == 3


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("guest:guest@127.0.0.1:9/0", id="nobody listens"),
        pytest.param("guest:wrong@{}//", id="wrong password", marks=pytest.mark.broker),
        pytest.param("guest:guest@{}/nowhere", id="no such virtual host", marks=pytest.mark.broker),
    ],
)
def test_a_broker_that_does_not_let_us_in_is_unwell(place: str) -> None:
    if "{}" in place and not IS_RABBITMQ:
        pytest.skip("what only RabbitMQ can refuse")
    url = urlsplit(settings.BROKER_URL)
    with pytest.raises(BROKER_DOWN):
        check_broker(f"{url.scheme}://{place.format(f'{url.hostname}:{url.port}')}", 2)


@pytest.mark.broker
@pytest.mark.skipif(not IS_RABBITMQ, reason="Redis has one kind of queue")
def test_every_queue_is_a_durable_quorum_queue() -> None:
    with app.connection_for_write() as session:
        for name in health.queues():
            app.amqp.queues[name](session.default_channel).declare()
            channel: Any = session.channel()
            with channel, pytest.raises(PreconditionFailed, match="quorum"):
                channel.queue_declare(name, durable=True, auto_delete=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("redis://q", ["classic", "classic", FRONT_FIRST, None], id="redis"),
        pytest.param(
            "rediss://q", ["classic", "classic", FRONT_FIRST, {"ssl_cert_reqs": 2}], id="redis over TLS"
        ),
        pytest.param("amqp://q//", ["quorum", "quorum", {"confirm_publish": True}, None], id="rabbitmq"),
        pytest.param(
            "amqps://q//",
            ["quorum", "quorum", {"confirm_publish": True}, {"cert_reqs": 2, "server_hostname": None}],
            id="rabbitmq over TLS",
        ),
    ],
)
def test_the_settings_follow_from_the_url(url: str, expected: list[Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINTED],
        cwd=ROOT,
        env={**os.environ, "BROKER_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == expected


def test_workers_leave_out_the_queues_for_delayed_tasks_and_nothing_else() -> None:
    left_out = set(Consumer.Blueprint.default_steps) - set(WorkerConsumer.Blueprint.default_steps)
    assert left_out == {"celery.worker.consumer.delayed_delivery:DelayedDelivery"}
    assert len(WorkerConsumer.Blueprint.default_steps) == len(Consumer.Blueprint.default_steps) - 1
