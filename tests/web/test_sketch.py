"""An agent drawn from words: from the list onto the canvas, completed there, and changed by words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.agents.sketches import NEWS, STEPS, drawing
from tests.agents.wire import Outside
from tests.blocks.streams import openai_says
from tests.blocks.wire import Reply
from tests.web.browser import assert_accessible, shot
from tests.web.canvas import node
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

# The nodes of the first drawing are n1 to n3 for the model that changes it.
DISCORD = drawing(
    steps=[
        {**STEPS[0], "id": "n1"},
        {**STEPS[1], "id": "n2"},
        {"id": "post", "block": "discord.post_message", "title": "Post it", "values": {}},
    ],
    links=[
        {"from": "n1.entry_#_description", "to": "n2.text"},
        {"from": "n2.summary", "to": "post.message"},
    ],
    open=[
        {"step": "n1", "pin": "rss_url", "why": "The address of your feed"},
        {"step": "post", "pin": "channel_id", "why": "Which channel gets the news"},
    ],
    explanation="It posts to Discord now.",
)


def says(messages: list[dict[str, Any]]) -> Reply:
    """Wrong at first, right when it is told so; and another drawing for a change."""
    if any("wants it changed" in str(message["content"]) for message in messages):
        return openai_says(json.dumps(DISCORD))
    if "That was not right" not in str(messages[-1]["content"]):
        return openai_says(json.dumps(drawing(links=[{"from": "feed.news", "to": "summary.text"}])))
    return openai_says(json.dumps(drawing()))


def test_an_agent_is_drawn_from_words_completed_and_changed(signed_in: Person, outside: Outside) -> None:
    page = signed_in.page
    outside.says = says
    try:
        page.goto("/agents")
        page.get_by_role("button", name="Describe it").first.click()
        dialog = page.get_by_role("dialog", name="Describe the agent")
        dialog.get_by_role("textbox", name="What shall it do?").wait_for()
        assert_accessible(page)
        dialog.get_by_role("textbox", name="What shall it do?").fill(NEWS)
        dialog.get_by_role("button", name="Draw it").click()
        # The first wish of a process reads all blocks, which takes a busy machine a while.
        page.wait_for_url(re.compile("/agents/new"), timeout=60_000)
        expect(page.locator(".react-flow__node")).to_have_count(3)
        panel = page.get_by_role("region", name="Drawn from your words")
        expect(panel.get_by_text("It reads your feed each morning.")).to_be_visible()
        expect(panel.get_by_role("button", name="Connect Slack")).to_be_visible()
        expect(page.get_by_role("textbox", name="Name of the agent")).to_have_value("Morning news")
        panel.get_by_role("button", name=re.compile("Which channel gets the news")).click()
        field = page.get_by_role("textbox", name=re.compile("^Channel"))
        field.fill("#news")
        expect(panel.get_by_text("Which channel gets the news")).to_have_count(0)
        assert_accessible(page)
        shot(page, "sketch-panel")
        panel.get_by_role("textbox", name="What shall be different?").fill("Use Discord instead")
        panel.get_by_role("button", name="Change it").click()
        expect(panel.get_by_text("It posts to Discord now.")).to_be_visible()
        expect(node(page, "Post it")).to_be_visible()
        expect(node(page, "Tell the team")).to_have_count(0)
        changes = panel.get_by_role("region", name="What has changed")
        expect(changes.get_by_role("listitem")).to_have_text(["NewPost it", "GoneTell the team"])
        changes.get_by_role("button", name="Take it back").click()
        expect(node(page, "Tell the team")).to_be_visible()
        expect(node(page, "Post it")).to_have_count(0)
    finally:
        outside.says = None
