"""What WordPress.com's and Medium's rows refuse before anything is sent, and what they leave out."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.library.providers.wordpress import site_of
from blocks.sdk import Context, find_block, fire
from tests.blocks.wire import Reply, Wire

STORY = {"title": "It rains in", "content": "<p>In</p>", "tags": [], "publish_status": "draft"}


@pytest.mark.parametrize(
    "given", ["example.wordpress.com", "https://example.wordpress.com/", "http://example.wordpress.com"]
)
def test_a_site_is_named_by_its_domain_or_its_address(given: str) -> None:
    assert site_of(given) == "example.wordpress.com"


@pytest.mark.parametrize("given", ["", "https://", "example.wordpress.com/2026/11/21"])
def test_what_is_no_site_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="is no site"):
        site_of(given)


async def _published(values: dict[str, Any], ctx: Context) -> Any:
    block = find_block("medium.publish")
    assert block is not None
    return await fire(block, {**STORY, **values}, ctx)


async def test_medium_takes_two_formats(wire: Wire, ctx: Context) -> None:
    firing = await _published({"content_format": "text"}, ctx)
    assert firing.error == "`content_format`: it is html or markdown, not 'text'."
    assert wire.seen == []


async def test_nobody_is_asked_who_the_author_is_if_that_is_known(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(201, b'{"data": {"id": "e6f36a", "url": "https://medium.com/@ada/e6f36a"}}')]
    firing = await _published({"content_format": "html", "author_id": "5303d"}, ctx)
    assert firing.outputs == [("post_id", "e6f36a"), ("post_url", "https://medium.com/@ada/e6f36a")]
    assert [request.path for request in wire.seen] == ["/users/5303d/posts"]
