"""The broker's queues, looked at and emptied as any broker allows."""

from __future__ import annotations

from typing import Any

from celery import current_app
from kombu.exceptions import ChannelError


def purge(*names: str) -> None:
    with _app().connection_for_write() as session:
        for name in names:
            session.default_channel.queue_purge(name)


def length(name: str) -> int:
    """How many messages wait; those that a worker holds do not count."""
    try:
        with _app().connection_for_write() as session:
            return int(session.default_channel.queue_declare(queue=name, passive=True).message_count)
    except ChannelError:
        return 0


def _app() -> Any:
    return current_app
