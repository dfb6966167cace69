"""Messages by Redis, as our workers take them: kombu's channel, with a repair and less work a message."""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings
from kombu.transport import virtual
from kombu.transport.redis import Channel as RedisChannel
from kombu.transport.redis import QoS


class Deliveries(QoS):
    """What a worker has taken and not acknowledged; of the engine's messages only in its memory.

    kombu notes each message in Redis when it is taken and when it is done, to give it back an hour after the
    worker died. The engine finds the work behind a lost message in seconds (ADR 11), so for its queues that
    would cost a third of its time and bring nothing. A worker that is told to stop gives back what it holds.
    """

    def append(self, message: Any, delivery_tag: str) -> None:
        if _is_found_again(message):
            virtual.QoS.append(self, message, delivery_tag)
        else:
            super().append(message, delivery_tag)

    def ack(self, delivery_tag: str) -> None:
        if self._of_the_engine(delivery_tag) is None:
            super().ack(delivery_tag)
        else:
            virtual.QoS.ack(self, delivery_tag)

    def restore_by_tag(self, tag: str, client: Any = None, leftmost: bool = False) -> None:
        """Give a message back to its queue."""
        message = self._of_the_engine(tag)
        if message is None:
            super().restore_by_tag(tag, client, leftmost)
            return
        at, by = message.delivery_info["exchange"], message.delivery_info["routing_key"]
        channel: Any = self.channel
        with channel.conn_or_acquire(client) as connection, connection.pipeline() as pipe:
            channel._do_restore_message(message._raw, at, by, pipe, leftmost)
            pipe.execute()

    def _of_the_engine(self, tag: str) -> Any:
        message = self._delivered.get(tag) if self._delivered else None
        return message if message is not None and _is_found_again(message) else None


def _is_found_again(message: Any) -> bool:
    return message.delivery_info["routing_key"] in settings.RECOVERED_QUEUES


class Channel(RedisChannel):
    """A channel of kombu 5.7 that says so when its connection is lost, and that does less for each message.

    Celery uses a lost channel once more, to give messages back or to acknowledge one that ends later. Without
    a transport, or without its address, that is an AttributeError which nobody catches: it ends the worker.

    kombu makes a client for each command, which costs a third of what the command does. Connections are the
    pool's, so one client serves all; only the one that waits for messages has a connection of its own.
    """

    QoS = Deliveries
    _kept: Any = None  # the client of the pool that the channel has now

    def _create_client(self, asynchronous: bool = False) -> Any:
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # not in kombu's stubs
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()  # type: ignore[misc]  # as above
        return self._kept

    def _connparams(self, asynchronous: bool = False) -> Any:
        transport = self.connection
        if transport is None or transport.client is None:
            raise redis.ConnectionError("The connection of this channel was lost.")
        return super()._connparams(asynchronous)  # type: ignore[misc]  # not in kombu's stubs
