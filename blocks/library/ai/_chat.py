"""One chat completion, streamed, over the vendors' own SDKs. They are imported when first used."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from blocks.library.ai._failures import failure_of
from blocks.library.ai._models import Model
from blocks.sdk import Context, Credential, ProviderDown

REQUEST_TIMEOUT_SECONDS = 120.0  # between two pieces of an answer
ANTHROPIC_MAX_TOKENS = 4_096  # its API wants a number; every model takes this one
_NO_KEY = "none"  # servers of one's own want a key but do not look at it


@dataclass(frozen=True, slots=True)
class Chat:
    """What is asked of a model."""

    model: Model
    system: str
    prompt: str
    max_tokens: int | None

    def messages(self) -> list[dict[str, str]]:
        """The conversation as OpenAI's protocol has it."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.prompt}]


async def pieces(chat: Chat, credential: Credential, ctx: Context) -> AsyncIterator[str]:
    """The answer's text, as it comes. Raises the SDK's typed failures."""
    import httpx2

    await _load("anthropic" if chat.model.provider == "anthropic" else "openai")
    stream = _anthropic if chat.model.provider == "anthropic" else _openai
    errors = _errors_of(chat.model.provider)
    try:
        async for piece in stream(chat, credential, ctx):
            yield piece
    except (errors, httpx2.RequestError, json.JSONDecodeError) as err:
        raise failure_of(err, chat.model.provider, ctx) from err


_loaded: set[str] = set()


async def _load(sdk: str) -> None:
    """Import an SDK beside the event loop: that takes seconds, in which no other step would move."""
    if sdk not in _loaded:
        await asyncio.to_thread(importlib.import_module, sdk)
        _loaded.add(sdk)


def _errors_of(provider: str) -> type[Exception]:
    if provider == "anthropic":
        import anthropic

        return anthropic.APIError
    import openai

    return openai.APIError


async def _openai(chat: Chat, credential: Credential, ctx: Context) -> AsyncIterator[str]:
    import openai

    client = openai.AsyncOpenAI(
        api_key=credential.api_key or _NO_KEY,
        base_url=credential.base_url,
        http_client=ctx.http.client(),
        max_retries=0,
        timeout=REQUEST_TIMEOUT_SECONDS,
    )
    # OpenAI's newer models refuse `max_tokens`, other servers do not know the new name.
    limit_name = "max_completion_tokens" if chat.model.provider == "openai" else "max_tokens"
    limit: dict[str, Any] = {} if chat.max_tokens is None else {limit_name: chat.max_tokens}
    messages: Any = chat.messages()
    stream = await client.chat.completions.create(
        model=chat.model.name, messages=messages, stream=True, **limit
    )
    is_whole = False
    async with stream:
        async for chunk in stream:
            for choice in chunk.choices:
                is_whole = is_whole or choice.finish_reason is not None
                if choice.delta.content:
                    yield choice.delta.content
    _check_whole(is_whole, chat)


async def _anthropic(chat: Chat, credential: Credential, ctx: Context) -> AsyncIterator[str]:
    import anthropic

    client = anthropic.AsyncAnthropic(
        api_key=credential.api_key,
        base_url=credential.base_url,
        http_client=ctx.http.client(),
        max_retries=0,
        timeout=REQUEST_TIMEOUT_SECONDS,
    )
    stream = await client.messages.create(
        model=chat.model.name,
        system=chat.system or anthropic.omit,
        messages=[{"role": "user", "content": chat.prompt}],
        max_tokens=chat.max_tokens or ANTHROPIC_MAX_TOKENS,
        stream=True,
    )
    is_whole = False
    async with stream:
        async for event in stream:
            is_whole = is_whole or event.type == "message_stop"
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                yield event.delta.text
    _check_whole(is_whole, chat)


def _check_whole(is_whole: bool, chat: Chat) -> None:
    """A stream can end without an error in the middle of a sentence."""
    if not is_whole:
        raise ProviderDown(f"{chat.model.provider} broke off its answer.")
