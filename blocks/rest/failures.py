"""Refusals of an API, as the SDK's failures, with the API's own words."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from blocks.rest.operation import Api
from blocks.rest.selectors import NothingSelected, select
from blocks.sdk import Answer, AuthFailed, BlockFailure, InvalidInput, ProviderRefused, RateLimited, TimedOut
from blocks.sdk.answers import refusal, wait_seconds

_MOST_SAID = 300  # characters
_LONGEST_WAIT_SECONDS = 24 * 3600
_INVALID = frozenset({400, 404, 409, 410, 412, 413, 422, 501})


def failure_of(api: Api, answer: Answer, scopes: Sequence[str]) -> BlockFailure:
    """What an answer of 300 and above means."""
    status, said = answer.status_code, _said(api, answer)
    if status == 429 or _is_out_of_turns(answer):
        return RateLimited(f"{api.name} asks to send less often.", retry_after_seconds=_asked_wait(answer))
    if status == 401:
        return AuthFailed(f"{api.name} refuses the credential{_after(said)}")
    if status == 403:
        return AuthFailed(f"{api.name} does not allow this{_after(said)}{_needed(answer, scopes)}")
    if status == 408:
        return TimedOut(f"{api.name} did not answer in time (status {status}).")
    if status in _INVALID:
        return InvalidInput(f"{api.name} refuses what it was sent (status {status}){_after(said)}")
    return refusal(answer, api.name, said=said)


def failure_within(api: Api, body: Any, scopes: Sequence[str]) -> BlockFailure | None:
    """What is wrong according to an answer of 200; None if nothing."""
    found = _selected(api.failed, body) if api.failed else None
    if not found:
        return None
    code, words = _code_and_words(found)
    kind = api.meaning.get(code, ProviderRefused)
    if kind is RateLimited:
        said = "" if words == code else _after(words).rstrip(".")
        return RateLimited(f"{api.name} asks to send less often{said}.")
    needed = f" It takes the right {_listed(scopes)}." if kind is AuthFailed and scopes else ""
    return kind(f"{api.name} refuses{_after(words)}{needed}")


def _code_and_words(found: Any) -> tuple[str, str]:
    """By what the failure is known, and what people are told of it."""
    if isinstance(found, list) and len(found) == 2 and all(isinstance(part, str) for part in found):
        return found[0], found[1]
    words = found if isinstance(found, str) else json.dumps(found)
    return words, words


def _said(api: Api, answer: Answer) -> str:
    try:
        found = _selected(api.said, answer.json())
    except ValueError:
        found = answer.text
    return _short(found if isinstance(found, str) else json.dumps(found) if found else "")


def _selected(path: str, body: Any) -> Any:
    try:
        return select(path, body)
    except NothingSelected:
        return None


def _short(said: str) -> str:
    text = " ".join(said.split())
    return text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 1]}…"


def _after(said: str) -> str:
    return f": {_short(said).rstrip('.')}." if said else "."


def _needed(answer: Answer, scopes: Sequence[str]) -> str:
    """The rights it would take: what the answer names (GitHub does), else what the operation declares."""
    named = answer.headers.get("x-accepted-oauth-scopes", "")
    wanted = [scope.strip() for scope in named.split(",") if scope.strip()] or list(scopes)
    return f" It takes the right {_listed(wanted)}." if wanted else ""


def _listed(scopes: Sequence[str]) -> str:
    return " and ".join(repr(scope) for scope in scopes)


def _is_out_of_turns(answer: Answer) -> bool:
    """GitHub says 403 where others say 429."""
    return answer.status_code == 403 and (
        answer.headers.get("x-ratelimit-remaining") == "0" or "rate limit" in answer.text[:1_000].lower()
    )


def _asked_wait(answer: Answer) -> float | None:
    asked = wait_seconds(answer.headers.get("retry-after", ""))
    if asked is not None:
        return asked
    reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("x-rate-limit-reset", "")
    if not reset.isdecimal():
        return None
    if int(reset) <= _LONGEST_WAIT_SECONDS:  # Reddit tells how long yet
        return float(reset)
    return max(0.0, int(reset) - time.time()) if int(reset) > 1_000_000_000 else None  # GitHub and X: when
