"""Work that a provider does in its own time: asked for again and again, until it is over or nobody waits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from typing import Any

from blocks.rest.operation import Call, Poll
from blocks.rest.requests import Came, Line
from blocks.rest.selectors import NothingSelected, select
from blocks.sdk import BlockFailure, ProviderRefused, TimedOut

GROWTH = 1.5  # of the waits between two askings
CANCEL_SECONDS = 5.0  # for telling a provider that its work is not wanted any more
MOST_SAID = 300  # characters


async def polled(line: Line, call: Call, poll: Poll, values: dict[str, Any]) -> Came | None:
    """The answer that says that the work is over; adds `elapsed_time` and `timed_out` to `values`.

    Raises ProviderRefused if the work failed, TimedOut if it takes too long, and the SDK's failures.
    """
    begun = line.ctx.now()
    try:
        came, is_over = await _asked(line, call, poll, values)
        if not is_over and not poll.gives_up:
            raise TimedOut(f"{line.api.name} did not get done in time.")
    except (asyncio.CancelledError, TimedOut):
        await _call_off(line, poll, values)
        raise
    values["elapsed_time"] = (line.ctx.now() - begun).total_seconds()
    values["timed_out"] = not is_over
    return came


async def _asked(line: Line, call: Call, poll: Poll, values: Mapping[str, Any]) -> tuple[Came | None, bool]:
    """The last answer, and whether the work is over by it."""
    until = time.monotonic() + _seconds(poll.within, values)
    wait, longest = _seconds(poll.every, values), _seconds(poll.at_most, values)
    came: Came | None = None
    while True:
        pause = wait
        try:
            came = await line.made(call, values)
        except BlockFailure as failure:
            if came is None or not failure.retryable:
                raise
            pause = max(wait, failure.retry_after_seconds or 0.0)  # the work goes on meanwhile
        else:
            if _is_over(line, poll, None if came is None else came.body, values):
                return came, True
        if time.monotonic() + pause > until:
            return came, False
        await asyncio.sleep(pause)
        wait = max(wait, min(wait * GROWTH, longest))


def _is_over(line: Line, poll: Poll, body: Any, values: Mapping[str, Any]) -> bool:
    """Raises ProviderRefused if it is, but to no good."""
    state = _selected(poll.state, body)
    if state in poll.failed:
        raise ProviderRefused(f"{line.api.name} did not get it done{_words(_selected(poll.why, body))}")
    wanted = values.get(poll.until) if isinstance(poll.until, str) else poll.until
    return state in (wanted or ())


async def _call_off(line: Line, poll: Poll, values: Mapping[str, Any]) -> None:
    if poll.cancel is not None:
        with contextlib.suppress(BlockFailure, TimeoutError):
            async with asyncio.timeout(CANCEL_SECONDS):
                await line.made(poll.cancel, values)


def _seconds(told: float | str, values: Mapping[str, Any]) -> float:
    return float(values[told]) if isinstance(told, str) else told


def _selected(path: str, body: Any) -> Any:
    if not path:
        return None
    try:
        return select(path, body)
    except NothingSelected:
        return None


def _words(said: Any) -> str:
    if not said:
        return "."
    words = " ".join((said if isinstance(said, str) else json.dumps(said)).split())
    return f": {words[:MOST_SAID].rstrip('.')}."
