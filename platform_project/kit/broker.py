"""The message broker, Redis or RabbitMQ: is it there, and how much waits in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from amqp.exceptions import AMQPError, ChannelError
from celery import current_app
from kombu import Connection
from kombu.exceptions import OperationalError

# What comes up where a broker is away or does not let us in: kombu translates most errors, but not all.
BROKER_DOWN = (OperationalError, AMQPError, OSError, redis.RedisError)
_NO_SUCH_QUEUE = 404


def check_broker(url: str, patience_seconds: int) -> None:
    """Connect, sign in, and ask something. Raises one of BROKER_DOWN."""
    with _connected(url, patience_seconds) as session:
        _ = session.default_channel  # opens it, which asks the server


def waiting(queues: Iterable[str], patience_seconds: int = 5) -> int:
    """How many messages lie in `queues`, less those that workers hold. Raises one of BROKER_DOWN."""
    with _connected(current_app.conf.broker_url, patience_seconds) as session:
        return sum(_depth(session, queue) for queue in queues)


@contextmanager
def _connected(url: str, patience_seconds: int) -> Iterator[Connection]:
    with current_app.connection_for_write(url=url, connect_timeout=patience_seconds) as session:
        session.ensure_connection(max_retries=1, timeout=patience_seconds)
        yield session


def _depth(session: Connection, queue: str) -> int:
    channel: Any = session.channel()  # one each: RabbitMQ closes a channel that asked for what is not there
    with channel:
        try:
            return int(channel.queue_declare(queue=queue, passive=True).message_count)
        except ChannelError as err:
            if int(err.reply_code or 0) == _NO_SUCH_QUEUE:
                return 0
            raise
