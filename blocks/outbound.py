"""The platform's guarded HTTP client, as blocks see it: its failures are the SDK's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from blocks.sdk.errors import AddressRefused, BlockFailure, ProviderDown, TimedOut, TooLarge
from platform_project.kit import http, http_guard

_FAILURES: dict[type[http_guard.OutboundFailure], type[BlockFailure]] = {
    http_guard.AddressRefused: AddressRefused,
    http_guard.AnswerTooLarge: TooLarge,
    http_guard.RequestTimedOut: TimedOut,
    http_guard.HostUnreachable: ProviderDown,
}


class BlockHttp:
    """`blocks.sdk.Outbound` over the kit's client."""

    def __init__(self, inner: http.Outbound) -> None:
        self._inner = inner

    async def request(self, method: str, url: str, **options: Any) -> http.HttpAnswer:
        """As the kit's, but raises AddressRefused, TooLarge, TimedOut or ProviderDown of the SDK."""
        with _translated():
            return await self._inner.request(method, url, **options)

    def client(self) -> httpx2.AsyncClient:
        return self._inner.client()

    async def addresses(self, host: str, port: int) -> list[str]:
        """As the kit's, but raises AddressRefused or ProviderDown of the SDK."""
        with _translated():
            return await self._inner.addresses(host, port)

    def failure_behind(self, error: BaseException) -> BlockFailure | None:
        """What the guard said, if that is why a vendor's SDK raised `error`."""
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, http_guard.OutboundFailure):
            cause = cause.__cause__
        return None if cause is None else translated(cause)


def block_http() -> BlockHttp:
    """The process's client under the operator's bounds."""
    return BlockHttp(http.outbound())


def translated(failure: http_guard.OutboundFailure) -> BlockFailure:
    return _FAILURES[type(failure)](failure.message)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except http_guard.OutboundFailure as failure:
        raise translated(failure) from failure
