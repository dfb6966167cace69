"""Requests of ASGI applications, as a server makes them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync

LEFT_TO_DJANGO = 299  # a status that nobody else answers


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status_code: int
    headers: dict[str, str]  # names in lower case
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


async def left_to_django(_scope: Any, _receive: Any, send: Any) -> None:
    """Where Django is: what comes here is none of the door's."""
    await send({"type": "http.response.start", "status": LEFT_TO_DJANGO, "headers": []})
    await send({"type": "http.response.body"})


def ask(
    app: Callable[[Any, Any, Any], Awaitable[None]],
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> Answer:
    """What `app` answers, on the connection of the test that asks."""
    bare, _, query = path.partition("?")
    named = {"Host": "testserver", **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "path": bare,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        "client": ("192.0.2.7", 4711),
        "server": ("testserver", 80),
        "scheme": "http",
    }
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def keep(message: Any) -> None:
        told.append(message)

    async def run() -> None:
        await app(scope, receive, keep)

    async_to_sync(run)()
    said = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in told[1:])
    return Answer(told[0]["status"], said, content)
