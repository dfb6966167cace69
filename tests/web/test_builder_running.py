"""The builder's side panel, and running what is on the canvas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.agents.wire import Outside
from tests.web.browser import assert_accessible, shot, use_theme
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

WRITER: dict[str, Any] = {
    "name": "Writer",
    "description": "Writes about a topic.",
    "nodes": [
        {
            "id": "topic",
            "block_id": "agent.short_text_input",
            "input_default": {"name": "topic", "description": "What to write about"},
            "metadata": {"position": {"x": 0, "y": 0}},
        },
        {
            "id": "fill",
            "block_id": "text.fill_template",
            "input_default": {"format": "Say something about {{ topic }}."},
            "metadata": {"position": {"x": 340, "y": 0}},
        },
        {
            "id": "model",
            "block_id": "ai.text_generator",
            "input_default": {},
            "metadata": {"position": {"x": 680, "y": 0}},
        },
        {
            "id": "report",
            "block_id": "agent.output",
            "input_default": {"name": "report"},
            "metadata": {"position": {"x": 1020, "y": 0}},
        },
    ],
    "links": [
        {"source_id": "topic", "source_name": "result", "sink_id": "fill", "sink_name": "values_#_topic"},
        {"source_id": "fill", "source_name": "output", "sink_id": "model", "sink_name": "prompt"},
        {"source_id": "model", "source_name": "response", "sink_id": "report", "sink_name": "value"},
    ],
}


@pytest.fixture
def slow_words(outside: Outside) -> Iterator[Outside]:
    """A model that speaks slowly enough to be watched."""
    before, outside.word_seconds = outside.word_seconds, 0.8
    yield outside
    outside.word_seconds = before


def open_builder(person: Person, graph: dict[str, Any]) -> Page:
    made = person.ask("POST", "/graphs", graph)
    page = person.page
    page.goto(f"/agents/{made['id']}/build")
    page.locator(".react-flow__node").first.wait_for()
    return page


def node(page: Page, node_id: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{node_id}"]')


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def test_a_run_asks_for_inputs_streams_words_and_shows_what_each_step_gave(
    signed_in: Person, slow_words: Outside
) -> None:
    page = open_builder(signed_in, WRITER)
    shot(page, "builder-agent")
    page.keyboard.press("Control+Enter")
    asked = page.get_by_role("dialog", name="Run Writer")
    asked.get_by_role("button", name="Run", exact=True).click()
    expect(asked.get_by_text("This is required.")).to_be_visible()
    shot(page, "builder-inputs")
    asked.get_by_label("topic").fill("chords")
    asked.get_by_role("button", name="Run", exact=True).click()
    steps = page.get_by_role("region", name="Run", exact=True)
    steps.get_by_role("button", name=re.compile("AI Text Generator")).click()
    panel(page).get_by_role("tab", name="Output").click()
    expect(panel(page).get_by_text("Being written…")).to_be_visible()
    shot(page, "builder-streaming")
    expect(panel(page).get_by_text("Graphs become chords.")).to_be_visible()
    expect(page.get_by_role("group", name="Running").get_by_text("Completed")).to_be_visible()
    expect(steps.get_by_role("button", name=re.compile("Completed"))).to_have_count(4)
    shot(page, "builder-output")
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("group", name="Running").get_by_text("Completed")).to_be_visible()
    page.get_by_role("button", name="Show the run's results").click()
    steps.get_by_role("button", name=re.compile("Fill Text Template")).click()
    panel(page).get_by_role("tab", name="Input").click()
    expect(panel(page).get_by_text("chords")).to_be_visible()
    shot(page, "builder-input")
