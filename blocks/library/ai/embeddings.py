"""Texts as points in space, near each other where they mean the like."""

from __future__ import annotations

from typing import Any

from blocks.library.ai._choice import BY_MODEL
from blocks.library.ai._media import ask, served
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    InvalidInput,
    Outputs,
    Pin,
    ProviderDown,
)
from blocks.sdk.pins import Widget

MAX_TEXTS = 2_048  # of one request


class CreateEmbeddings(Block):
    """Let a model turn texts into lists of numbers that can be compared and searched."""

    id = "15051d7f-bf29-420d-9302-8d7de7f691d1"
    slug = "ai.create_embeddings"
    category = Category.AI
    categories = (Category.AI, Category.SEARCH)
    timeout_seconds = 120.0
    providers = ("openai", "mistral", "ollama", "openai_compatible")
    prices = BY_MODEL

    class Input(BlockInput):
        texts: list[str] = Pin(description="The texts", example=["Good morning"], max_length=MAX_TEXTS)
        model: str = Pin(
            "text-embedding-3-small",
            description="A model for embeddings",
            min_length=1,
            max_length=200,
            widget=Widget.MODEL,
        )
        dimensions: int | None = Pin(
            None,
            description="How many numbers, for models that let one choose",
            ge=1,
            le=10_000,
            advanced=True,
        )

    class Output(BlockOutput):
        embeddings: list[list[float]] = Pin(description="A list of numbers for each text, in their order")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if not all(input.texts):
            raise InvalidInput("`texts` holds an empty text.", pin="texts")
        spec = await served(input.model, ctx, "embedding", self.providers)
        if not input.texts:
            yield "embeddings", []
            return
        given: dict[str, Any] = {"input": input.texts, "encoding_format": "float"}
        if input.dimensions is not None:
            given["dimensions"] = input.dimensions
        made = await ask(spec, ctx, lambda client: client.embeddings.create(model=spec.wire_name, **given))
        found = sorted(made.data, key=lambda one: one.index)
        if len(found) != len(input.texts):
            raise ProviderDown(f"{spec.provider} gives {len(found)} embeddings for {len(input.texts)} texts.")
        yield "embeddings", [[float(number) for number in one.embedding] for one in found]
