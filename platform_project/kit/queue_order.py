"""In which order a worker looks into its queues, where Redis is the broker.

RabbitMQ needs none: each queue there hands its messages over by itself, so a short queue never waits behind
a long one.
"""

from __future__ import annotations

from django.conf import settings
from kombu.utils.scheduling import round_robin_cycle


class FrontFirst(round_robin_cycle):  # type: ignore[type-arg]  # generic in its stubs only
    """Front queues before all others; among equals each in its turn."""

    def consume(self, n: int) -> list[str]:  # type: ignore[override]  # a list, as kombu's own give
        """The first `n` queues in the order in which they are asked."""
        front = self.front_queues()
        return sorted((self.items or [])[:n], key=lambda queue: queue not in front)

    def front_queues(self) -> set[str]:
        return set(settings.FRONT_QUEUES.values())
