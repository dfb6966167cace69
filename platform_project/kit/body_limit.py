"""A limit on request bodies before Django sees them.

Django's ASGI handler writes the whole body into a temporary file before any middleware runs, so a limit in
the application alone would let anybody fill the disk.
"""

from __future__ import annotations

from typing import Any

import orjson


class BodyLimit:
    """Answers 413 to requests whose body is larger than `limit_bytes`, announced or not."""

    def __init__(self, app: Any, limit_bytes: int) -> None:
        self.app = app
        self.limit_bytes = limit_bytes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced[:20]) > self.limit_bytes:
            await self._refuse(send)
            return
        came, answered = 0, False

        async def counted() -> Any:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            return {"type": "http.disconnect"} if came > self.limit_bytes else message

        async def noted(message: Any) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self.app(scope, counted, noted)
        if came > self.limit_bytes and not answered:
            await self._refuse(send)

    async def _refuse(self, send: Any) -> None:
        message = f"The body is larger than {self.limit_bytes} bytes."
        details = {"limit_bytes": self.limit_bytes}
        body = orjson.dumps({"code": "body_too_large", "message": message, "details": details})
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})
