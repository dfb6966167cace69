"""An execution from its first event to its end. Events are a hint; that it has ended is read from its row."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import redis

from agents import event_stream
from agents.cli.screen import Screen
from agents.engine.state import ENDED_EXECUTION
from agents.models import Execution
from platform_project.kit import loop

POLL_SECONDS = 0.05
ROW_POLL_SECONDS = 0.5  # how often the row is asked while nothing is heard
LAST_EVENTS_SECONDS = 1.0  # how long events of an execution that has ended are waited for
EVENTS_AT_A_TIME = 200


class TookTooLong(Exception):
    """The execution had not ended in time; it goes on."""


class Interrupted(Exception):
    """Somebody pressed Ctrl-C; it goes on."""


@contextmanager
def noted_interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: it breaks nothing off, no start half made and no thread that begins."""
    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield lambda: bool(noted)
    finally:
        signal.signal(signal.SIGINT, before)


def follow(
    execution_id: UUID,
    screen: Screen | None,
    timeout_seconds: float | None,
    is_interrupted: Callable[[], bool],
) -> Execution:
    """The execution once it has ended, its events shown on the way. Raises TookTooLong or Interrupted."""
    until = float("inf") if timeout_seconds is None else time.monotonic() + timeout_seconds
    news = _News(execution_id, screen)
    asked_at = time.monotonic()
    try:
        while not news.has_ended:
            now = time.monotonic()
            if is_interrupted():
                raise Interrupted
            if now > until:
                raise TookTooLong
            if news.show_more():
                continue
            if now - asked_at > ROW_POLL_SECONDS:
                asked_at = now
                if _has_ended(execution_id):
                    news.show_rest()
                    break
            time.sleep(POLL_SECONDS)
    finally:
        news.close()
    ended: Execution = Execution.objects.select_related("version").get(pk=execution_id)
    return ended


def _has_ended(execution_id: UUID) -> bool:
    return Execution.objects.filter(pk=execution_id, status__in=[str(s) for s in ENDED_EXECUTION]).exists()


class _News:
    """Reads the stream of one execution from its beginning."""

    def __init__(self, execution_id: UUID, screen: Screen | None) -> None:
        self.has_ended = False
        self._execution_id, self._screen = execution_id, screen
        self._client = event_stream.connect()
        self._after = 0

    def show_more(self) -> bool:
        """Show what has come since; False if that is nothing."""
        try:
            events = loop.run(
                event_stream.read(self._client, self._execution_id, self._after, EVENTS_AT_A_TIME)
            )
        except (redis.RedisError, OSError):
            return False
        for event in events:
            self._after = event["sequence"]
            self.has_ended = self.has_ended or event["type"] in event_stream.ENDS
            if self._screen is not None:
                self._screen.show(event)
        return bool(events)

    def show_rest(self) -> None:
        until = time.monotonic() + LAST_EVENTS_SECONDS
        while not self.has_ended and time.monotonic() < until:
            if not self.show_more():
                time.sleep(POLL_SECONDS)

    def close(self) -> None:
        if self._screen is not None:
            self._screen.close()
        loop.run(self._client.aclose())
