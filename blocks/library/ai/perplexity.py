"""Answers from the web, with their sources, by Perplexity's models."""

from __future__ import annotations

from functools import partial
from typing import Any

from blocks.library.ai._ask import asker, conversation, user
from blocks.library.ai._choice import BY_MODEL, max_tokens_pin
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget


class Perplexity(Block):
    """Let a model of Perplexity search the web and answer, with its sources.

    `perplexity/…` goes through OpenRouter, `sonar…` to Perplexity itself.
    """

    id = "c8a5f2e9-8b3d-4a7e-9f6c-1d5e3c9b7a4f"
    slug = "ai.perplexity"
    category = Category.AI
    categories = (Category.AI, Category.SEARCH)
    timeout_seconds = 900.0  # deep research takes minutes
    providers = ("open_router", "perplexity")
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="The question",
            example="What is new in PostgreSQL?",
            min_length=1,
            widget=Widget.LONG_TEXT,
        )
        model: str = Pin(
            "perplexity/sonar",
            description="`perplexity/sonar`, `…-pro` or `…-deep-research`; or `sonar` and the like",
            min_length=1,
            max_length=200,
            widget=Widget.MODEL,
        )
        system_prompt: str = Pin(
            "", description="Who the model shall be", advanced=True, widget=Widget.LONG_TEXT
        )
        max_tokens: int | None = max_tokens_pin()

    class Output(BlockOutput):
        response: str = Pin(description="The answer")
        annotations: list[dict[str, Any]] = Pin(description="The sources: `url_citation` with title and url")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        to = await asker(input.model, ctx, max_tokens=input.max_tokens)
        if to.spec.provider not in self.providers or "sonar" not in to.spec.wire_name:
            raise InvalidInput(f"`model`: {to.spec.name!r} is no model of Perplexity.", pin="model")
        messages = conversation(input.system_prompt, user(input.prompt))
        answer = await to.ask(messages, show=partial(ctx.stream, "response"))
        yield "response", answer.text
        yield "annotations", list(answer.sources)
