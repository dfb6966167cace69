"""The transport below every outbound request: guarded connections, and answers that are cut off at a limit.

Answers are decompressed here, piece by piece, so that a small body cannot unfold into memory.
"""

from __future__ import annotations

import functools
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import httpcore2
import httpx2

from platform_project.kit.http_guard import (
    AddressRefused,
    AnswerTooLarge,
    GuardedNetwork,
    OutboundPolicy,
    Resolve,
    resolve,
)

ACCEPTED_ENCODINGS = "gzip, deflate"
_PIECE_BYTES = 64 * 1024
_MAX_CONNECTIONS = 1024  # of one process; what bounds the calls under way is BLOCKS_THREADS


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's own transport over a pool whose connections are vetted."""

    def __init__(self, policy: OutboundPolicy, resolver: Resolve = resolve) -> None:
        self._policy = policy
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=50,
            keepalive_expiry=5.0,
            network_backend=GuardedNetwork(policy, resolver),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body bounded by the request's `max_bytes` or the policy's."""
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise AddressRefused("The address must begin with http:// or https:// and name a host.")
        limit = int(request.extensions.get("max_bytes") or self._policy.max_bytes)
        answer = await super().handle_async_request(request)
        try:
            return _bounded(answer, limit)
        except BaseException:
            await answer.aclose()
            raise


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def _bounded(answer: httpx2.Response, limit: int) -> httpx2.Response:
    announced = answer.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    headers = answer.headers.copy()
    if encoding and encoding != "identity":
        headers.pop("Content-Encoding", None)
        headers.pop("Content-Length", None)
    assert isinstance(answer.stream, httpx2.AsyncByteStream)
    return httpx2.Response(
        answer.status_code,
        headers=headers,
        stream=_BoundedBody(answer.stream, encoding, limit),
        extensions=answer.extensions,
    )


class _BoundedBody(httpx2.AsyncByteStream):
    def __init__(self, body: httpx2.AsyncByteStream, encoding: str, limit: int) -> None:
        self._body = body
        self._encoding = encoding
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        unpack = _unpacker(self._encoding)
        size = raw_size = 0
        async for raw in self._body:
            raw_size += len(raw)
            for piece in unpack(raw):
                size += len(piece)
                if size > self._limit:
                    raise _too_large(self._limit)
                yield piece
            if raw_size > self._limit:
                raise _too_large(self._limit)

    async def aclose(self) -> None:
        await self._body.aclose()


class _Inflate:
    """Unpacks gzip or zlib, also several gzip members in a row, never much at a time."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever it is
        self._is_raw_possible = True  # some servers send "deflate" without zlib's header
        self._is_complete = False  # what follows a whole member may be padding
        self._is_over = False  # and was

    def __call__(self, raw: bytes) -> Iterator[bytes]:
        while raw and not self._is_over:
            piece = self._step(raw)
            yield piece
            raw = self._member.unconsumed_tail
            if self._member.eof:
                raw, self._member = self._member.unused_data, zlib.decompressobj(wbits=47)
                self._is_complete = True
            elif not raw and len(piece) == _PIECE_BYTES:
                yield from self._rest()

    def _step(self, raw: bytes) -> bytes:
        try:
            piece = self._member.decompress(raw, _PIECE_BYTES)
        except zlib.error as err:
            if self._is_complete:
                self._is_over = True
                return b""
            if not self._is_raw_possible:
                raise httpx2.DecodingError(f"The answer's compression is broken: {err}.") from err
            self._is_raw_possible = False
            self._member = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
            return self._step(raw)
        self._is_raw_possible = False
        return piece

    def _rest(self) -> Iterator[bytes]:
        while piece := self._member.decompress(b"", _PIECE_BYTES):
            yield piece


def _as_is(raw: bytes) -> Iterator[bytes]:
    yield raw


def _unpacker(encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    if encoding in {"", "identity"}:
        return _as_is
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Inflate()
    raise httpx2.DecodingError(f"The answer's compression '{encoding}' was not asked for.")


def _too_large(limit: int) -> AnswerTooLarge:
    return AnswerTooLarge(f"The answer is larger than {limit:,} bytes.")
