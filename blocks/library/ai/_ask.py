"""Asking a model from a block: with retries, a conversation that fits, and what it cost written down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from blocks.library.ai._chat import Answer, Draft, Message, Question, Show, Tool, ask_once
from blocks.library.ai._choice import chosen, credential_for
from blocks.library.ai._fit import bounded, fitted
from blocks.sdk import BlockFailure, Context, ModelSpec, TooLarge

MAX_PROMPT_CHARACTERS = 2_000_000
BACKOFF_SECONDS = 0.5  # before the second attempt; doubles
LONGEST_WAIT_SECONDS = 20.0  # a longer Retry-After fails the step, which may be run again later


@dataclass(slots=True)
class Asker:
    """Asks one model for one firing."""

    spec: ModelSpec
    ctx: Context
    ollama_host: str = ""
    attempts: int = 3  # of one question, if the provider fails
    max_tokens: int | None = None
    makes_fit: bool = True

    async def ask(
        self,
        messages: list[Message],
        *,
        show: Show | None = None,
        wants_json: bool = False,
        tools: tuple[Tool, ...] = (),
        may_call_many: bool = False,
    ) -> Answer:
        """The model's answer. Asked again only while nothing of it was shown or called."""
        question = Question(
            self.spec,
            await self._fitted(messages),
            bounded(self.max_tokens, self.spec),
            wants_json,
            tools,
            may_call_many,
        )
        for attempt in range(1, self.attempts + 1):
            credential = await credential_for(self.spec, self.ctx, self.ollama_host)
            draft = Draft(self.spec, self.ctx, show)
            try:
                return await ask_once(question, credential, draft)
            except BlockFailure as failure:
                wait = _wait(failure, attempt)
                is_shown = draft.has_begun and show is not None
                if (
                    is_shown
                    or not failure.retryable
                    or attempt == self.attempts
                    or wait > LONGEST_WAIT_SECONDS
                ):
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("The last attempt returns or raises.")

    async def _fitted(self, messages: list[Message]) -> list[Message]:
        size = sum(len(message.get("content") or "") for message in messages)
        if size > MAX_PROMPT_CHARACTERS:
            raise TooLarge(f"The prompt is longer than {MAX_PROMPT_CHARACTERS:,} characters.")
        if not self.makes_fit:
            return messages
        return await asyncio.to_thread(fitted, messages, self.spec, self.max_tokens)


async def asker(
    model: str,
    ctx: Context,
    *,
    ollama_host: str = "",
    attempts: int = 3,
    max_tokens: int | None = None,
    makes_fit: bool = True,
) -> Asker:
    """One for the model called so. Raises InvalidInput naming `model`."""
    return Asker(await chosen(model, ctx), ctx, ollama_host, attempts, max_tokens, makes_fit)


def conversation(system: str, *turns: Message) -> list[Message]:
    """Messages with a system prompt, if there is one."""
    return [*([{"role": "system", "content": system}] if system else []), *turns]


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def _wait(failure: BlockFailure, attempt: int) -> float:
    asked = failure.retry_after_seconds
    return BACKOFF_SECONDS * 2.0 ** (attempt - 1) if asked is None else asked
