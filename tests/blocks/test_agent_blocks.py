"""Blocks of an agent's edge that no recorded case covers."""

from __future__ import annotations

from typing import Any

import pytest

from blocks.library.agent.executor import AgentExecutor
from blocks.library.agent.inputs import (
    AgentDateInput,
    AgentFileInput,
    AgentGoogleDriveFileInput,
    AgentTimeInput,
)
from blocks.library.agent.review import HumanInTheLoop
from blocks.library.data.lists import CountItems, CreateList
from blocks.library.text.xml_parser import XMLParser
from blocks.sdk import Block, BlockKind, Category, Context, all_blocks, fire, fire_pure


async def test_a_review_approves_at_once_without_safe_mode() -> None:
    firing = await fire(HumanInTheLoop, {"data": {"a": 1}, "name": "check"}, Context())
    assert firing.outputs == [
        ("approved_data", {"a": 1}),
        ("review_message", "Auto-approved (safe mode disabled)"),
    ]


async def test_a_review_waits_for_a_person_in_safe_mode() -> None:
    firing = await fire(HumanInTheLoop, {"data": {"a": 1}, "name": "check"}, Context(is_safe_mode=True))
    assert (firing.error_code, firing.retryable) == ("review_needed", False)
    assert firing.outputs == [("error", "'check' waits for a person's review.")]


async def test_an_agent_does_not_run_outside_of_an_execution() -> None:
    firing = await fire(AgentExecutor, {"graph_id": "x"}, Context())
    assert (firing.error_code, firing.outputs) == ("invalid_input", [("error", firing.error)])


@pytest.mark.parametrize(
    ("block", "value"),
    [(AgentFileInput, "file:1"), (AgentGoogleDriveFileInput, {"id": "1a2b", "name": "Plan"})],
)
def test_files_are_handed_on(block: type[Block], value: Any) -> None:
    assert fire_pure(block, {"name": "f", "value": value}, Context()).outputs == [("result", value)]
    assert fire_pure(block, {"name": "f"}, Context()).outputs == []


def test_there_are_eleven_agent_inputs_and_all_lend_their_value() -> None:
    inputs = [block for block in all_blocks() if block.kind is BlockKind.INPUT]
    assert len(inputs) == 11
    for block in inputs:
        assert block.static_output
        assert block.categories == (Category.INPUT, Category.BASIC)
        assert [name for name, pin in block.input_pins().items() if pin.required] == ["name"]


@pytest.mark.parametrize(
    ("block", "value", "outputs"),
    [
        (AgentDateInput, " 2026-03-14 ", [("result", "2026-03-14")]),
        (AgentTimeInput, "09:30", [("result", "09:30:00")]),
        (AgentDateInput, "", []),
        (AgentTimeInput, None, []),
    ],
)
def test_dates_and_times_are_written_in_one_way(
    block: type[Block], value: Any, outputs: list[tuple[str, Any]]
) -> None:
    assert fire_pure(block, {"name": "w", "value": value}, Context()).outputs == outputs


@pytest.mark.parametrize(
    ("block", "value", "message"),
    [
        (AgentDateInput, "14.3.2026", "Input 'value' needs a date as in 2026-03-14, not \"14.3.2026\"."),
        (AgentDateInput, "2026-02-30", "Input 'value' needs a date as in 2026-03-14, not \"2026-02-30\"."),
        (AgentTimeInput, "25:00", "Input 'value' needs a time of day as in 09:30, not \"25:00\"."),
    ],
)
def test_what_is_no_date_or_time_is_refused(block: type[Block], value: str, message: str) -> None:
    firing = fire_pure(block, {"name": "w", "value": value}, Context())
    assert (firing.error_code, firing.error) == ("invalid_input", message)


@pytest.mark.parametrize(("value", "count"), [("ä😀", 2), ({"a": 1}, 1), ([], 0), (5, -1), (True, -1)])
def test_what_cannot_be_counted_counts_as_less_than_nothing(value: Any, count: int) -> None:
    assert fire_pure(CountItems, {"collection": value}, Context()).outputs == [("count", count)]


def test_a_list_is_cut_into_parts() -> None:
    firing = fire_pure(CreateList, {"values": [1, 2, 3], "max_size": 2}, Context())
    assert firing.outputs == [("list", [1, 2]), ("list", [3])]


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>" * 200 + "</a>" * 200,
        "",
        "<a>",
    ],
)
def test_hostile_xml_is_refused(xml: str) -> None:
    firing = fire_pure(XMLParser, {"input_xml": xml}, Context())
    assert firing.error_code in {"invalid_input", "too_large"}
