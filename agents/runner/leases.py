"""Keeps the leases of this process alive, and cancels what lost its lease.

A firing runs under a lease in PostgreSQL. While it runs, this thread prolongs the lease; a firing that was
stopped is no longer RUNNING, so its lease cannot be prolonged, and that is how the worker learns of it. A
worker that dies prolongs nothing, and that is how the others learn of it (`recovery.py`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import Error, connection

from agents.models import NodeExecution

RENEW_SECONDS = 1.0  # also how soon a stop is noticed

Kept = tuple[UUID, Callable[[], object]]  # the execution, and what cancels the firing

log = structlog.get_logger(__name__)


class LeaseKeeper:
    """The leases of one process. Its thread lives while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def keep(self, lease: str, execution_id: UUID, cancel: Callable[[], object]) -> Iterator[None]:
        """Prolong `lease` while inside; call `cancel` if it is taken away."""
        with self._lock:
            self._kept[lease] = (execution_id, cancel)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._renew_while_any, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._kept.pop(lease, None)

    def _renew_while_any(self) -> None:
        try:
            while True:
                time.sleep(RENEW_SECONDS)
                with self._lock:
                    if not self._kept:
                        self._thread = None
                        return
                    known = dict(self._kept)
                self._renew(known)
        finally:
            connection.close()

    def _renew(self, known: dict[str, Kept]) -> None:
        try:
            held = NodeExecution.objects.renew(
                list(known), {execution_id for execution_id, _ in known.values()}
            )
        except Error as err:
            connection.close()  # the next round takes a fresh one
            log.warning("leases were not renewed", count=len(known), reason=str(err))
            return
        for lease, (_, cancel) in known.items():
            if lease not in held:
                cancel()


keeper = LeaseKeeper()
