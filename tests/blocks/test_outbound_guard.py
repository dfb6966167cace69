"""Where outbound requests may go."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from collections.abc import Callable

import pytest

from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import (
    AddressRefused,
    HostUnreachable,
    OutboundPolicy,
    is_public,
    resolve,
    vetted_addresses,
)
from tests.blocks.wire import Reply, Request, Wire


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
        "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        # Global by the registries, yet served by the cloud's or the network's own machines.
        "192.0.0.1", "192.0.0.9", "192.0.0.10", "192.0.0.192", "192.88.99.1", "168.63.129.16",
        "100.100.100.200", "::ffff:168.63.129.16", "::168.63.129.16", "3fff::1", "fd00:ec2::254",
        # They carry an IPv4 address, whichever it is.
        "64:ff9b::101:101", "64:ff9b:1::a9fe:a9fe", "64:ff9b:1::101:101", "2002:101:101::1",
        "2002:a9fe:a9fe::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_these_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34", "1.1.1.1", "168.63.129.15", "192.0.1.1", "2606:4700::1111", "2a00:1450::1",
        "2001:4860:4860::8888", "::ffff:1.1.1.1",
    ],
)  # fmt: skip
def test_these_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0:{port}/",
        "http://user:password@127.0.0.1:{port}/",
    ],
)
async def test_this_machine_is_refused_however_it_is_written(
    url: str, wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    async with outbound_under() as client:
        with pytest.raises(AddressRefused, match="OUTBOUND_ALLOWED_HOSTS"):
            await client.request("GET", url.format(port=wire.port))
    assert wire.seen == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/", "gopher://x/", "/etc/passwd", "http://", ""]
)
async def test_only_http_goes_out(url: str, outbound_under: Callable[..., Outbound]) -> None:
    async with outbound_under() as client:
        with pytest.raises(AddressRefused):
            await client.request("GET", url)


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:{port}", "127.0.0.0/8", " 127.0.0.1 "])
async def test_the_operator_can_allow_a_host(
    entry: str, wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    async with outbound_under(allowed_hosts=(entry.format(port=wire.port),)) as client:
        assert (await client.request("GET", wire.base_url)).status_code == 200


@pytest.mark.parametrize("entry", ["127.0.0.1:1", "10.0.0.0/8", "localhost", "27.0.0.1", ""])
async def test_allowing_one_host_allows_no_other(
    entry: str, wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    async with outbound_under(allowed_hosts=(entry,)) as client:
        with pytest.raises(AddressRefused):
            await client.request("GET", wire.base_url)
    assert wire.seen == []


async def test_a_redirect_to_this_machine_is_refused(
    wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    """The first server is allowed by host and port, the one it points to is not."""
    wire.replies = [Reply(302, headers={"Location": "http://127.0.0.1:1/admin"})]
    async with outbound_under(allowed_hosts=(f"127.0.0.1:{wire.port}",)) as client:
        with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
            await client.request("GET", wire.base_url)
    assert len(wire.seen) == 1


async def test_a_name_that_changes_its_address_gains_nothing(wire: Wire) -> None:
    """DNS rebinding: public when it is vetted, this machine when it is asked for again."""
    answers = [["203.0.113.9"], ["127.0.0.1"]]
    asked: list[str] = []

    async def fickle(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    policy = OutboundPolicy(timeout_seconds=5.0, attempts=1)
    async with Outbound(policy, resolver=fickle) as client:
        for _ in range(2):
            with pytest.raises(AddressRefused, match=r"rebind\.example"):
                await client.request("GET", f"http://rebind.example:{wire.port}/")
    assert asked == ["rebind.example", "rebind.example"]
    assert wire.seen == []


async def test_the_connection_is_made_to_the_vetted_address_and_the_name_is_asked_once(wire: Wire) -> None:
    asked: list[str] = []

    async def here(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    policy = OutboundPolicy(allowed_hosts=("named.example",), timeout_seconds=5.0)
    async with Outbound(policy, resolver=here) as client:
        await client.request("GET", f"http://named.example:{wire.port}/x")
    assert asked == ["named.example"]
    assert wire.seen[0].headers["host"] == f"named.example:{wire.port}"


async def test_of_several_addresses_only_the_public_ones_are_used() -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["10.0.0.1", "1.1.1.1", "::1", "fe80::1%eth0"]

    assert await vetted_addresses("mixed.example", 443, OutboundPolicy(), mixed) == ["1.1.1.1"]


async def test_a_name_that_is_not_found_is_told_apart() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("not known")

    with pytest.raises(HostUnreachable, match=r"'gone\.example' cannot be found"):
        await vetted_addresses("gone.example", 80, OutboundPolicy(), nowhere)


async def test_vendors_clients_are_under_the_same_guard(
    wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    async with outbound_under() as client:
        with pytest.raises(AddressRefused):
            await client.client().get(wire.base_url)
    assert wire.seen == []


async def test_environment_proxies_are_not_used(
    wire: Wire, outbound: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    seen: list[Request] = wire.seen
    await outbound.request("GET", wire.base_url)
    assert len(seen) == 1


async def test_names_are_resolved_while_every_thread_of_the_loop_is_busy() -> None:
    loop, may_end = asyncio.get_running_loop(), threading.Event()
    busy = [loop.run_in_executor(None, may_end.wait) for _ in range(100)]  # more than its executor has
    try:
        async with asyncio.timeout(30):
            assert "127.0.0.1" in await resolve("127.0.0.1", 80)
    finally:
        may_end.set()
        await asyncio.gather(*busy)
