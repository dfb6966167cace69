"""Answers that are no success, as the SDK's failures."""

from __future__ import annotations

import email.utils
import time

from blocks.sdk.context import Answer
from blocks.sdk.errors import (
    AuthFailed,
    InvalidInput,
    ProviderDown,
    ProviderRefused,
    RateLimited,
    TimedOut,
)


def check(answer: Answer, who: str, *, missing: str | None = None, pin: str | None = None) -> None:
    """Raise what an answer of 400 and above means.

    who: who answered, as in "The feed's address". missing: what a 404 means, as an InvalidInput of `pin`.
    """
    status = answer.status_code
    if status < 400:
        return
    if status == 401:
        raise AuthFailed(f"{who} asks for a sign-in (status 401).")
    if status == 404 and missing is not None:
        raise InvalidInput(missing, pin=pin)
    if status == 429:
        raise RateLimited(f"{who} asks to send less often.", retry_after_seconds=_wait_seconds(answer))
    if status in (408, 504):
        raise TimedOut(f"{who} did not answer in time (status {status}).")
    if status >= 500:
        raise ProviderDown(f"{who} answers with status {status}.")
    raise ProviderRefused(f"{who} answers with status {status}.")


def _wait_seconds(answer: Answer) -> float | None:
    """Retry-After is a number of seconds or a date."""
    said = answer.headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None
