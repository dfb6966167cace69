"""The broker's queues, looked at and emptied as any broker allows."""

from __future__ import annotations

from platform_project.celery import app
from platform_project.kit import broker


def purge(*names: str) -> None:
    with app.connection_for_write() as session:
        for name in names:
            queue = app.amqp.queues[name](session.default_channel)
            queue.declare()  # RabbitMQ has it once somebody used it
            queue.purge()


def length(name: str) -> int:
    """How many messages wait; those that a worker holds do not count."""
    return broker.waiting([name])
