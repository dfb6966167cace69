"""Slots in time: never more than the rate, nobody waits longer than the rate asks for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from platform_project.kit import loop
from platform_project.kit.ids import uuid7
from platform_project.kit.rate_table import rates_per_minute
from platform_project.kit.rates import NoSlot, Rate, pause, take_slot

SIX_A_MINUTE = Rate(per_minute=6)


@pytest.fixture
def name() -> str:
    return f"test:{uuid7()}"


def _take(name: str, rate: Rate, times: int = 1, patience_seconds: float = 60) -> list[float]:
    async def take() -> list[float]:
        # Not one after the other: whoever takes a slot holds up nobody.
        taking = (take_slot(name, rate, patience_seconds=patience_seconds) for _ in range(times))
        return sorted(await asyncio.gather(*taking))

    return loop.run(take(), 10)


def _pause(name: str, rate: Rate, seconds: float) -> Any:
    return loop.run(pause(name, rate, seconds=seconds), 10)


def test_slots_are_spread_over_time(name: str) -> None:
    waits = _take(name, SIX_A_MINUTE, times=20, patience_seconds=300)
    assert waits[0] == 0
    assert waits == pytest.approx([place * 10 for place in range(20)], abs=5)  # taking them takes time, too


def test_a_burst_need_not_wait(name: str) -> None:
    waits = _take(name, Rate(per_minute=6, burst=5), times=7)
    assert waits[:5] == [0] * 5
    assert waits[5:] == pytest.approx([10, 20], abs=5)


def test_without_a_rate_nobody_waits(name: str) -> None:
    assert _take(name, Rate(per_minute=0), times=50) == [0] * 50


def test_connections_that_were_lost_are_made_anew(name: str) -> None:
    assert _take(name, Rate(per_minute=0), times=5) == [0] * 5
    redis.Redis.from_url(settings.REDIS_URL).client_kill_filter(_type="normal", skipme=True)
    assert _take(name, Rate(per_minute=0), times=5) == [0] * 5


def test_other_names_have_slots_of_their_own(name: str) -> None:
    _take(name, Rate(per_minute=1))
    assert _take(f"{name}:other", Rate(per_minute=1)) == [0]


def test_a_slot_too_far_ahead_is_refused_and_not_taken(name: str) -> None:
    _take(name, SIX_A_MINUTE)
    for _ in range(3):
        with pytest.raises(NoSlot) as refused:
            _take(name, SIX_A_MINUTE, patience_seconds=1)
        assert 5 < refused.value.wait_seconds <= 10
    assert 5 < _take(name, SIX_A_MINUTE)[0] <= 10


@pytest.mark.parametrize("rate", [Rate(per_minute=0), Rate(per_minute=600), Rate(per_minute=600, burst=100)])
def test_in_a_pause_nobody_has_a_slot(name: str, rate: Rate) -> None:
    _pause(name, rate, seconds=30)
    _pause(name, rate, seconds=5)  # a shorter one takes nothing back
    with pytest.raises(NoSlot) as refused:
        _take(name, rate, patience_seconds=10)
    assert 25 < refused.value.wait_seconds <= 30


def test_a_table_of_rates_is_read() -> None:
    assert rates_per_minute(RATES=" openai=500, anthropic = 50,") == {"openai": 500, "anthropic": 50}
    assert rates_per_minute(RATES="") == {}


@pytest.mark.parametrize("text", ["openai", "openai=fast", "=5", "openai=-1"])
def test_a_wrong_table_is_refused_by_the_variables_name(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^RATES must look like openai=500"):
        rates_per_minute(RATES=text)
