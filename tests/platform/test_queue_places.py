"""Queues with neighbours: where a task goes, and in which order a worker takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from kombu import Connection, Message, Producer, Queue

from platform_project.kit import broker
from platform_project.kit.ids import uuid7
from platform_project.kit.jobs import Place, enqueue_chord, nudge
from platform_project.kit.queue_order import FrontFirst

QUEUES = ["engine", "engine_priority", "engine_later", "blocks", "blocks_priority"]
NOBODY = str(uuid7())  # an execution and a firing that do not exist


def _depths() -> dict[str, int]:
    return {name: broker.waiting([name]) for name in QUEUES}


def _grown(before: dict[str, int]) -> dict[str, int]:
    return {name: size - before[name] for name, size in _depths().items() if size != before[name]}


@pytest.mark.parametrize(
    ("place", "queue"),
    [(Place.OWN, "engine"), (Place.FRONT, "engine_priority"), (Place.BACK, "engine_later")],
)
@pytest.mark.django_db(transaction=True)
def test_a_task_goes_by_the_queue_of_its_place(place: Place, queue: str) -> None:
    before = _depths()
    nudge("agents.tasks.expand", NOBODY, place=place)
    assert _grown(before) == {queue: 1}


@pytest.mark.django_db(transaction=True)
def test_a_chord_goes_by_the_queues_of_its_place() -> None:
    before = _depths()
    fires = [("agents.tasks.fire", (NOBODY, NOBODY))] * 2
    enqueue_chord(fires, ("agents.tasks.expand", (NOBODY,)), place=Place.FRONT)
    assert _grown(before) == {"blocks_priority": 2}


@pytest.mark.django_db(transaction=True)
def test_a_place_that_a_queue_has_not_is_its_own() -> None:
    before = _depths()
    nudge("agents.tasks.fire", NOBODY, NOBODY, place=Place.BACK)
    assert _grown(before) == {"blocks": 1}


@pytest.mark.skipif(settings.BROKER_URL.startswith("amqp"), reason="RabbitMQ has an order of its own")
def test_a_worker_takes_from_the_front_first_and_from_the_others_in_turn() -> None:
    names = {name: Queue(f"test-{uuid7()}-{name}") for name in ("own", "front", "later")}
    taken: list[str] = []
    options = {"queue_order_strategy": "tests.platform.test_queue_places:OfThisTest"}
    OfThisTest.front = {names["front"].name}
    channel: Any
    with Connection(settings.BROKER_URL, transport_options=options) as session, session.channel() as channel:
        channel.basic_qos(0, 1, False)
        producer = Producer(channel)
        for name in ("own", "own", "own", "later", "later", "later", "front", "front"):
            producer.publish({"name": name}, routing_key=names[name].name, declare=[names[name]])
        with session.Consumer(
            list(names.values()),
            channel=channel,
            callbacks=[lambda body, message: _take(taken, body, message)],
        ):
            while len(taken) < 8:
                session.drain_events(timeout=5)
        for queue in names.values():
            queue(channel).delete()
    assert taken[:2] == ["front", "front"]
    assert sorted(taken[2:4]) == sorted(taken[4:6]) == sorted(taken[6:]) == ["later", "own"]


class OfThisTest(FrontFirst):
    """The order, with front queues of this test."""

    front: frozenset[str] | set[str] = frozenset()

    def front_queues(self) -> set[str]:
        return set(self.front)


def _take(taken: list[str], body: dict[str, str], message: Message) -> None:
    taken.append(body["name"])
    message.ack()
