"""Bodies beyond all measure are refused before they are kept anywhere."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from platform_project.kit.body_limit import BodyLimit

LIMIT = 100


async def _reading(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads the whole body, as Django does, and gives up when the client is gone."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


async def _sent(chunks: list[int], announced: str | None = None) -> tuple[int, bytes, int]:
    """Status, body, and how many chunks were read."""
    read, told = 0, []

    async def receive() -> Any:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * chunks[read - 1], "more_body": read < len(chunks)}

    async def send(message: Any) -> None:
        told.append(message)

    headers = [] if announced is None else [(b"content-length", announced.encode())]
    await BodyLimit(_reading, LIMIT)({"headers": headers}, receive, send)
    return told[0]["status"], told[1]["body"], read


@pytest.mark.parametrize("announced", ["101", "9" * 30])
async def test_a_body_that_says_it_is_too_large_is_refused_unread(announced: str) -> None:
    status, body, read = await _sent([10], announced)
    assert (status, read) == (413, 0)
    assert orjson.loads(body) == {
        "code": "body_too_large",
        "message": "The body is larger than 100 bytes.",
        "details": {"limit_bytes": 100},
    }


async def test_a_body_that_does_not_say_its_size_is_cut_at_the_limit() -> None:
    status, _, read = await _sent([60, 60, 60, 60])
    assert (status, read) == (413, 2)


async def test_a_body_within_the_limit_passes() -> None:
    assert await _sent([60, 40], "100") == (200, b"fine", 2)
