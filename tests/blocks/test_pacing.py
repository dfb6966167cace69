"""Credentials at the pace of their provider: many at once up to the rate, and pauses that hold for all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from pytest_django import Settings

from blocks.library.discord.messages import PostDiscordMessage
from blocks.outbound import BlockHttp
from blocks.sdk import (
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    Firing,
    Outputs,
    Pin,
    fire,
)
from integrations.services.pacing import PacedCredentials, rate_of
from platform_project.kit import loop
from platform_project.kit.http import Outbound
from platform_project.kit.ids import uuid7
from tests.blocks.wire import Wire, recorded


class _Calling(Block):
    """Uses a credential for a while. Below `tests`, so no catalogue lists it."""

    id = "00000000-0000-4000-8000-0000000000c1"
    slug = "test.calling"
    category = Category.BASIC

    class Input(BlockInput):
        seconds: float = Pin(0.5, description="How long a call takes")

    class Output(BlockOutput):
        at: float = Pin(description="When the call was made")

    inside: int = 0
    most_inside: int = 0

    async def run(self, input: Input, ctx: Context) -> Outputs:
        cls = type(self)
        await ctx.credential("openai")
        yield "at", time.monotonic()
        cls.inside += 1
        cls.most_inside = max(cls.most_inside, cls.inside)
        await asyncio.sleep(input.seconds)
        cls.inside -= 1


@pytest.fixture
def key() -> str:
    """A key that no other test has used."""
    return f"sk-{uuid7()}"


def _context(
    key: str, *, base_url: str = "http://127.0.0.1", patience_seconds: float = 30, id: str = ""
) -> Context:
    async def find(provider: str) -> Credential | None:
        return Credential(provider, key, base_url, id=id) if key else None

    paced = PacedCredentials(find, patience_seconds=patience_seconds)
    return Context(credentials=paced, slow_down=paced.slow_down)


def _fired(*contexts: Context, seconds: float = 0.5) -> list[Firing]:
    async def all_at_once() -> list[Firing]:
        _Calling.inside = _Calling.most_inside = 0
        return await asyncio.gather(*(fire(_Calling, {"seconds": seconds}, ctx) for ctx in contexts))

    return loop.run(all_at_once(), 20)


def _times(firings: list[Firing]) -> list[float]:
    assert [firing.error for firing in firings] == [None] * len(firings)
    first, *rest = sorted(value for firing in firings for _, value in firing.outputs)
    return [0.0, *(at - first for at in rest)]


def test_calls_are_spread_by_the_rate_and_go_on_side_by_side(key: str, settings: Settings) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 600}  # ten a second, ten of them at once
    times = _times(_fired(*[_context(key) for _ in range(16)]))
    assert times[9] < 0.4
    assert times[-1] > 0.5
    assert _Calling.most_inside >= 10


def test_another_credential_of_the_provider_does_not_wait(key: str, settings: Settings) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 1}
    assert _times(_fired(_context(key), _context(f"{key}-other"), seconds=0))[-1] < 0.5


def test_a_users_credential_keeps_its_turn_when_its_token_is_refreshed(key: str, settings: Settings) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 1}
    _fired(_context(key, id=key), seconds=0)
    (firing,) = _fired(_context(f"{key}-fresh", id=key, patience_seconds=5))
    assert firing.error_code == "rate_limited"


def test_a_turn_beyond_the_time_limit_fails_at_once_and_may_be_tried_later(
    key: str, settings: Settings
) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 1}
    _fired(_context(key), seconds=0)
    (firing,) = _fired(_context(key, patience_seconds=5))
    assert (firing.error_code, firing.retryable) == ("rate_limited", True)
    assert 50 < (firing.retry_after_seconds or 0) <= 60
    assert key not in str(firing)


def test_a_providers_wish_to_wait_holds_for_everybody_with_the_credential(
    key: str, wire: Wire, outbound_under: Callable[..., Outbound]
) -> None:
    wire.replies = [recorded("discord", "error_429.json", 429, retry_after="20")]

    async def posted() -> Firing:
        ctx = _context(key, base_url=wire.base_url, patience_seconds=5)
        async with outbound_under(allowed_hosts=("127.0.0.1",)) as outbound:
            ctx.http = BlockHttp(outbound)
            return await fire(PostDiscordMessage, {"channel_id": "1", "message": "hi"}, ctx)

    first, second = loop.run(posted(), 10), loop.run(posted(), 10)
    assert (first.error_code, first.retry_after_seconds) == ("rate_limited", 20)
    assert second.error == "discord allows no further request for 20 s."
    assert len(wire.seen) == 1


def test_firings_go_on_while_redis_is_away(key: str, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert _times(_fired(_context(key), seconds=0)) == [0.0]


def test_no_credential_takes_no_slot(settings: Settings) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 1}
    codes = [firing.error_code for _ in range(3) for firing in _fired(_context(""))]
    assert codes == ["missing_credential"] * 3


def test_the_operators_number_goes_before_the_catalogues(settings: Settings) -> None:
    settings.PROVIDER_REQUESTS_PER_MINUTE = {"openai": 120, "anthropic": 0}
    rates = {slug: rate_of(slug) for slug in ("openai", "anthropic", "discord", "no-such")}
    assert {slug: (rate.per_minute, rate.burst) for slug, rate in rates.items()} == {
        "openai": (120, 2),
        "anthropic": (0, 1),
        "discord": (3_000, 50),
        "no-such": (0, 1),
    }
