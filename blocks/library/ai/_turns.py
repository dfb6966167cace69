"""Conversations that come from outside: lists of `{"role", "content"}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blocks.library.ai._chat import Message

ROLES = ("system", "developer", "user", "assistant", "tool")
MAX_MESSAGES = 10_000
_KEPT = ("role", "content", "tool_calls", "tool_call_id", "name")


def turns_of(given: Iterable[Any]) -> list[Message]:
    """The messages as a provider takes them. A plain text is said by the user. Raises ValueError."""
    turns: list[Message] = []
    for place, message in enumerate(given):
        if place >= MAX_MESSAGES:
            raise ValueError(f"more than {MAX_MESSAGES:,} messages")
        turns.append(_turn(place, message))
    return turns


def _turn(place: int, message: Any) -> Message:
    if isinstance(message, str):
        return {"role": "user", "content": message}
    if not isinstance(message, dict) or message.get("role") not in ROLES:
        raise ValueError(f"message {place} needs a `role`, one of {', '.join(ROLES)}")
    content = message.get("content")
    if content is None and not message.get("tool_calls"):
        raise ValueError(f"message {place} needs `content`")
    if not isinstance(content, str | list | None):
        raise ValueError(f"the `content` of message {place} must be text or a list of parts")
    if message.get("tool_calls") is not None and not _are_calls(message["tool_calls"]):
        raise ValueError(f"the `tool_calls` of message {place} are not as OpenAI's protocol has them")
    return {name: message[name] for name in _KEPT if message.get(name) is not None} | {
        "content": "" if content is None else content
    }


def _are_calls(calls: Any) -> bool:
    return isinstance(calls, list) and all(
        isinstance(call, dict)
        and isinstance(call.get("id"), str)
        and isinstance(call.get("function"), dict)
        and isinstance(call["function"].get("name"), str)
        and isinstance(call["function"].get("arguments"), str)
        for call in calls
    )
