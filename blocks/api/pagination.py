"""Pages of the block catalogue, which is code and not a table: each goes on after the last block of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from blocks.sdk import Block
from platform_project.errors import BadInput

PAGE_SIZE = 200
MAX_PAGE_SIZE = 1_000
Row = Callable[[type[Block]], dict[str, Any]]


def page_of(blocks: Sequence[type[Block]], request: Request, row: Row) -> dict[str, Any]:
    """The page that `?cursor=` and `?page_size=` ask for, as rows. Raises BadInput."""
    size = _page_size(request)
    start = _start(blocks, request.query_params.get("cursor", ""))
    url = request.build_absolute_uri()
    end = start + size
    return {
        "next": replace_query_param(url, "cursor", blocks[end - 1].slug) if end < len(blocks) else None,
        "previous": _previous(url, blocks[:start], size),
        "results": [row(block) for block in blocks[start:end]],
    }


def _start(blocks: Sequence[type[Block]], after: str) -> int:
    if not after:
        return 0
    for place, block in enumerate(blocks):
        if block.slug == after:
            return place + 1
    raise BadInput("The cursor is not of this list.", cursor=["Taken from `next` or `previous` of a page"])


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
