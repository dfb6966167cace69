"""Matching values, and counting down."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.firings import failure_of, outputs_of


@pytest.mark.parametrize(
    ("input", "value", "is_same"),
    [
        ("10", 10, True),
        (10, "10", True),
        (10, "11", False),
        (True, "true", True),
        (False, "no", True),
        ([1], 1, True),
        ({"a": 1}, '{"a": 1}', True),
        ("a", "A", False),
        ("ä", "ä", True),
        ([1, 2], [2, 1], False),
        (1.5, "1.5", True),
        (1, "inf", False),
    ],
)
def test_the_expected_value_takes_the_type_of_the_other(input: Any, value: Any, is_same: bool) -> None:
    given = {"input": input, "value": value, "yes_value": "Y", "no_value": "N"}
    branch = ("yes_output", "Y") if is_same else ("no_output", "N")
    assert outputs_of("logic.if_input_matches", given) == [("result", is_same), branch]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the timer waited, each time."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return seconds


def test_a_timer_adds_its_units_up_and_repeats(slept: list[float]) -> None:
    given = {"input_message": {"tea": 1}, "seconds": "5", "minutes": 1, "repeat": 3}
    assert outputs_of("time.countdown", given) == [("output_message", {"tea": 1})] * 3
    assert slept == [65, 65, 65]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"days": 1}, "A timer may run for at most 3,600 seconds in all."),
        ({"minutes": 30, "repeat": 3}, "A timer may run for at most 3,600 seconds in all."),
        ({"repeat": 1_001}, "`repeat` may be at most 1,000."),
        ({"seconds": "soon"}, "`seconds` must be a whole number."),
        ({"hours": -1}, "`hours` cannot be negative."),
    ],
)
def test_a_timer_that_cannot_run_is_refused_before_it_waits(
    given: dict[str, Any], message: str, slept: list[float]
) -> None:
    assert failure_of("time.countdown", given) == ("invalid_input", message)
    assert slept == []
