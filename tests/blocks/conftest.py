"""A wire to stand in for outside services, and contexts whose requests may reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from blocks.library.ai import _ask
from blocks.outbound import BlockHttp
from blocks.sdk import Context, Credential
from platform_project.kit.http import Outbound
from platform_project.kit.http_guard import OutboundPolicy
from tests.blocks.wire import Wire, serving

API_KEY = "sk-secret-key"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that fail are asked again at once."""
    monkeypatch.setattr(_ask, "BACKOFF_SECONDS", 0.001)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving(Wire()) as running:
        yield running


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    """Allowed to reach this machine; waits little between attempts."""
    policy = OutboundPolicy(allowed_hosts=("127.0.0.1",), timeout_seconds=5.0, backoff_seconds=0.01)
    async with Outbound(policy) as client:
        yield client


@pytest.fixture
def streamed() -> list[tuple[str, str]]:
    """What a block streamed: pin and piece."""
    return []


@pytest.fixture
async def ctx(outbound: Outbound, wire: Wire, streamed: list[tuple[str, str]]) -> Context:
    """A context whose every credential points at the wire."""

    async def credential(provider: str) -> Credential:
        return Credential(provider, API_KEY, wire.base_url)

    async def sink(pin: str, text: str) -> None:
        streamed.append((pin, text))

    return Context(http=BlockHttp(outbound), credentials=credential, sink=sink)


@pytest.fixture
def outbound_under() -> Callable[..., Outbound]:
    """`outbound_under(allowed_hosts=(…), …)`: to be used with `async with`."""
    return lambda **bounds: Outbound(OutboundPolicy(**{"backoff_seconds": 0.01, **bounds}))
