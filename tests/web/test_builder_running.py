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


ASKER: dict[str, Any] = {
    "name": "Asker",
    "nodes": [
        {
            "id": "ask",
            "block_id": "agent.human_review",
            "input_default": {"name": "Is this good?", "data": [1, 2]},
            "metadata": {"position": {"x": 0, "y": 0}},
        },
        {
            "id": "third",
            "block_id": "data.get_list_item",
            "input_default": {"index": 7},
            "metadata": {"position": {"x": 340, "y": 0}},
        },
    ],
    "links": [
        {"source_id": "ask", "source_name": "approved_data", "sink_id": "third", "sink_name": "list"},
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
    page.keyboard.press("Control+Enter")
    asked = page.get_by_role("dialog", name="Run Writer")
    asked.get_by_role("button", name="Run", exact=True).click()
    expect(asked.get_by_text("This is required.")).to_be_visible()
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


def test_parameters_are_checked_while_one_types_and_typing_is_one_step_of_undo(signed_in: Person) -> None:
    page = open_builder(signed_in, WRITER)
    node(page, "model").focus()
    page.keyboard.press("Enter")
    details = panel(page)
    expect(details.get_by_text("Fill Text Template › output")).to_be_visible()
    details.get_by_role("button", name=re.compile("More parameters")).click()
    longest = details.get_by_label("Max tokens", exact=True)
    longest.fill("0")
    expect(details.get_by_text("Too small: the least is 1.")).to_be_visible()
    longest.press_sequentially("5")
    expect(details.get_by_text("Too small")).to_have_count(0)
    details.get_by_role("button", name="Reset Max tokens to its default").click()
    expect(longest).to_have_value("")
    details.get_by_label("Model", exact=True).click()
    page.get_by_placeholder("Search models").fill("gpt-4o-mini")
    page.get_by_role("option", name=re.compile("^gpt-4o-mini")).first.click()
    expect(details.get_by_label("Model", exact=True)).to_have_text("gpt-4o-mini")
    details.get_by_label("Sys prompt", exact=True).press_sequentially("Be brief.")
    shot(page, "builder-parameters")
    assert_accessible(page)
    details.get_by_role("button", name="Remove the link into Prompt").click()
    expect(details.get_by_text("This is required.").first).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    expect(details.get_by_text("Fill Text Template › output")).to_be_visible()
    expect(details.get_by_label("Sys prompt", exact=True)).to_have_value("")
    details.get_by_role("tab", name="Settings").click()
    details.get_by_label("Try again if it fails").click()
    details.get_by_label("Tries at most").fill("11")
    expect(details.get_by_text("From 1 to 10.")).to_be_visible()


def test_a_run_is_stopped_a_step_is_pinned_run_alone_and_run_again_from(
    signed_in: Person, slow_words: Outside
) -> None:
    page = open_builder(signed_in, WRITER)
    running = page.get_by_role("group", name="Running")
    steps = page.get_by_role("region", name="Run", exact=True)
    running.get_by_role("button", name="Run", exact=True).click()
    asked = page.get_by_role("dialog", name="Run Writer")
    asked.get_by_label("topic").fill("chords")
    asked.get_by_label("topic").press("Enter")
    steps.get_by_role("button", name=re.compile("AI Text Generator.*Running")).wait_for()
    page.keyboard.press("Control+.")
    expect(running.get_by_text("Stopped")).to_be_visible()

    slow_words.word_seconds = 0.02
    page.keyboard.press("Control+Enter")  # with the inputs of before
    expect(running.get_by_text("Completed")).to_be_visible()
    calls = slow_words.count("chat/completions")
    steps.get_by_role("button", name=re.compile("AI Text Generator")).click()
    panel(page).get_by_role("button", name="Pin the output").click()
    steps.get_by_role("button", name=re.compile("Fill Text Template")).click()
    panel(page).get_by_role("tab", name="Parameters").click()
    panel(page).get_by_label("Format", exact=True).fill("Sing about {{ topic }}.")
    expect(steps.get_by_text("outdated")).to_have_count(3)
    shot(page, "builder-stale")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("v2", exact=True)).to_be_visible()
    expect(steps.get_by_text("outdated")).to_have_count(0)
    expect(running.get_by_text("Completed")).to_be_visible()
    assert slow_words.count("chat/completions") == calls

    steps.get_by_role("button", name=re.compile("AI Text Generator")).click()
    panel(page).get_by_role("tab", name="Output").click()
    expect(panel(page).get_by_text("These outputs are pinned")).to_be_visible()
    panel(page).get_by_role("button", name="Unpin").click()
    panel(page).get_by_role("button", name="Run this step").click()
    alone = page.get_by_role("dialog", name="Run AI Text Generator alone")
    expect(alone.get_by_label("Prompt", exact=True)).to_have_value("Sing about chords.")
    alone.get_by_label("Prompt", exact=True).fill("Hum.")
    alone.get_by_role("button", name="Run this step").click()
    expect(running.get_by_text("Completed")).to_be_visible()
    expect(steps.get_by_role("button", name=re.compile("Completed"))).to_have_count(4)
    assert slow_words.bodies[-1]["messages"][-1]["content"] == "Hum."

    page.keyboard.press("Control+Enter")
    expect(panel(page).get_by_role("button", name="Run from here")).to_be_visible()
    calls = slow_words.count("chat/completions")
    panel(page).get_by_role("button", name="Run from here").click()
    panel(page).get_by_role("tab", name="Output").click()
    expect(running.get_by_text("Completed")).to_be_visible()
    steps.get_by_role("button", name=re.compile("Fill Text Template")).click()
    expect(panel(page).get_by_text("taken over from the run before")).to_be_visible()
    assert slow_words.count("chat/completions") == calls + 1
    steps.get_by_role("tab", name="All values").click()
    steps.get_by_label("Filter by step, pin or value").fill("Graphs become")
    expect(steps.get_by_role("listitem").first).to_contain_text("Graphs become chords.")
    shot(page, "builder-values")
    steps.get_by_role("tab", name="Result").click()
    expect(steps.get_by_text("Graphs become chords.")).to_be_visible()


def test_a_past_run_is_replayed_moment_by_moment_and_debugged_in_the_builder(
    signed_in: Person, outside: Outside
) -> None:
    page = open_builder(signed_in, WRITER)
    graph_id = page.url.split("/")[-2]
    execution = signed_in.ask("POST", f"/graphs/{graph_id}/executions", {"inputs": {"topic": "bees"}})
    page.goto(f"/agents/{graph_id}/build?replay={execution['id']}")
    expect(page.get_by_role("heading", name="Replay of Writer")).to_be_visible()
    while signed_in.ask("GET", f"/executions/{execution['id']}")["status"] != "COMPLETED":
        page.wait_for_timeout(100)
    page.reload()
    expect(node(page, "model").get_by_text("Completed")).to_be_visible()
    node(page, "model").click()
    panel(page).get_by_role("tab", name="Output").click()
    expect(panel(page).get_by_text("Graphs become chords.")).to_be_visible()
    shot(page, "builder-replay")
    assert_accessible(page)
    page.get_by_role("button", name="To the beginning").click()
    expect(node(page, "report").get_by_text("Completed")).to_have_count(0)
    moment = page.get_by_role("slider", name="Moment of the run")
    moment.press("End")
    expect(node(page, "report").get_by_text("Completed")).to_be_visible()
    page.get_by_role("button", name="Debug in the builder").click()
    expect(page.get_by_role("group", name="Running").get_by_text("Completed")).to_be_visible()
    node(page, "model").click()
    panel(page).get_by_role("tab", name="Output").click()
    expect(panel(page).get_by_text("These outputs are pinned")).to_be_visible()
    use_theme(page, "dark")
    assert_accessible(page)


def test_a_failure_leads_to_its_field_and_a_question_is_answered_where_it_is_asked(
    signed_in: Person,
) -> None:
    page = open_builder(signed_in, ASKER)
    running = page.get_by_role("group", name="Running")
    steps = page.get_by_role("region", name="Run", exact=True)
    page.get_by_role("button", name="More ways to run").click()
    page.get_by_role("menuitem", name="Run and ask before review steps").click()
    expect(running.get_by_text("Waiting for a person")).to_be_visible()
    steps.get_by_role("button", name=re.compile("Human In The Loop")).click()
    panel(page).get_by_role("tab", name="Output").click()
    question = panel(page).get_by_role("region", name="This step waits for an answer.")
    expect(question.get_by_role("heading", name="Is this good?")).to_be_visible()
    shot(page, "builder-review")
    question.get_by_role("button", name="Approve").click()
    expect(running.get_by_text("Failed")).to_be_visible()
    steps.get_by_role("button", name=re.compile("Get List Item")).click()
    expect(panel(page).get_by_role("alert")).to_contain_text("there is no item 7")
    shot(page, "builder-failed")
    assert_accessible(page)
