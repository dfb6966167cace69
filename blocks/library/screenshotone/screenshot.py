"""Pictures of web pages, by ScreenshotOne. https://screenshotone.com/docs/options/"""

from __future__ import annotations

from enum import StrEnum

from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Outputs,
    Pin,
    Price,
    ProviderDown,
    files,
)
from blocks.sdk.answers import refusal
from blocks.sdk.pins import Widget


class ImageFormat(StrEnum):
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


class ScreenshotWebPage(Block):
    """Take a picture of a web page."""

    id = "3a7c4b8d-6e2f-4a5d-b9c1-f8d23c5a9b0e"
    slug = "web.screenshot"
    category = Category.DATA
    providers = ("screenshotone",)
    prices = (Price("2"),)
    timeout_seconds = 90.0

    class Input(BlockInput):
        url: str = Pin(
            description="The page's address", example="https://example.com", min_length=1, max_length=4_000
        )
        viewport_width: int = Pin(1920, description="Width of the window, pixels", ge=100, le=7_680)
        viewport_height: int = Pin(1080, description="Height of the window, pixels", ge=100, le=4_320)
        full_page: bool = Pin(False, description="The whole page, not only what the window shows")
        format: ImageFormat = Pin(ImageFormat.PNG, description="The kind of picture", widget=Widget.SELECT)
        block_ads: bool = Pin(True, description="Without advertisements", advanced=True)
        block_cookie_banners: bool = Pin(True, description="Without questions for cookies", advanced=True)
        block_chats: bool = Pin(True, description="Without chat windows", advanced=True)
        cache: bool = Pin(False, description="A picture that was taken before will do", advanced=True)

    class Output(BlockOutput):
        image: str = Pin(description="The picture, as a data URI")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await ctx.credential("screenshotone")
        answer = await ctx.http.request(
            "POST",
            f"{key.base_url}/take",
            headers={"X-Access-Key": key.api_key},
            json=input.model_dump(mode="json"),
            timeout_seconds=80.0,
            max_bytes=files.MAX_FILE_BYTES,
            idempotent=True,
        )
        if answer.status_code >= 300:
            raise refusal(answer, "ScreenshotOne")
        picture = files.made(answer.content)
        if not picture.media_type.startswith("image/"):
            raise ProviderDown("ScreenshotOne's answer is no picture.")
        yield "image", picture.as_data_uri()
