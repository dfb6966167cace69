"""Getting over a database that is away for a while: it restarts, fails over, or has no connection free."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

DATABASE_AWAY = (OperationalError, InterfaceError)
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 2.0

T = TypeVar("T")
log = structlog.get_logger(__name__)


def outlast(work: Callable[[], T], *, seconds: float) -> T:
    """Do `work`, again and again while the database is away. Raises its last error after `seconds`.

    The answer to a commit may be lost with the connection, so `work` must be right when it is done twice. It
    begins transactions of its own.
    """
    until, pause = time.monotonic() + seconds, _FIRST_PAUSE_SECONDS
    while True:
        try:
            return work()
        except DATABASE_AWAY as err:
            connection.close()  # the next try takes a fresh one
            if time.monotonic() > until:
                raise
            log.warning("the database is away; trying again", reason=" ".join(str(err).split())[:200])
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
