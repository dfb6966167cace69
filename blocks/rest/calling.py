"""The calls of one firing, in order, and the pages of the last one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from blocks.rest.functions import called
from blocks.rest.operation import Call, Operation, Paging, PagingStyle
from blocks.rest.polling import polled
from blocks.rest.requests import Came, Line
from blocks.rest.selectors import select
from blocks.sdk import BlockFailure, Context, InvalidInput, ProviderRefused, files
from blocks.sdk.pins import BlockInput

MAX_ITEMS = 500  # for which one call is made over and over
AT_ONCE = 6  # of calls that only read

_NEXT_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')


async def values_of(operation: Operation, input: BlockInput, ctx: Context) -> dict[str, Any]:
    """What templates are filled with: the inputs as the API takes them, None where nothing is asked for.

    Besides, `now`. Raises InvalidInput.
    """
    values: dict[str, Any] = {"now": ctx.now()}
    given = input.model_dump(mode="json")
    for name, takes in operation.takes.items():
        value = None if takes.is_unset(given[name]) else given[name]
        if value is not None and takes.is_file:
            several = [await files.load(ctx, one, pin=name) for one in _several(value)]
            value = several if isinstance(value, list) else several[0]
        if value is not None and takes.read is not None:
            try:
                value = takes.read(value)
            except ValueError as err:
                raise InvalidInput(f"`{name}`: {err}", pin=name) from None
        values[name] = value
    return values


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


async def answer_of(line: Line, values: dict[str, Any]) -> Any:
    """The last call's answer, None if none was made; what the calls keep is put into `values`.

    Raises the SDK's failures.
    """
    operation, body = line.operation, None
    for call in operation.calls:
        if call.derive is not None:
            values.update(called(call.derive, values, line.api))
        if call.when and values.get(call.when) in (None, False, "", [], {}):
            continue
        if call.over:
            body = await _over(line, call, values)
            kept: Mapping[str, Any] = {
                name: [select(path, item) for item in body] for name, path in call.keep.items()
            }
        else:
            came = await _once(line, call, values)
            body = None if came is None else came.body
            kept = {name: select(path, body) for name, path in call.keep.items()}
        values.update(kept)
    return body


async def _once(line: Line, call: Call, values: dict[str, Any]) -> Came | None:
    if call.poll is not None:
        return await polled(line, call, call.poll, values)
    if _is_paged(line.operation, call):
        return await _paged(line, call, values)
    return await line.made(call, values)


def _is_paged(operation: Operation, call: Call) -> bool:
    if operation.paging is None or any(one.is_paged for one in operation.calls):
        return call.is_paged
    return call is operation.calls[-1]


async def _over(line: Line, call: Call, values: Mapping[str, Any]) -> list[Any]:
    """The answers of a call that is made once for each item of a list, in its order."""
    items = values.get(call.over) or []
    if len(items) > MAX_ITEMS:
        raise InvalidInput(f"{len(items):,} calls would be needed; at most {MAX_ITEMS} are made.")
    if call.reads:
        return await _at_once(line, call, values, items)
    found: list[Any] = []
    for item in items:
        try:
            came = await line.made(call, {**values, "item": item})
        except BlockFailure as err:
            if not found:
                raise
            raise ProviderRefused(f"{len(found)} of {len(items)} were done, then: {err.message}") from err
        found.append(None if came is None else came.body)
    return found


async def _at_once(line: Line, call: Call, values: Mapping[str, Any], items: list[Any]) -> list[Any]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> Any:
        async with turns:
            came = await line.made(call, {**values, "item": item})
        return None if came is None else came.body

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(item)) for item in items]
    except* BlockFailure as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


# --- Pages ------------------------------------------------------------------------------------------------
async def _paged(line: Line, call: Call, values: Mapping[str, Any]) -> Came | None:
    """The first page's answer, with the items of the others put to its own."""
    paging = line.operation.paging
    assert paging is not None
    first = page = await line.made(call, values)
    if first is None or (items := _items(first.body, paging)) is None:
        return first
    wanted = min(_wanted(paging, values), paging.max_items)
    count, pages = len(items), 1
    while page is not None and count and len(items) < wanted and pages < paging.max_pages:
        following = _following(line, paging, page, len(items), pages)
        if following is None:
            break
        page = await line.made(call, values, **following)
        more = _items(page.body, paging) if page is not None else None
        count, pages = len(more or []), pages + 1
        items.extend(more or [])
    del items[wanted:]
    return first


def _wanted(paging: Paging, values: Mapping[str, Any]) -> int:
    asked = values.get(paging.limit) if paging.limit else None
    return paging.max_items if asked is None else int(asked)


def _items(body: Any, paging: Paging) -> list[Any] | None:
    for name in paging.items.split(".") if paging.items else ():
        body = body.get(name) if isinstance(body, dict) else None
    return body if isinstance(body, list) else None


def _following(line: Line, paging: Paging, page: Came, seen: int, pages: int) -> dict[str, Any] | None:
    """How the next page is asked for; None if this was the last."""
    match paging.style:
        case PagingStyle.LINK:
            found = _NEXT_LINK.search(page.headers.get("link", ""))
            return _at(line, urljoin(page.url, found[1]) if found else None)
        case PagingStyle.URL:
            return _at(line, select(paging.next, page.body))
        case PagingStyle.CURSOR:
            cursor = select(paging.next, page.body)
            return {"more": {paging.field: cursor}} if cursor else None
        case PagingStyle.PAGE:
            return {"more": {paging.field: paging.first + pages}}
        case PagingStyle.OFFSET:
            return {"more": {paging.field: seen}}


def _at(line: Line, url: Any) -> dict[str, Any] | None:
    return {"url": url} if isinstance(url, str) and line.is_own(url) else None
