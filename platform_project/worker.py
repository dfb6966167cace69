"""What our Celery workers do besides tasks: a heartbeat for `/health/ready`, log lines with ids, a repair."""

from __future__ import annotations

from typing import Any

import redis
import structlog
from celery import Celery, bootsteps
from celery.signals import setup_logging, task_postrun, task_prerun
from kombu.transport.redis import Transport
from structlog.contextvars import bind_contextvars, clear_contextvars

from platform_project import health
from platform_project.redis_channel import Channel

log = structlog.get_logger(__name__)


class Heartbeat(bootsteps.StartStopStep):
    """Beats from the worker's own loop, so a worker that hangs falls silent."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:
        self.timer: Any = None
        super().__init__(worker, **options)

    def start(self, worker: Any) -> None:
        _beat(worker)
        self.timer = worker.timer.call_repeatedly(health.HEARTBEAT_SECONDS, _beat, (worker,), priority=10)

    def stop(self, worker: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


def install(app: Celery) -> None:
    """Give every worker of `app` the heartbeat, and let it outlive a restart of Redis."""
    app.steps["worker"].add(Heartbeat)
    Transport.Channel = Channel


def _beat(worker: Any) -> None:
    try:
        health.beat(list(worker.app.amqp.queues.consume_from))
    except redis.RedisError as err:  # it comes back, and the next beat tells; until then we are not ready
        log.warning("heartbeat lost", reason=type(err).__name__)


@setup_logging.connect
def _keep_our_logging(**_given: Any) -> None:
    """A receiver, even an empty one, keeps Celery from setting up logging of its own beside Django's."""


@task_prerun.connect
def _name_the_task(task_id: str, task: Any, **_given: Any) -> None:
    clear_contextvars()
    bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect
def _forget_the_task(**_given: Any) -> None:
    clear_contextvars()
