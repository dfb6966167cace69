"""Text from a language model."""

from __future__ import annotations

from functools import partial
from typing import Any

from blocks.library.ai._ask import asker, conversation, user
from blocks.library.ai._choice import (
    BY_MODEL,
    PROVIDERS,
    max_tokens_pin,
    model_pin,
    ollama_host_pin,
    retry_pin,
)
from blocks.library.ai._prompts import filled
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin
from blocks.sdk.pins import Widget

JsonList = list[Any]


class AITextGenerator(Block):
    """Let a language model answer a prompt."""

    id = "1f292d4a-41a4-4977-9684-7c8d560b9f91"
    slug = "ai.text_generator"
    aliases = ("d4e5f6-llm-block",)
    category = Category.AI
    timeout_seconds = 600.0
    providers = PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="What the model is asked; may use values as in {{ name }}",
            example="Summarize the following text",
            min_length=1,
            widget=Widget.LONG_TEXT,
        )
        content: str = Pin("", description="Text to work on, put after the prompt", widget=Widget.LONG_TEXT)
        model: str = model_pin()
        sys_prompt: str = Pin(
            "", description="Who the model shall be", advanced=True, widget=Widget.LONG_TEXT
        )
        retry: int = retry_pin()
        prompt_values: dict[str, Any] = Pin({}, description="Values for the prompts", example={"name": "Ada"})
        ollama_host: str = ollama_host_pin()
        max_tokens: int | None = max_tokens_pin()

    class Output(BlockOutput):
        response: str = Pin(description="The model's answer")
        prompt: JsonList = Pin(description="The messages that were sent")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        to = await asker(
            input.model,
            ctx,
            ollama_host=input.ollama_host,
            attempts=input.retry,
            max_tokens=input.max_tokens,
        )
        prompt = await filled(input.prompt, input.prompt_values)
        if input.content:
            prompt = f"{prompt}\n\n{input.content}"
        messages = conversation(await filled(input.sys_prompt, input.prompt_values), user(prompt))
        answer = await to.ask(messages, show=partial(ctx.stream, "response"))
        yield "response", answer.text
        yield "prompt", messages
