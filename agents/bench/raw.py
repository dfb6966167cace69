"""Raw Celery on the same broker and result backend: what a chain and a chord cost that do nothing at all.

The worker is Celery's as it comes (`celery worker`: prefork, a process per core), on a queue of its own.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery, chain, chord
from celery.canvas import Signature
from django.conf import settings
from django.core.management.base import CommandError

from platform_project.embedded import children

QUEUE = "bench-raw"
WORKER = "raw@bench"
START_SECONDS = 30.0
PATIENCE_SECONDS = 60.0

app = Celery("raw", broker=settings.BROKER_URL, backend=settings.REDIS_URL, set_as_current=False)
app.conf.update(
    broker_use_ssl=settings.CELERY_BROKER_USE_SSL,
    redis_backend_use_ssl=settings.CELERY_REDIS_BACKEND_USE_SSL,
    task_default_queue=QUEUE,
    result_expires=600,  # seconds; a bench must not fill Redis
    broker_connection_retry_on_startup=True,
)


@app.task(name="raw.nothing")
def nothing() -> None:
    """No work, so that what is measured is Celery."""


class Raw:
    """Times raw Celery. Seconds until the caller has the result."""

    def chain(self, length: int) -> float:
        return _seconds(chain(*[nothing.si() for _ in range(length)]))

    def chord(self, width: int) -> float:
        return _seconds(chord([nothing.si() for _ in range(width)], nothing.si()))


@contextmanager
def raw_celery() -> Iterator[Raw]:
    """Within it, a worker of raw Celery runs."""
    log = settings.VAR_DIR / "logs" / "bench_raw.log"
    celery = [sys.executable, "-m", "celery", "-A", "agents.bench.raw", "--workdir", str(settings.BASE_DIR)]
    environment = {**os.environ, "VAR_DIR": str(settings.VAR_DIR.resolve())}
    worker = children.spawn(
        [*celery, "worker", "--hostname", WORKER, "-Q", QUEUE, "--without-gossip", "--without-mingle"],
        log=log,
        when_parent_dies=signal.SIGKILL,
        environment=environment,
    )
    try:
        raw = Raw()
        until = time.monotonic() + START_SECONDS
        while not app.control.ping([WORKER], timeout=0.5):
            if worker.poll() is not None or time.monotonic() > until:
                raise CommandError(f"The worker of raw Celery did not start; see {log}.")
        raw.chain(2)  # connections are made, the pool is warm
        yield raw
    finally:
        children.stop(worker, (signal.SIGTERM, 5.0), (signal.SIGQUIT, 2.0))
        app.close()


def _seconds(canvas: Signature[Any]) -> float:
    began = time.perf_counter()
    result = canvas()
    result.get(timeout=PATIENCE_SECONDS)
    took = time.perf_counter() - began
    result.forget()
    return took
