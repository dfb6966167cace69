"""How often something may be tried: counted in Redis, in windows of fixed length.

limit = rate_limit("register")                    # the rate stands in settings.RATE_LIMITS
limit.take(address)                               # counts; raises TooManyTries past the limit
with limit.failures(email, address, of=Refused):  # counts what raises Refused; asks beforehand
    ...
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request

from platform_project.errors import TooManyRequests
from platform_project.kit.redis_clients import shared

IN_FLIGHT = 50  # tries under way at once, of those whose failures are counted
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")
_RATE = re.compile(r"(\d{1,9})/(\d{0,4})([smhd])")


class TooManyTries(TooManyRequests):
    """details.retry_after_seconds: when the window ends."""

    code = "too_many_tries"


@dataclass(frozen=True)
class RateLimit:
    """At most `most` in any window of `window_seconds`, per name and whatever else is given."""

    name: str
    most: int
    window_seconds: int

    def take(self, *who: object) -> None:
        """Count one try. Raises TooManyTries if it is one too many."""
        key, seconds_left = self._window(who)
        if self._count(key) > self.most:
            raise _too_many(seconds_left)

    @contextmanager
    def failures(self, *who: object, of: type[Exception]) -> Iterator[None]:
        """Let the block run unless too many have failed before; count it if it raises `of`.

        Successes never add up, however many there are. So that guesses cannot slip past the question
        all at once, no more than IN_FLIGHT may be under way. Raises TooManyTries.
        """
        key, seconds_left = self._window(who)
        if (cache.get(key) or 0) >= self.most:
            raise _too_many(seconds_left)
        with self._under_way(f"{key}:running"):
            try:
                yield
            except of:
                self._count(key)
                raise

    @contextmanager
    def _under_way(self, key: str) -> Iterator[None]:
        try:
            if self._count(key) > IN_FLIGHT:
                raise _too_many(seconds_left=1)
            yield
        finally:
            with suppress(ValueError):  # the window ended meanwhile
                cache.decr(key)

    def _count(self, key: str) -> int:
        return _count_all([(key, self.window_seconds)])[0]

    def _window(self, who: tuple[object, ...]) -> tuple[str, int]:
        number, passed = divmod(int(time.time()), self.window_seconds)
        # A digest: what callers send neither stands in Redis nor makes keys long.
        digest = hashlib.sha256("\0".join(str(part) for part in who).encode()).hexdigest()[:32]
        return f"rate:{self.name}:{number}:{digest}", self.window_seconds - passed


def take_each(limit: RateLimit, tries: Sequence[tuple[object, ...]]) -> list[TooManyTries | None]:
    """Count one try of each `who`, all in one round trip; the error for each that is one too many."""
    windows = [limit._window(who) for who in tries]
    counts = _count_all([(key, limit.window_seconds) for key, _ in windows])
    return [
        _too_many(seconds_left) if count > limit.most else None
        for count, (_, seconds_left) in zip(counts, windows, strict=True)
    ]


def _count_all(keys: Sequence[tuple[str, int]]) -> list[int]:
    """One more under each key, which is forgotten so many seconds after its first."""
    with shared().pipeline(transaction=False) as asked:
        for key, seconds in keys:
            name = cache.make_key(key)
            asked.set(name, 0, ex=seconds, nx=True)
            asked.incr(name)
        return [int(count) for count in asked.execute()[1::2]]


def rate_limit(name: str) -> RateLimit:
    """The limit `name` as settings.RATE_LIMITS has it now."""
    most, window_seconds = parse_rate(settings.RATE_LIMITS[name])
    return RateLimit(name, most, window_seconds)


def parse_rate(text: str) -> tuple[int, int]:
    """(most, window in seconds) of "10/5m": ten in five minutes. Raises ValueError."""
    found = _RATE.fullmatch(text)
    if found is None or not (window := int(found[2] or 1) * _SECONDS[found[3]]):
        raise ValueError(f"{text!r} is not a rate such as 10/5m.")
    return int(found[1]), window


def client_address(request: HttpRequest | Request) -> str:
    """Where the request comes from, as `address_of` says it."""
    meta: dict[str, Any] = request.META
    return address_of(str(meta.get("HTTP_X_FORWARDED_FOR", "")), str(meta.get("REMOTE_ADDR", "")))


def address_of(forwarded_for: str, remote: str) -> str:
    """The address of a caller; behind TRUSTED_PROXY_COUNT proxies, what the outermost of them saw.

    Of an IPv6 address the network of 64 bits, since one subscriber has all addresses in it.
    """
    forwarded = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXY_COUNT
    if proxies and len(forwarded) >= proxies:
        return _counted_as(forwarded[-proxies])
    return _counted_as(remote)


def _counted_as(text: str) -> str:
    """192.0.2.1 of 192.0.2.1:80; 2001:db8::/64 of [2001:db8::1]:80; what is no address stays as it is."""
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((found[1] or found[2]) if found else text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        # A server that listens on both protocols sees 192.0.2.1 as ::ffff:192.0.2.1.
        return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    return str(address)


def _too_many(seconds_left: int) -> TooManyTries:
    return TooManyTries(
        f"Too many tries. Try again in {seconds_left} seconds.", retry_after_seconds=seconds_left
    )
