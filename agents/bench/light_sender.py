"""Requests that cost their sender next to nothing: it shares its processors with the server it measures."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class LightSender:
    """POSTs JSON to one address, each on a connection that no other uses meanwhile; they are kept."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url)
        self._idle: list[Connection] = []

    async def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, float]:
        """The status, and the seconds from here to the end of the answer. Raises OSError."""
        began = time.perf_counter()
        reader, writer = connection = await self._connection()
        named = {"Host": self._at.netloc, "Content-Type": "application/json", **headers}
        lines = [f"POST {self._at.path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if (length := _LENGTH.search(answer)) is not None:
            await reader.readexactly(int(length[1]))
        took = time.perf_counter() - began
        self._idle.append(connection)
        return int(answer.split(b" ", 2)[1]), took

    async def _connection(self) -> Connection:
        if self._idle:
            return self._idle.pop()
        return await asyncio.open_connection(self._at.hostname, self._at.port)

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()
