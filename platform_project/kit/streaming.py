"""Answers that are sent bit by bit, so that a large file never stands in memory."""

from __future__ import annotations

from typing import IO, Any, Self

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PIECE_BYTES = 256 * 1024


def streamed(
    request: HttpRequest, file: IO[bytes], *, content_type: str, size_bytes: int
) -> StreamingHttpResponse:
    """An answer of what is in `file`, which is closed with the answer, however much of it was sent."""
    # Django collects a plain iterator under ASGI, and an asynchronous one everywhere else.
    pieces: Any = _PiecesFromAThread(file) if isinstance(request, ASGIRequest) else _Pieces(file)
    headers = {"Content-Length": str(size_bytes)}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


class _Pieces:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if piece := self._file.read(PIECE_BYTES):
            return piece
        raise StopIteration


class _PiecesFromAThread:
    """Each piece is read in a thread, after the client has taken the one before."""

    def __init__(self, file: IO[bytes]) -> None:
        self._read = sync_to_async(file.read, thread_sensitive=False)
        self.close = file.close

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if piece := await self._read(PIECE_BYTES):
            return piece
        raise StopAsyncIteration
