"""The part of our Celery workers that takes messages. Named in the settings, so only workers import it."""

from __future__ import annotations

from celery.worker import consumer

_DELAYED_DELIVERY = "celery.worker.consumer.delayed_delivery:DelayedDelivery"


class WorkerConsumer(consumer.Consumer):
    """Celery's own, less the 28 quorum queues that it declares for tasks with an ETA: we send none."""

    class Blueprint(consumer.Consumer.Blueprint):  # type: ignore[valid-type, misc]  # its stubs say: a variable
        default_steps = [
            step for step in consumer.Consumer.Blueprint.default_steps if step != _DELAYED_DELIVERY
        ]
