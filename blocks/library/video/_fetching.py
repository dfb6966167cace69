"""The videos of pages, by a program that has no network: its requests are made here, under the guard."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
import sysconfig
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blocks.sdk import (
    AddressRefused,
    BlockFailure,
    Context,
    InvalidInput,
    ProviderDown,
    TimedOut,
    TooCostly,
    TooLarge,
    files,
)
from blocks.sdk.answers import check
from blocks.sdk.sandbox.program import Bounds, Talk, talk_with_program

BOUNDS = Bounds(seconds=180.0, cpu_seconds=90, memory_bytes=1024**3, file_bytes=files.MAX_FILE_BYTES)
MAX_BYTES = files.MAX_FILE_BYTES + 16 * 1024**2  # of all answers together: the video, and the pages before it
MAX_REQUESTS = 3_000
_MAX_OPEN = 16  # answers that were not read to their end
_MAX_MESSAGE_BYTES = 1024**2
_LENGTHS = struct.Struct(">II")
_PROGRAM = Path(__file__).with_name("_downloader.py")
_PYTHON = os.path.realpath(sys.executable)
_PACKAGES, _LIBRARY = (sysconfig.get_paths()[part] for part in ("purelib", "stdlib"))
_WHO = "The address"


@dataclass(frozen=True, slots=True)
class Fetched:
    title: str
    paths: list[Path]


async def fetch(ctx: Context, url: str, formats: str, *, folder: Path) -> Fetched:
    """What yt-dlp finds and takes of the formats, as files in `folder`.

    Raises InvalidInput, AddressRefused, TooLarge, TooCostly, and what an answer means that is no success.
    """
    requests = _Requests(ctx)
    command = [_PYTHON, "-I", "-S", str(_PROGRAM), _PACKAGES, str(folder), url, formats]
    places = [str(_PROGRAM), _PACKAGES, _LIBRARY, os.path.join(sys.base_prefix, "lib")]
    try:
        async with talk_with_program(
            "The download", command, folder=folder, places=places, bounds=BOUNDS
        ) as talk:
            last = await _answered(talk, requests)
    finally:
        await requests.close()
    if "done" not in last:
        raise requests.failure or _refused(str(last.get("refused")))
    return Fetched(str(last["done"]["title"]), [folder / Path(name).name for name in last["done"]["files"]])


def _refused(reason: str) -> BlockFailure:
    if "File too large" in reason:
        return _too_large()
    return InvalidInput(f"No video can be had from there: {reason}.", pin="url")


def _too_large() -> TooLarge:
    return TooLarge(f"The video is larger than {files.MAX_FILE_BYTES:,} bytes.")


async def _answered(talk: Talk, requests: _Requests) -> Mapping[str, Any]:
    """Answer until the last message, and give that."""
    while True:
        head, size = _LENGTHS.unpack(await talk.read(_LENGTHS.size))
        if max(head, size) > _MAX_MESSAGE_BYTES:
            raise TooLarge("The download sends a request that is too large.")
        message = json.loads(await talk.read(head))
        body = await talk.read(size)
        if "ask" not in message:
            return dict(message)
        answer, piece = await requests.answer(message, body)
        said = json.dumps(answer).encode()
        await talk.write(_LENGTHS.pack(len(said), len(piece)) + said + piece)


class _Requests:
    """Makes the requests that it is asked for. Where they may lead is the guard's to say, redirects too."""

    def __init__(self, ctx: Context) -> None:
        self._http, self._client = ctx.http, ctx.http.client()
        self._open: dict[int, tuple[Any, AsyncIterator[bytes]]] = {}
        self._count = self._bytes = 0
        self.failure: BlockFailure | None = None  # what the last answer meant, if it was no success

    async def answer(self, message: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Raises AddressRefused, TooLarge or TooCostly; other failures are the program's to bear."""
        import httpx2  # here: the vendors' way, imported when first used

        try:
            if message["ask"] == "open":
                return await self._opened(message, body), b""
            return {}, await self._read(int(message["number"]))
        except httpx2.RequestError as err:
            self.failure = self._meaning(err, is_late=isinstance(err, httpx2.TimeoutException))
        except (httpx2.InvalidURL, ValueError) as err:
            self.failure = AddressRefused(f"The address is not valid: {err}.")
        if isinstance(self.failure, AddressRefused | TooLarge):
            raise self.failure
        return {"failed": self.failure.message}, b""

    async def close(self) -> None:
        for number in list(self._open):
            await self._closed(number)

    async def _opened(self, message: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        self._count += 1
        if self._count > MAX_REQUESTS:
            raise TooCostly(f"The download takes more than {MAX_REQUESTS:,} requests.")
        if len(self._open) >= _MAX_OPEN:
            await self._closed(next(iter(self._open)))
        request = self._client.build_request(
            str(message["method"]), str(message["url"]),
            headers=[(str(name), str(value)) for name, value in message["headers"]], content=body or None,
        )  # fmt: skip
        response = await self._client.send(request, stream=True, follow_redirects=False)
        self._open[self._count] = (response, response.aiter_bytes())
        self.failure = _meaning_of(response)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > files.MAX_FILE_BYTES:
            raise _too_large()
        headers = response.headers.multi_items()
        return {"number": self._count, "status": response.status_code, "headers": headers}

    async def _read(self, number: int) -> bytes:
        if number not in self._open:
            return b""
        piece = await anext(self._open[number][1], b"")
        self._bytes += len(piece)
        if self._bytes > MAX_BYTES:
            raise _too_large()
        if not piece:
            await self._closed(number)
        return piece

    async def _closed(self, number: int) -> None:
        response, _ = self._open.pop(number)
        await asyncio.shield(response.aclose())

    def _meaning(self, err: Exception, *, is_late: bool) -> BlockFailure:
        if (refused := self._http.failure_behind(err)) is not None:
            return refused
        if is_late:
            return TimedOut(f"{_WHO} did not answer in time.")
        return ProviderDown(f"The request failed: {str(err) or type(err).__name__}")


def _meaning_of(response: Any) -> BlockFailure | None:
    try:
        check(response, _WHO)
    except BlockFailure as failure:
        return failure
    return None
