"""The only way out: every outbound request of the platform goes through an `Outbound`.

    answer = await outbound().request("GET", "https://example.com", timeout_seconds=10)

It follows redirects, drops credentials when they lead to another host, tries idempotent requests again on
429, 5xx and broken connections, and keeps time and size within bounds. Where it may go is decided in
`http_guard`; an answer of any status is an answer, not an error.
"""

from __future__ import annotations

import asyncio
import email.utils
import functools
import random
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary

import httpx2
import orjson

from platform_project.kit.http_charset import charset_of, decoded
from platform_project.kit.http_guard import (
    AddressRefused,
    HostUnreachable,
    OutboundFailure,
    OutboundPolicy,
    RequestTimedOut,
    Resolve,
    resolve,
    vetted_addresses,
)
from platform_project.kit.http_transport import ACCEPTED_ENCODINGS, GuardedTransport

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})
_SECRET_HEADER_WORDS = ("auth", "cookie", "key", "secret", "token")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer whose body has been read."""

    status_code: int
    headers: Mapping[str, str]  # names in lower case
    url: str  # after redirects
    content: bytes  # decompressed
    charset: str = "utf-8"

    @property
    def text(self) -> str:
        """The body as text; what cannot be decoded becomes U+FFFD."""
        return decoded(self.content, self.charset)

    def json(self) -> Any:
        """Raises ValueError."""
        return orjson.loads(self.content)


class Outbound:
    """Requests under one policy. Connections are pooled per event loop."""

    def __init__(self, policy: OutboundPolicy, *, resolver: Resolve = resolve) -> None:
        self.policy = policy
        self._resolver = resolver
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout_seconds: float | None = None,
        max_bytes: int | None = None,
        idempotent: bool | None = None,
        private: Collection[str] = (),
        silence_seconds: float | None = None,
    ) -> HttpAnswer:
        """Send a request and read the whole answer, whatever its status.

        timeout_seconds: for everything together. max_bytes: of the body, decompressed; never more than the
        policy's. idempotent: may be sent again; decided by the method if left out. private: names of headers
        that go to this origin alone, whatever they are called. silence_seconds: how long the host may say
        nothing, where it answers only when its work is done; else the policy's limit. Raises AddressRefused,
        AnswerTooLarge, RequestTimedOut or HostUnreachable.
        """
        limit = timeout_seconds or self.policy.timeout_seconds
        is_repeatable = method.upper() in _IDEMPOTENT if idempotent is None else idempotent
        body = {"json": json, "data": data, "content": content, "files": files}
        deadline = time.monotonic() + limit
        try:
            async with asyncio.timeout(limit):
                request = self.client().build_request(
                    method.upper(),
                    url,
                    headers=headers,
                    params=params,
                    timeout=max(silence_seconds or 0.0, self.policy.timeout_seconds),
                    extensions={
                        "max_bytes": min(max_bytes or self.policy.max_bytes, self.policy.max_bytes),
                        "private": frozenset(name.lower() for name in private),
                    },
                    **{name: value for name, value in body.items() if value is not None},
                )
                return await self._attempted(request, deadline, self.policy.attempts if is_repeatable else 1)
        except OutboundFailure:
            raise
        except (TimeoutError, httpx2.TimeoutException) as err:
            raise RequestTimedOut(f"{_host(url)} took longer than {limit:g} s.") from err
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as err:
            raise AddressRefused(f"The address is not valid: {err}.") from err
        except httpx2.TooManyRedirects as err:
            raise HostUnreachable(str(err)) from err
        except httpx2.RequestError as err:
            reason = str(err) or type(err).__name__
            raise HostUnreachable(f"The request to {_host(url)} failed: {reason}") from err

    def client(self) -> httpx2.AsyncClient:
        """This loop's client, for SDKs with requests of their own: guarded all the same. Never close it."""
        loop = asyncio.get_running_loop()
        found = self._clients.get(loop)
        if found is None:
            found = self._clients[loop] = self._new_client()
        return found

    async def addresses(self, host: str, port: int) -> list[str]:
        """Addresses of a host that other protocols may connect to, under the same policy.

        Raises AddressRefused or HostUnreachable.
        """
        return await vetted_addresses(host, port, self.policy, self._resolver)

    async def aclose(self) -> None:
        """Close this loop's connections."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _new_client(self) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(
            transport=GuardedTransport(self.policy, self._resolver),
            timeout=self.policy.timeout_seconds,
            trust_env=False,
            headers={"User-Agent": "Polychord/1", "Accept-Encoding": ACCEPTED_ENCODINGS},
        )
        # The client is shared: no cookie of one user's request may travel in another's.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return client

    async def _attempted(self, request: httpx2.Request, deadline: float, attempts: int) -> HttpAnswer:
        """The first answer that is worth keeping, or the last one."""
        for attempt in range(1, attempts + 1):
            wait = self.policy.backoff_seconds * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311  # jitter
            is_last = attempt == attempts
            try:
                answer = await self._followed(request)
            except (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ConnectTimeout):
                if is_last or time.monotonic() + wait > deadline:
                    raise
            else:
                if is_last or answer.status_code not in _WORTH_ANOTHER_TRY:
                    return answer
                asked = retry_after_seconds(answer.headers)
                wait = wait if asked is None else asked
                if wait > self.policy.longest_wait_seconds or time.monotonic() + wait > deadline:
                    return answer
            await asyncio.sleep(wait)
        raise AssertionError("The last attempt returns or raises.")

    async def _followed(self, request: httpx2.Request) -> HttpAnswer:
        for _ in range(self.policy.max_redirects + 1):
            response = await self.client().send(request, stream=True, follow_redirects=False)
            try:
                if response.next_request is None:
                    return _answer(response, await response.aread())
            finally:
                await response.aclose()
            request = _without_secrets(response.next_request, request)
        raise httpx2.TooManyRedirects(f"More than {self.policy.max_redirects} redirects.", request=request)


def _answer(response: httpx2.Response, content: bytes) -> HttpAnswer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    charset = charset_of(headers.get("content-type", ""))
    return HttpAnswer(response.status_code, headers, str(response.url), content, charset)


def _without_secrets(next_request: httpx2.Request, request: httpx2.Request) -> httpx2.Request:
    """The redirected request; on another origin without anything that looks like a credential."""
    old, new = request.url, next_request.url
    if (old.scheme, old.host, old.port) != (new.scheme, new.host, new.port):
        private = request.extensions.get("private", frozenset())
        for name in list(next_request.headers):
            if name.lower() in private or any(word in name.lower() for word in _SECRET_HEADER_WORDS):
                del next_request.headers[name]
    return next_request


def _host(url: str) -> str:
    try:
        return httpx2.URL(url).host or "the host"
    except httpx2.InvalidURL:
        return "the host"


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """How long a Retry-After header asks to wait: seconds or a date (RFC 9110 §10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, until.timestamp() - time.time())


def policy_from_settings() -> OutboundPolicy:
    """The operator's bounds: settings OUTBOUND_*."""
    from django.conf import settings  # here, so that the client itself needs no Django

    return OutboundPolicy(
        allowed_hosts=tuple(settings.OUTBOUND_ALLOWED_HOSTS),
        max_bytes=settings.OUTBOUND_MAX_BYTES,
        timeout_seconds=settings.OUTBOUND_TIMEOUT_SECONDS,
    )


def outbound() -> Outbound:
    """The process's client under the operator's bounds."""
    return _shared(policy_from_settings())


@functools.cache
def _shared(policy: OutboundPolicy) -> Outbound:
    return Outbound(policy)


__all__ = [
    "HttpAnswer",
    "Outbound",
    "OutboundFailure",
    "outbound",
    "policy_from_settings",
    "retry_after_seconds",
]
