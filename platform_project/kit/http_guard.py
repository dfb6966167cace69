"""Where outbound requests may go: public addresses, and what the operator allows by name.

A host is resolved once, the answers are vetted, and the connection is made to a vetted address; the name is
never resolved a second time, so it cannot point elsewhere by then. Every connection passes here, whichever
redirect or library asked for it.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]  # host, port → addresses, best first

# Not told apart by the registries' "global", or only in later Pythons. A public IPv4 address has no need to
# come wrapped in an IPv6 one, and a gateway on the way would unwrap a private one just as well.
_NEVER_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # carriers' own networks; a cloud's metadata at 100.100.100.200
        "168.63.129.16/32",  # Azure's metadata and DNS
        "169.254.0.0/16",  # link-local: most clouds' metadata
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata at 192.0.0.192
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of a local network
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_TRIED_ADDRESSES = 4  # of one host
# Of our own: the loop's few threads may all be busy, and then no call at all could begin.
_RESOLVERS = ThreadPoolExecutor(max_workers=64, thread_name_prefix="resolve")


class OutboundFailure(httpx2.RequestError):
    """A request that could not be made or finished. Vendors' SDKs know it as httpx2's own.

    OutboundFailure
    ├── AddressRefused     not a public address, not http(s), or no address at all
    ├── AnswerTooLarge
    ├── RequestTimedOut
    └── HostUnreachable    no connection, or it broke
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AddressRefused(OutboundFailure):
    pass


class AnswerTooLarge(OutboundFailure):
    pass


class RequestTimedOut(OutboundFailure):
    pass


class HostUnreachable(OutboundFailure):
    pass


@dataclass(frozen=True, slots=True)
class OutboundPolicy:
    """What requests may do."""

    allowed_hosts: tuple[str, ...] = ()  # host, host:port, address or CIDR range; each may be private
    max_bytes: int = 20 * 1024 * 1024  # of an answer, decompressed
    timeout_seconds: float = 30.0  # of a call with all its redirects and retries
    max_redirects: int = 5
    attempts: int = 3  # of idempotent requests
    backoff_seconds: float = 0.25  # before the second attempt; doubles
    longest_wait_seconds: float = 10.0  # a longer Retry-After is the caller's business


async def resolve(host: str, port: int) -> list[str]:
    """The host's addresses as the system gives them. Raises OSError."""
    ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_RESOLVERS, ask)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def vetted_addresses(
    host: str, port: int, policy: OutboundPolicy, resolver: Resolve = resolve
) -> list[str]:
    """The addresses of `host` that may be connected to. Raises AddressRefused or HostUnreachable."""
    try:
        found = await resolver(host, port)
    except (OSError, UnicodeError) as err:
        raise HostUnreachable(f"The host '{host}' cannot be found.") from err
    if _names_host(policy.allowed_hosts, host, port):
        return found
    ranges = _ranges(policy.allowed_hosts, port)
    allowed = [address for address in found if _may_connect(address, ranges)]
    if not allowed:
        raise AddressRefused(
            f"'{host}' is not a public address. An operator can allow it with OUTBOUND_ALLOWED_HOSTS."
        )
    return allowed


def is_public(address: Address) -> bool:
    """Whether it is out on the internet; an IPv4 address written as an IPv6 one counts as what it is."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local:
            return False
    if any(address in network for network in _NEVER_PUBLIC):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _may_connect(text: str, ranges: list[Any]) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # with a zone, as in fe80::1%eth0
        return False
    plain = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return is_public(address) or any((plain or address) in allowed for allowed in ranges)


def _names_host(entries: Iterable[str], host: str, port: int) -> bool:
    name = host.lower().strip("[]").rstrip(".")
    wanted = {name, f"{name}:{port}", f"[{name}]:{port}"}
    return any(entry.strip().lower() in wanted for entry in entries)


def _ranges(entries: Iterable[str], port: int) -> list[Any]:
    """The entries that are addresses or ranges; an address may come with a port."""
    found = []
    for entry in entries:
        text = entry.strip()
        for candidate in (text, text.removesuffix(f":{port}").strip("[]")):
            try:
                found.append(ipaddress.ip_network(candidate, strict=False))
                break
            except ValueError:  # a host name, or an address with a port
                continue
    return found


class GuardedNetwork(httpcore2.AsyncNetworkBackend):
    """Opens connections for the HTTP client, to vetted addresses only."""

    def __init__(self, policy: OutboundPolicy, resolver: Resolve = resolve) -> None:
        self._policy = policy
        self._resolver = resolver
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the base class's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await vetted_addresses(host, port, self._policy, self._resolver)
        failure: Exception = httpcore2.ConnectError(f"The host '{host}' has no address.")
        for address in addresses[:_TRIED_ADDRESSES]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as err:
                failure = err
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # the base class's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        raise AddressRefused("Requests do not go to sockets of this machine.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
