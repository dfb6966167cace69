"""The one door to the task queue.

Work is named, not imported, so services need no task module; it is sent after the commit, so no worker
sees a row that is not there yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import structlog
from celery import chord, current_app
from celery.canvas import Signature
from django.conf import settings
from django.db import transaction

from platform_project.kit import broker
from platform_project.kit.broker import BROKER_DOWN

Job = tuple[str, tuple[Any, ...]]  # task name, JSON-safe arguments
_CONFIRM_SECONDS = 10  # how long RabbitMQ may take to say that it has a message; then it is sent anew
_PATIENCE_SECONDS = 2  # with a broker that is asked a question

log = structlog.get_logger(__name__)


class Place(Enum):
    """The queue by which a task goes. A task whose queue has no such neighbour goes by its own."""

    OWN = "own"  # settings.CELERY_TASK_ROUTES
    FRONT = "front"  # workers take from it first: settings.FRONT_QUEUES
    BACK = "back"  # workers take from it and from the task's own in turn: settings.BACK_QUEUES


def enqueue(name: str, *args: Any) -> None:
    """Send one task after the current transaction commits (at once if there is none).

    name: the task's full name, as in `agents.tasks.expand`. args: JSON-safe, no secrets.
    """
    task = _signature((name, args))
    transaction.on_commit(lambda: task.apply_async())


def nudge(name: str, *args: Any, place: Place = Place.OWN) -> None:
    """As `enqueue`, for work that recovery finds by itself: a broker that is away is no failure."""
    task = _signature((name, args), place)
    transaction.on_commit(lambda: _try_to_send(name, lambda: task.apply_async()))


def enqueue_chord(header: Sequence[Job], body: Job, *, place: Place = Place.OWN) -> None:
    """Send `header` to run in parallel and `body` once all of them have ended, after the commit.

    A header task must not raise: a chord whose header failed never calls its body. As with `nudge`, whoever
    calls this finds by itself what was not sent.
    """
    tasks = [_signature(job, place) for job in header]
    end = _signature(body, place)
    transaction.on_commit(lambda: _try_to_send(body[0], lambda: chord(tasks, end).apply_async()))


def is_anything_queued(name: str) -> bool:
    """True if messages wait in one of the task's queues (what workers hold is not counted), or if nobody can
    say.
    """
    queues = {_queue_at(place, name) for place in Place}
    try:
        return broker.waiting(queues, _PATIENCE_SECONDS) > 0
    except BROKER_DOWN as err:
        log.warning("the broker does not answer", reason=type(err).__name__)
        return True


def _try_to_send(name: str, send: Callable[[], object]) -> None:
    try:
        send()
    except BROKER_DOWN as err:
        log.warning("a message was not sent: the broker is away", task=name, reason=type(err).__name__)


def _signature(job: Job, place: Place = Place.OWN) -> Signature[Any]:
    name, args = job
    # Nobody asks for results: a sender that might would listen for each in Redis, and stop listening again.
    options: dict[str, Any] = {"confirm_timeout": _CONFIRM_SECONDS, "ignore_result": True}
    if place is not Place.OWN:
        options["queue"] = _queue_at(place, name)
    return current_app.signature(name, args=args, immutable=True, options=options)


def _queue_at(place: Place, name: str) -> str:
    """The queue of a task at a place; its own where it has no such neighbour."""
    own: str = current_app.amqp.router.route({}, name)["queue"].name
    neighbours = {Place.FRONT: settings.FRONT_QUEUES, Place.BACK: settings.BACK_QUEUES}
    found: str = neighbours.get(place, {}).get(own, own)
    return found
