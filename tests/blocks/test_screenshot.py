"""Pictures of pages by ScreenshotOne, against a server that answers as its API does."""

from __future__ import annotations

from blocks.library.screenshotone.screenshot import ScreenshotWebPage
from blocks.sdk import Context, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Wire

PNG = b"\x89PNG\r\n\x1a\n"


async def test_the_picture_comes_as_a_file_and_the_key_in_a_header(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, PNG, {"Content-Type": "image/png"})]
    firing = await fire(ScreenshotWebPage, {"url": "https://example.com", "full_page": True}, ctx)
    assert firing.outputs == [("image", "data:image/png;base64,iVBORw0KGgo=")]
    (sent,) = wire.seen
    assert (sent.method, sent.path, sent.headers["x-access-key"]) == ("POST", "/take", API_KEY)
    assert sent.json() == {
        "url": "https://example.com", "viewport_width": 1920, "viewport_height": 1080, "full_page": True,
        "format": "png", "block_ads": True, "block_cookie_banners": True, "block_chats": True, "cache": False,
    }  # fmt: skip


async def test_an_answer_that_is_no_picture_fails(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, b"<html>")]
    assert (await fire(ScreenshotWebPage, {"url": "https://example.com"}, ctx)).error_code == "provider_down"
