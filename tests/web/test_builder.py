"""Building agents on the canvas: by mouse, by keyboard alone, and what becomes of the work."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.canvas import drag, drop_block, middle, node, pin, save, saved
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

GREETER = {
    "name": "Greeter",
    "nodes": [
        {
            "id": "who",
            "block_id": "agent.short_text_input",
            "input_default": {"name": "name"},
            "metadata": {"position": {"x": 0, "y": 0}},
        },
        {
            "id": "greet",
            "block_id": "text.fill_template",
            "input_default": {"format": "Hi {{ name }}"},
            "metadata": {"position": {"x": 420, "y": 160}, "customized_name": "Greet"},
        },
    ],
    "links": [
        {"source_id": "who", "source_name": "result", "sink_id": "greet", "sink_name": "values_#_name"}
    ],
}


def opened(person: Person, graph: dict[str, Any]) -> str:
    """Make a graph and open it; gives its id."""
    made = person.ask("POST", "/graphs", graph)
    person.page.goto(f"/agents/{made['id']}/build")
    person.page.locator(".react-flow__node").first.wait_for()
    return str(made["id"])


def test_an_agent_is_built_by_mouse_and_saved(signed_in: Person) -> None:
    page = signed_in.page
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto("/agents/new")
    page.get_by_role("textbox", name="Name of the agent").fill("By mouse")
    drop_block(page, "Agent Short Text Input", (150, 80))
    drop_block(page, "Fill Text Template", (560, 80))
    drop_block(page, "Agent Output", (560, 330))
    expect(page.locator(".react-flow__node")).to_have_count(3)
    # A text goes into one entry of the template's values.
    drag(
        page,
        pin(page, "input", "result", "source"),
        middle(pin(page, "Fill Text Template", "values", "target")),
    )
    page.get_by_role("textbox", name="Name of the entry").fill("who")
    page.get_by_role("button", name="Connect", exact=True).click()
    # A link that is dropped on a card goes to the pin that suits.
    drag(page, pin(page, "Fill Text Template", "output", "source"), middle(node(page, "output")))
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    # One that is dropped into the void asks for a block that fits.
    drag(page, pin(page, "Fill Text Template", "output", "source"), (640, 560))
    quick = page.get_by_role("dialog", name="Blocks that fit Output (text)")
    quick.get_by_role("combobox").fill("count words")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    shot(page, "builder")
    save(page, 1)
    graph = saved(signed_in)
    assert graph["name"] == "By mouse"
    links = {(link["source_name"], link["sink_name"]) for link in graph["links"]}
    assert links == {("result", "values_#_who"), ("output", "value"), ("output", "text")}


def test_an_agent_is_built_by_keyboard_alone(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/agents/new")
    page.get_by_role("combobox", name="Search blocks").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("Agent Short Text Input")
    page.keyboard.press("Enter")
    expect(node(page, "input")).to_be_focused()
    page.keyboard.press("c")
    page.get_by_role("option", name="Result").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("option", name="Add a new block").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name=re.compile("Blocks that fit")).wait_for()
    page.keyboard.type("Agent Output")
    page.keyboard.press("Enter")
    expect(node(page, "output")).to_be_focused()
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(node(page, "input")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("The question")
    page.keyboard.press("Enter")
    expect(node(page, "The question")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(node(page, "output")).to_be_focused()
    save(page, 1)
    graph = saved(signed_in)
    assert [n["metadata"].get("customized_name") for n in graph["nodes"]] == ["The question", None]
    link = page.get_by_role("img", name="Link from The question, result to output, value")
    expect(link.or_(page.get_by_label("Link from The question, result to output, value"))).to_have_count(1)


def test_every_change_can_be_undone_and_copies_are_text(signed_in: Person) -> None:
    page = signed_in.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(signed_in, GREETER)
    cards = page.locator(".react-flow__node")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert [n["block_id"] for n in copied["nodes"]] == ["agent.short_text_input", "text.fill_template"]
    assert len(copied["links"]) == 1
    page.keyboard.press("Control+v")
    expect(cards).to_have_count(4)
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    page.keyboard.press("Delete")
    expect(cards).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(cards).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(cards).to_have_count(2)
    page.keyboard.press("Control+Shift+z")
    expect(cards).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(1)
    # Groups and notes are changes like any other.
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    expect(page.get_by_role("button", name="Select the group Group")).to_be_visible()
    page.keyboard.press("Shift+S")
    page.get_by_role("textbox", name="Text of the note").fill("**Why** it is so")
    page.keyboard.press("Escape")
    expect(page.locator("strong", has_text="Why")).to_be_visible()


def test_versions_are_compared_and_brought_back_and_lost_work_is_offered(
    signed_in: Person, watched: Watched
) -> None:
    page = signed_in.page
    graph_id = opened(signed_in, GREETER)
    page.locator(".react-flow__node[data-id=who]").click()
    page.keyboard.press("Delete")
    save(page, 2)
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Version 2").click()
    page.get_by_role("menuitem", name="Compare with version 1").click()
    differences = page.get_by_role("region", name="What differs, as a list")
    expect(differences).to_contain_text("Removed")
    expect(differences.get_by_role("heading", name="name", exact=True)).to_be_visible()
    shot(page, "builder-diff")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Version 1", exact=True).click()
    page.get_by_role("menuitem", name="Restore as the newest").click()
    expect(page).to_have_url(re.compile(r"version=3"))
    expect(page.locator(".react-flow__node")).to_have_count(2)
    # Work that was not saved is kept, and offered.
    with page.expect_response(lambda answer: "/autosaves/" in answer.url and answer.request.method == "PUT"):
        page.locator(".react-flow__node[data-id=greet]").click()
        page.keyboard.press("Control+d")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/agents/{graph_id}/build")
    page.get_by_role("dialog", name="Unsaved work was found").wait_for()
    shot(page, "builder-recovery")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.locator(".react-flow__node")).to_have_count(3)
    save(page, 4)
    assert len(signed_in.ask("GET", f"/graphs/{graph_id}")["nodes"]) == 3


def test_a_selection_becomes_an_agent_of_its_own(signed_in: Person) -> None:
    page = signed_in.page
    opened(signed_in, GREETER)
    page.locator(".react-flow__node[data-id=greet]").click()
    page.keyboard.press("Alt+x")
    page.get_by_role("textbox", name="Name of the agent").last.fill("Greeting")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Greeting was made.")).to_be_visible()
    expect(node(page, "Greeting")).to_be_visible()
    save(page, 2)
    graph = saved(signed_in)
    assert [n["block_id"] for n in graph["nodes"]] == ["agent.short_text_input", "agent.run_agent"]
    assert [(link["source_name"], link["sink_name"]) for link in graph["links"]] == [("result", "name")]


def test_the_canvas_is_accessible_in_both_themes(signed_in: Person) -> None:
    page = signed_in.page
    opened(signed_in, GREETER)
    page.locator(".react-flow__node[data-id=greet]").click()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "builder-selected")
    page.locator(".react-flow__node[data-id=greet]").click(button="right")
    page.get_by_role("menuitem", name="Replace…").wait_for()
    shot(page, "builder-menu")
