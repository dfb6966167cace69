"""The one door to the task queue.

Work is named, not imported, so services need no task module; it is sent after the commit, so no worker
sees a row that is not there yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery import chord, current_app
from celery.canvas import Signature
from django.db import transaction

Job = tuple[str, tuple[Any, ...]]  # task name, JSON-safe arguments
_CONFIRM_SECONDS = 10  # how long RabbitMQ may take to say that it has a message; then it is sent anew


def enqueue(name: str, *args: Any) -> None:
    """Send one task after the current transaction commits (at once if there is none).

    name: the task's full name, as in `agents.tasks.expand`. args: JSON-safe, no secrets.
    """
    task = _signature((name, args))
    transaction.on_commit(lambda: task.apply_async())


def enqueue_chord(header: Sequence[Job], body: Job) -> None:
    """Send `header` to run in parallel and `body` once all of them have ended, after the commit.

    A header task must not raise: a chord whose header failed never calls its body.
    """
    tasks = [_signature(job) for job in header]
    end = _signature(body)
    transaction.on_commit(lambda: chord(tasks, end).apply_async())


def _signature(job: Job) -> Signature[Any]:
    name, args = job
    return current_app.signature(
        name, args=args, immutable=True, options={"confirm_timeout": _CONFIRM_SECONDS}
    )
