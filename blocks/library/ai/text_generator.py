"""Text from a language model."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blocks.library.ai._chat import Chat, pieces
from blocks.library.ai._models import DEFAULT_MODEL, model_named
from blocks.sdk import (
    Block,
    BlockFailure,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
    TooLarge,
)
from blocks.sdk.pins import Widget
from blocks.sdk.templates import render

JsonList = list[Any]
DEFAULT_OLLAMA_HOST = "localhost:11434"
MAX_PROMPT_CHARACTERS = 2_000_000
MAX_RESPONSE_CHARACTERS = 1_000_000
BACKOFF_SECONDS = 0.5  # before the second attempt; doubles
LONGEST_WAIT_SECONDS = 20.0  # a longer Retry-After fails the step, which may be run again later


class AITextGenerator(Block):
    """Let a language model answer a prompt."""

    id = "1f292d4a-41a4-4977-9684-7c8d560b9f91"
    slug = "ai.text_generator"
    aliases = ("d4e5f6-llm-block",)
    category = Category.AI
    timeout_seconds = 600.0
    providers = ("openai", "anthropic", "groq", "open_router", "ollama")

    class Input(BlockInput):
        prompt: str = Pin(
            description="What the model is asked; may use values as in {{ name }}",
            example="Summarize the following text",
            min_length=1,
            widget=Widget.LONG_TEXT,
        )
        content: str = Pin("", description="Text to work on, put after the prompt", widget=Widget.LONG_TEXT)
        model: str = Pin(
            DEFAULT_MODEL,
            description="The model's name; `ollama/…`, `groq/…` and `open_router/…` choose the provider",
            example="gpt-4o-mini",
            min_length=1,
            max_length=200,
        )
        sys_prompt: str = Pin(
            "", description="Who the model shall be", advanced=True, widget=Widget.LONG_TEXT
        )
        retry: int = Pin(3, description="How often to try if the provider fails", ge=1, le=10, advanced=True)
        prompt_values: dict[str, Any] = Pin({}, description="Values for the prompts", example={"name": "Ada"})
        ollama_host: str = Pin(
            DEFAULT_OLLAMA_HOST,
            description="Where Ollama runs, for its models",
            advanced=True,
            max_length=255,
        )
        max_tokens: int | None = Pin(None, description="Longest answer, in tokens", ge=1, advanced=True)

    class Output(BlockOutput):
        response: str = Pin(description="The model's answer")
        prompt: JsonList = Pin(description="The messages that were sent")

    @classmethod
    def providers_for(cls, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The one that serves the model."""
        model = values.get("model", DEFAULT_MODEL)
        return (model_named(model.strip()).provider,) if isinstance(model, str) else cls.providers

    async def run(self, input: Input, ctx: Context) -> Outputs:
        chat = await asyncio.to_thread(_chat, input)  # filling a template may take a while
        credential = _at_host(await ctx.credential(chat.model.provider), input.ollama_host)
        yield "response", await _answer(chat, credential, ctx, attempts=input.retry)
        yield "prompt", chat.messages()


def _chat(input: AITextGenerator.Input) -> Chat:
    model = model_named(input.model.strip())
    if not model.name:
        raise InvalidInput("`model` names no model.", pin="model")
    prompt = _filled(input.prompt, input.prompt_values)
    if input.content:
        prompt = f"{prompt}\n\n{input.content}"
    if len(prompt) + len(input.sys_prompt) > MAX_PROMPT_CHARACTERS:
        raise TooLarge(f"The prompt is longer than {MAX_PROMPT_CHARACTERS:,} characters.")
    return Chat(model, _filled(input.sys_prompt, input.prompt_values), prompt, input.max_tokens)


def _filled(text: str, values: dict[str, Any]) -> str:
    return render(text, values) if values else text


def _at_host(credential: Credential, host: str) -> Credential:
    """For Ollama the address of its OpenAI-compatible API, at the host the step names if it names one."""
    if credential.provider != "ollama":
        return credential
    address = credential.base_url if host in ("", DEFAULT_OLLAMA_HOST) else host
    address = address if "://" in address else f"http://{address}"
    return replace(credential, base_url=f"{address.rstrip('/').removesuffix('/v1')}/v1")


async def _answer(chat: Chat, credential: Credential, ctx: Context, *, attempts: int) -> str:
    """The whole answer, streamed on the way. Tried again only while nothing of it was shown."""
    for attempt in range(1, attempts + 1):
        text: list[str] = []
        try:
            await _read(chat, credential, ctx, text)
        except BlockFailure as failure:
            asked = failure.retry_after_seconds
            wait = BACKOFF_SECONDS * 2 ** (attempt - 1) if asked is None else asked
            if text or not failure.retryable or attempt == attempts or wait > LONGEST_WAIT_SECONDS:
                raise
            await asyncio.sleep(wait)
        else:
            return "".join(text)
    raise AssertionError("The last attempt returns or raises.")


async def _read(chat: Chat, credential: Credential, ctx: Context, text: list[str]) -> None:
    size = 0
    async for piece in pieces(chat, credential, ctx):
        size += len(piece)
        if size > MAX_RESPONSE_CHARACTERS:
            raise TooLarge(f"The answer is longer than {MAX_RESPONSE_CHARACTERS:,} characters.")
        text.append(piece)
        await ctx.stream("response", piece)
