"""The next turn of a conversation."""

from __future__ import annotations

from functools import partial
from typing import Any

from blocks.library.ai._ask import asker, user
from blocks.library.ai._choice import BY_MODEL, PROVIDERS, max_tokens_pin, model_pin, ollama_host_pin
from blocks.library.ai._turns import turns_of
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget

JsonList = list[Any]


class AIConversation(Block):
    """Let a language model say the next turn of a conversation."""

    id = "32a87eab-381e-4dd4-bdb8-4c47151be35a"
    slug = "ai.conversation"
    aliases = ("c3d4e5f6-g7h8-i9j0-k1l2-m3n4o5p6q7r8",)
    category = Category.AI
    timeout_seconds = 600.0
    providers = PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin("", description="What the user says next, if anything", widget=Widget.LONG_TEXT)
        messages: JsonList = Pin(
            description="The conversation so far: `role` and `content` each, or plain texts of the user",
            example=[{"role": "user", "content": "Good morning"}],
        )
        model: str = model_pin()
        max_tokens: int | None = max_tokens_pin()
        ollama_host: str = ollama_host_pin()

    class Output(BlockOutput):
        response: str = Pin(description="What the model says")
        prompt: JsonList = Pin(description="The messages that were sent")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        try:
            messages = turns_of(input.messages)
        except ValueError as err:
            raise InvalidInput(f"`messages`: {err}.", pin="messages") from err
        if input.prompt:
            messages.append(user(input.prompt))
        if not messages:
            raise InvalidInput("`messages` and `prompt` are both empty.", pin="messages")
        to = await asker(input.model, ctx, ollama_host=input.ollama_host, max_tokens=input.max_tokens)
        answer = await to.ask(messages, show=partial(ctx.stream, "response"))
        yield "response", answer.text
        yield "prompt", messages
