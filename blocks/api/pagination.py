"""Pages of the block catalogue, which is code and not a table: by slug, after the last one seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from blocks.api.serializers import block_row
from blocks.sdk import Block
from platform_project.errors import BadInput

PAGE_SIZE = 200
MAX_PAGE_SIZE = 1_000


def page_of(blocks: Sequence[type[Block]], request: Request) -> dict[str, Any]:
    """The page that `?cursor=` and `?page_size=` ask for. Raises BadInput."""
    size = _page_size(request)
    after = request.query_params.get("cursor", "")
    before = [block for block in blocks if block.slug <= after] if after else []
    rest = blocks[len(before) :]
    url = request.build_absolute_uri()
    return {
        "next": replace_query_param(url, "cursor", rest[size - 1].slug) if len(rest) > size else None,
        "previous": _previous(url, before, size),
        "results": [block_row(block) for block in rest[:size]],
    }


def _previous(url: str, before: Sequence[type[Block]], size: int) -> str | None:
    if not before:
        return None
    if len(before) <= size:
        return remove_query_param(url, "cursor")
    return replace_query_param(url, "cursor", before[-size - 1].slug)


def _page_size(request: Request) -> int:
    given = request.query_params.get("page_size")
    if given is None:
        return PAGE_SIZE
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= MAX_PAGE_SIZE):
        raise BadInput(
            f"page_size must be a whole number from 1 to {MAX_PAGE_SIZE}.",
            page_size=[f"1 to {MAX_PAGE_SIZE}"],
        )
    return int(given)
