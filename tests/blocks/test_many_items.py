"""Looking at millions of items takes seconds, in which nothing else runs: they are refused at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from blocks.sdk import Context, find_block, fire, fire_pure

MANY: list[list[Any]] = [[] for _ in range(400_000)]
MANY_AS_TEXT = "[" + "[]," * 400_000 + "1]"


@pytest.mark.parametrize(
    ("slug", "values"),
    [
        ("basic.convert_type", {"value": MANY, "type": "string"}),
        ("basic.convert_type", {"value": MANY_AS_TEXT, "type": "list"}),
        ("data.create_list", {"values": MANY_AS_TEXT}),
        ("data.find_in_dictionary", {"input": MANY_AS_TEXT, "key": 1}),
        ("logic.condition", {"value1": MANY, "operator": "==", "value2": 1}),
    ],
)
def test_more_items_than_can_be_looked_at_quickly_are_refused(slug: str, values: dict[str, Any]) -> None:
    block = find_block(slug)
    assert block is not None
    began = time.process_time()
    firing = fire_pure(block, values, Context())
    assert time.process_time() - began < 0.3
    assert firing.error_code == "too_large"
    assert "more than 300,000 items" in (firing.error or "")


async def test_they_are_refused_for_blocks_that_wait_as_well() -> None:
    block = find_block("web.send_request")
    assert block is not None
    firing = await fire(block, {"url": "https://example.com", "body": MANY}, Context())
    assert (firing.error_code, firing.error) == ("too_large", "The inputs hold more than 300,000 items.")


def test_an_output_of_more_items_is_refused() -> None:
    block = find_block("data.add_to_list")
    assert block is not None
    firing = fire_pure(block, {"list": [1] * 149_000, "entries": [1] * 149_000}, Context())
    assert firing.error is None
    firing = fire_pure(block, {"list": "[" + "1," * 200_000 + "1]", "entries": [1] * 150_000}, Context())
    assert (firing.error_code, firing.error) == (
        "too_large",
        "Output 'updated_list' holds more than 300,000 items.",
    )
