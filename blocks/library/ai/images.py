"""Images made, changed and looked at by models."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, Literal

from blocks.library.ai._ask import Asker, user
from blocks.library.ai._choice import BY_MODEL, PROVIDERS, max_tokens_pin, model_pin
from blocks.library.ai._media import ask, served
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin, ProviderDown, files
from blocks.sdk.pins import Widget

Size = Literal["auto", "1024x1024", "1536x1024", "1024x1536"]
Quality = Literal["auto", "low", "medium", "high"]

DEFAULT_MODEL = "gpt-image-1"
MAX_IMAGES = 16
MAX_LOOKED_AT_BYTES = 20 * 1024**2
_PROVIDERS = ("openai", "openai_compatible")


def _image_model_pin() -> Any:
    return Pin(
        DEFAULT_MODEL, description="A model for images", min_length=1, max_length=200, widget=Widget.MODEL
    )


class GenerateImage(Block):
    """Let a model make an image from a description."""

    id = "d7bc18fe-72b8-48fa-8cd8-4ef6b7c8cd65"
    slug = "ai.generate_image"
    category = Category.AI
    categories = (Category.AI, Category.MULTIMEDIA)
    timeout_seconds = 300.0
    providers = _PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="What the image shows",
            example="A lighthouse at dusk",
            min_length=1,
            max_length=32_000,
            widget=Widget.LONG_TEXT,
        )
        model: str = _image_model_pin()
        size: Size = Pin("auto", description="Width and height in pixels")
        quality: Quality = Pin("auto", description="How fine it is; a finer one costs more", advanced=True)

    class Output(BlockOutput):
        image: str = Pin(description="The image, as a data URI")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await served(input.model, ctx, "image", self.providers)
        made = await ask(
            spec,
            ctx,
            lambda client: client.images.generate(
                model=spec.wire_name, prompt=input.prompt, size=input.size, quality=input.quality
            ),
        )
        yield "image", await _image_of(made, ctx)


class EditImage(Block):
    """Let a model change an image, or put several together, as it is told."""

    id = "1aab0c48-3fdd-48e7-b3c2-e990075d4df2"
    slug = "ai.edit_image"
    category = Category.AI
    categories = (Category.AI, Category.MULTIMEDIA)
    timeout_seconds = 300.0
    providers = _PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        prompt: str = Pin(
            description="What is to be changed",
            example="Make it winter",
            min_length=1,
            max_length=32_000,
            widget=Widget.LONG_TEXT,
        )
        images: list[str] = Pin(
            description="The images: web addresses or data URIs", min_length=1, max_length=MAX_IMAGES
        )
        mask: str | None = Pin(
            None,
            description="A PNG whose transparent parts say where the first image may change",
            advanced=True,
            widget=Widget.FILE,
        )
        model: str = _image_model_pin()
        size: Size = Pin("auto", description="Width and height in pixels")
        quality: Quality = Pin("auto", description="How fine it is; a finer one costs more", advanced=True)

    class Output(BlockOutput):
        image: str = Pin(description="The image, as a data URI")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await served(input.model, ctx, "image", self.providers)
        given: dict[str, Any] = {"prompt": input.prompt, "size": input.size, "quality": input.quality}
        given["image"] = [await _upload(ctx, one, n, "images") for n, one in enumerate(input.images)]
        if input.mask:
            given["mask"] = await _upload(ctx, input.mask, 0, "mask")
        made = await ask(spec, ctx, lambda client: client.images.edit(model=spec.wire_name, **given))
        yield "image", await _image_of(made, ctx)


class DescribeImage(Block):
    """Let a model look at an image and answer a question about it."""

    id = "9a423a0e-103f-4345-80d1-882a3717ad6e"
    slug = "ai.describe_image"
    category = Category.AI
    categories = (Category.AI, Category.MULTIMEDIA)
    timeout_seconds = 300.0
    providers = PROVIDERS
    prices = BY_MODEL

    class Input(BlockInput):
        image: str = Pin(description="A web address or a data URI", widget=Widget.FILE, min_length=1)
        prompt: str = Pin(
            "Describe this image.",
            description="What is asked about it",
            widget=Widget.LONG_TEXT,
            min_length=1,
        )
        model: str = model_pin()
        max_tokens: int | None = max_tokens_pin()

    class Output(BlockOutput):
        response: str = Pin(description="The answer")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await served(input.model, ctx, "vision", self.providers)
        file = await files.load(ctx, input.image, pin="image", max_bytes=MAX_LOOKED_AT_BYTES)
        shown = {"url": await asyncio.to_thread(file.as_data_uri)}
        parts = [{"type": "text", "text": input.prompt}, {"type": "image_url", "image_url": shown}]
        to = Asker(spec, ctx, max_tokens=input.max_tokens)
        message = user(input.prompt) | {"content": parts}
        yield "response", (await to.ask([message], show=partial(ctx.stream, "response"))).text


async def _image_of(made: Any, ctx: Context) -> str:
    """The one image of an answer: its content, or an address from which it is fetched."""
    first = made.data[0] if made.data else None
    if first is not None and first.b64_json:
        given = f"data:;base64,{first.b64_json}"
    elif first is not None and first.url:
        given = first.url
    else:
        raise ProviderDown("The provider's answer holds no image.")
    file = await files.load(ctx, given, pin="image")
    return await asyncio.to_thread(file.as_data_uri)


async def _upload(ctx: Context, given: str, number: int, pin: str) -> tuple[str, bytes, str]:
    file = await files.load(ctx, given, pin=pin)
    return f"image{number}.{file.media_type.partition('/')[2][:10]}", file.content, file.media_type
