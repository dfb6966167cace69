"""Answers that are no success, as the SDK's failures."""

from __future__ import annotations

import email.utils
import time

from blocks.sdk.context import Answer
from blocks.sdk.errors import (
    AuthFailed,
    BlockFailure,
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
        raise RateLimited(f"{who} asks to send less often.", retry_after_seconds=_asked_wait(answer))
    if status in (408, 504):
        raise TimedOut(f"{who} did not answer in time (status {status}).")
    if status >= 500:
        raise ProviderDown(f"{who} answers with status {status}.")
    raise ProviderRefused(f"{who} answers with status {status}.")


def refusal(answer: Answer, who: str, *, right: str = "the API key", said: str | None = None) -> BlockFailure:
    """What an answer that is no success means, from a provider that was asked with a credential.

    right: what a 401 refuses. said: the provider's own words, if they are not simply the body.
    """
    status = answer.status_code
    if status == 401:
        return AuthFailed(f"{who} refuses {right}.")
    if status == 429:
        return RateLimited(f"{who} asks to send less often.", retry_after_seconds=_asked_wait(answer))
    if status >= 500:
        return ProviderDown(f"{who} answers with status {status}.")
    told = answer.text[:200] if said is None else said
    return ProviderRefused(f"{who} refuses with status {status}: {told}")


def wait_seconds(said: str) -> float | None:
    """Retry-After: seconds or a date (RFC 9110 §10.2.3); None if it is neither."""
    said = said.strip()
    if said.replace(".", "", 1).isdecimal():
        return float(said)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _asked_wait(answer: Answer) -> float | None:
    return wait_seconds(answer.headers.get("retry-after", ""))
