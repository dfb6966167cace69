from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from platform_project.kit import throttling
from platform_project.kit.throttling import RateLimit, TooManyTries, client_address, parse_rate

NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


def limit(most: int = 2) -> RateLimit:
    return RateLimit(f"test-{uuid.uuid4()}", most, window_seconds=60)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        pytest.param("10/5m", (10, 300)),
        pytest.param("100/h", (100, 3600)),
        pytest.param("1/30s", (1, 30)),
        pytest.param("5/d", (5, 86400)),
    ],
)
def test_it_reads_rates(text: str, rate: tuple[int, int]) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "10", "10/0m", "ten/m", "10/5w", "-1/m"])
def test_it_refuses_what_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="is not a rate such as 10/5m"):
        parse_rate(text)


def test_one_try_too_many_is_told_when_the_window_ends() -> None:
    tries = limit()
    with time_machine.travel(NOON, tick=False):
        tries.take("anna")
        tries.take("anna")
        with pytest.raises(TooManyTries) as refused:
            tries.take("anna")
    assert refused.value.details == {"retry_after_seconds": 30}


def test_the_next_window_begins_anew() -> None:
    tries = limit(1)
    with time_machine.travel(NOON, tick=False) as clock:
        tries.take("anna")
        clock.shift(30)
        tries.take("anna")
        with pytest.raises(TooManyTries):
            tries.take("anna")


def test_each_is_counted_alone() -> None:
    tries = limit(1)
    tries.take("anna", "10.0.0.1")
    tries.take("anna", "10.0.0.2")
    tries.take("bert", "10.0.0.1")


class Refused(Exception):
    pass


def fail(tries: RateLimit, who: str) -> None:
    with pytest.raises(Refused), tries.failures(who, of=Refused):
        raise Refused


def test_where_failures_count_successes_do_not() -> None:
    tries = limit(2)
    for _ in range(5):
        with tries.failures("anna", of=Refused):
            pass
    fail(tries, "anna")
    fail(tries, "anna")
    with pytest.raises(TooManyTries), tries.failures("anna", of=Refused):
        pytest.fail("the block must not run")
    with tries.failures("bert", of=Refused):
        pass


def test_other_errors_are_no_failures() -> None:
    tries = limit(1)
    for _ in range(3):
        with pytest.raises(KeyError), tries.failures("anna", of=Refused):
            raise KeyError


def test_the_next_window_forgets_failures() -> None:
    tries = limit(1)
    with time_machine.travel(NOON, tick=False) as clock:
        fail(tries, "anna")
        clock.shift(30)
        fail(tries, "anna")


def test_guesses_cannot_slip_past_the_question_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "IN_FLIGHT", 2)
    tries = limit(1)
    with tries.failures("anna", of=Refused), tries.failures("anna", of=Refused):
        with pytest.raises(TooManyTries) as refused, tries.failures("anna", of=Refused):
            pytest.fail("the block must not run")
        assert refused.value.details == {"retry_after_seconds": 1}
    with tries.failures("anna", of=Refused):
        pass


@pytest.mark.parametrize(
    ("proxies", "address"),
    [
        pytest.param(0, "192.0.2.1", id="headers of strangers are not believed"),
        pytest.param(1, "10.0.0.2", id="one proxy"),
        pytest.param(2, "10.0.0.1", id="two proxies"),
        pytest.param(3, "192.0.2.1", id="fewer than configured"),
    ],
)
def test_the_address_is_what_the_trusted_proxies_saw(settings: Settings, proxies: int, address: str) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = APIRequestFactory().get(
        "/", headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"}, REMOTE_ADDR="192.0.2.1"
    )
    assert client_address(Request(request)) == address


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", id="IPv4"),
        pytest.param("192.0.2.1:50123", "192.0.2.1", id="IPv4 with a port"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="IPv6"),
        pytest.param("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64", id="IPv6 of the same network"),
        pytest.param("2001:db8:1:3::1", "2001:db8:1:3::/64", id="IPv6 of the next network"),
        pytest.param("[2001:db8:1:2::1]:50123", "2001:db8:1:2::/64", id="IPv6 with a port"),
        pytest.param("[2001:db8:1:2::1]", "2001:db8:1:2::/64", id="IPv6 in brackets"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="IPv6 with a zone"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="IPv4 in IPv6"),
        pytest.param("unknown", "unknown", id="no address"),
        pytest.param("999.0.2.1:80", "999.0.2.1:80", id="no address with a port"),
    ],
)
def test_a_subscriber_is_one_address(settings: Settings, seen: str, address: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    forwarded = APIRequestFactory().get("/", headers={"X-Forwarded-For": seen}, REMOTE_ADDR="192.0.2.9")
    assert client_address(forwarded) == address
    settings.TRUSTED_PROXY_COUNT = 0
    assert client_address(APIRequestFactory().get("/", REMOTE_ADDR=seen)) == address
