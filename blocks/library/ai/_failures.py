"""What the vendors' SDKs raise, as failures of a block. Both SDKs share their names and attributes."""

from __future__ import annotations

from typing import Any

from blocks.sdk import (
    AuthFailed,
    BlockFailure,
    Context,
    ProviderDown,
    ProviderRefused,
    RateLimited,
    TimedOut,
)
from blocks.sdk.answers import wait_seconds

MAX_SAID_CHARACTERS = 500
_OUT_OF_MONEY = "insufficient_quota"  # OpenAI's 429 that no waiting helps against


def failure_of(error: Exception, provider: str, ctx: Context) -> BlockFailure:
    """The typed failure behind an error that came out of an SDK's call or stream."""
    refused = ctx.http.failure_behind(error)
    if refused is not None:
        return refused
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_status(status, error, provider)
    if "Timeout" in type(error).__name__:
        return TimedOut(f"{provider} did not answer in time.")
    return ProviderDown(f"{provider} cannot be reached, or broke off.")


def _by_status(status: int, error: Any, provider: str) -> BlockFailure:
    if status == 401:
        return AuthFailed(f"{provider} refuses the API key.")
    if status == 429 and getattr(error, "code", None) == _OUT_OF_MONEY:
        return ProviderRefused(f"{provider} refuses: {_said(error)}")
    if status == 429:
        return RateLimited(
            f"{provider} asks to send less often.",
            retry_after_seconds=wait_seconds(error.response.headers.get("retry-after", "")),
        )
    if status in (408, 504):
        return TimedOut(f"{provider} did not answer in time.")
    if status >= 500:
        return ProviderDown(f"{provider} answers with status {status}.")
    return ProviderRefused(f"{provider} refuses with status {status}: {_said(error)}")


def _said(error: Any) -> str:
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else body
    message = inner.get("message") if isinstance(inner, dict) else None
    return str(message or error)[:MAX_SAID_CHARACTERS]
