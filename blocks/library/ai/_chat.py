"""One question to a language model and its answer, whatever protocol its provider speaks.

Messages are written as OpenAI's protocol has them: role, content, tool_calls, tool_call_id.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from blocks.sdk import Context, Credential, ModelSpec, ProviderDown, TooLarge

REQUEST_TIMEOUT_SECONDS = 120.0  # between two pieces of an answer
MAX_RESPONSE_CHARACTERS = 1_000_000
MAX_CALLS = 64  # tools that one answer may call
NO_KEY = "none"  # servers of one's own want a key but do not look at it

Message = dict[str, Any]
Show = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may call. parameters: JSON Schema of an object."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a model."""

    spec: ModelSpec
    messages: list[Message]
    max_tokens: int | None = None
    wants_json: bool = False
    tools: tuple[Tool, ...] = ()
    may_call_many: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One tool that the model wants called. arguments: None if they are no JSON object."""

    id: str
    name: str
    text: str  # the arguments as the model wrote them
    arguments: dict[str, Any] | None


@dataclass(slots=True)
class Draft:
    """An answer as far as it has come."""

    spec: ModelSpec
    ctx: Context
    show: Show | None = None
    pieces: list[str] = field(default_factory=list)
    calls: dict[int, list[str]] = field(default_factory=dict)  # place → id, name, arguments
    sources: list[dict[str, Any]] = field(default_factory=list)  # what the provider says it read
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    cost_usd: Decimal | None = None
    is_whole: bool = False
    _size: int = 0

    async def add_text(self, piece: str) -> None:
        self._measure(piece)
        self.pieces.append(piece)
        if self.show is not None:
            await self.show(piece)

    def begin_call(self, place: int, call_id: str, name: str) -> None:
        if place not in self.calls and len(self.calls) >= MAX_CALLS:
            raise TooLarge(f"The model calls more than {MAX_CALLS} tools at once.")
        parts = self.calls.setdefault(place, ["", "", ""])
        parts[0] = parts[0] or call_id
        parts[1] = parts[1] or name

    def add_arguments(self, place: int, piece: str) -> None:
        self._measure(piece)
        self.calls[place][2] += piece

    def count(self) -> None:
        """Tell the firing what this call used, as far as the provider said."""
        self.ctx.used(
            self.spec.usage(self.tokens_in, self.tokens_out, self.tokens_cached, cost_usd=self.cost_usd)
        )

    @property
    def has_begun(self) -> bool:
        return bool(self.pieces or self.calls)

    def answer(self) -> Answer:
        """Raises ProviderDown for a stream that ended without an error in the middle of a sentence."""
        if not self.is_whole:
            raise ProviderDown(f"{self.spec.provider} broke off its answer.")
        calls: dict[str, Call] = {}
        for place in sorted(self.calls):
            call_id, name, text = self.calls[place]
            if not call_id or call_id in calls:  # some servers give none, or all the same
                call_id = f"{call_id}call_{place}"
            calls[call_id] = _call(call_id, name, text)
        return Answer("".join(self.pieces), tuple(calls.values()), tuple(self.sources))

    def _measure(self, piece: str) -> None:
        self._size += len(piece)
        if self._size > MAX_RESPONSE_CHARACTERS:
            raise TooLarge(f"The answer is longer than {MAX_RESPONSE_CHARACTERS:,} characters.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said."""

    text: str
    calls: tuple[Call, ...] = ()
    sources: tuple[dict[str, Any], ...] = ()

    def as_message(self) -> Message:
        """The answer as the next question carries it."""
        message: Message = {"role": "assistant", "content": self.text}
        if self.calls:
            message["tool_calls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.text}}
                for call in self.calls
            ]
        return message


async def ask_once(question: Question, credential: Credential, draft: Draft) -> Answer:
    """Ask, and fill `draft` as the answer comes. Raises the SDK's typed failures."""
    import httpx2

    from blocks.library.ai import _anthropic_wire, _openai_wire
    from blocks.library.ai._failures import failure_of

    provider, ctx = question.spec.provider, draft.ctx
    sdk = "anthropic" if provider == "anthropic" else "openai"
    await load(sdk)
    read = _anthropic_wire.read if sdk == "anthropic" else _openai_wire.read
    try:
        await read(question, credential, draft)
    except (errors_of(sdk), httpx2.RequestError, json.JSONDecodeError) as err:
        raise failure_of(err, provider, ctx) from err
    finally:
        draft.count()
    return draft.answer()


_loaded: set[str] = set()


async def load(sdk: str) -> None:
    """Import an SDK beside the event loop: that takes seconds, in which no other step would move."""
    if sdk not in _loaded:
        await asyncio.to_thread(importlib.import_module, sdk)
        _loaded.add(sdk)


def errors_of(sdk: str) -> type[Exception]:
    if sdk == "anthropic":
        import anthropic

        return anthropic.APIError
    import openai

    return openai.APIError


def _call(call_id: str, name: str, text: str) -> Call:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        read = None
    return Call(call_id, name, text or "{}", read if isinstance(read, dict) else None)
