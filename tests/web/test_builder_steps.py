"""What is done to steps that stand: disabling, replacing, putting one in between, finding, lining up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser import assert_accessible, shot, use_theme
from tests.web.canvas import enter_marked, save
from tests.web.conftest import Person
from tests.web.test_builder import GREETER, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def off(graph: dict[str, Any]) -> list[str]:
    return [n["id"] for n in graph["nodes"] if n.get("settings", {}).get("is_disabled")]


def test_steps_are_disabled_left_out_of_a_run_and_enabled_again(signed_in: Person) -> None:
    page = signed_in.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    graph_id = opened(signed_in, GREETER)
    greet = page.locator(".react-flow__node[data-id=greet]")
    who = page.locator(".react-flow__node[data-id=who]")
    marks = page.get_by_role("img", name="Disabled", exact=True)
    who.click()
    page.keyboard.press("d")
    expect(who).to_have_attribute("aria-label", "name, Agent Short Text Input, disabled")
    expect(page.get_by_label("Link from name, result to Greet, values_#_name, disabled")).to_have_count(1)
    expect(marks).to_have_count(1)
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "builder-disabled")
    page.keyboard.press("Control+z")
    expect(marks).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(marks).to_have_count(1)
    # What needs it says so; with a value of its own, a run goes on without it and asks for nothing.
    problem = (
        "values: This pin is required, and 'name', which feeds it, is disabled: enable that, or set the pin."
    )
    expect(greet.get_by_role("img", name="Problems")).to_have_attribute("title", problem)
    greet.click()
    page.get_by_role("button", name="Add a pair").click()
    page.locator("[data-pin=values]").get_by_role("textbox", name="Name").fill("name")
    page.locator("[data-pin=values]").get_by_role("textbox").last.fill("nobody")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    expect(greet).to_contain_text("Completed")
    assert off(signed_in.ask("GET", f"/graphs/{graph_id}")) == ["who"]
    [run] = signed_in.ask("GET", f"/executions?graph_id={graph_id}")["results"]
    rows = signed_in.ask("GET", f"/executions/{run['id']}/nodes")["results"]
    assert [(row["node_id"], row["outputs"]) for row in rows] == [("greet", [["output", "Hi nobody"]])]
    # Several at once, from the panel, the menu and the keys; a copy keeps it.
    who.click()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Disable them").click()
    expect(marks).to_have_count(2)
    who.click(button="right")
    page.get_by_role("menuitem", name="Enable").click()
    expect(marks).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.press("Control+c")
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert off(copied) == ["who", "greet"]
    save(page, 3)
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Version 3").click()
    page.get_by_role("menuitem", name="Compare with version 2").click()
    expect(page.get_by_role("region", name="What differs, as a list")).to_contain_text("Disabled")
    shot(page, "builder-disabled-diff")


LETTER: dict[str, Any] = {
    "name": "Letter",
    "nodes": [
        {
            "id": "person",
            "block_id": "basic.store_value",
            "input_default": {"input": {"name": "Ada", "town": {"name": "London"}}},
            "metadata": {"position": {"x": 0, "y": 0}, "customized_name": "Person"},
        },
        {
            "id": "letter",
            "block_id": "text.fill_template",
            "input_default": {"format": "Dear "},
            "metadata": {"position": {"x": 380, "y": 0}, "customized_name": "Letter"},
        },
    ],
    "links": [],
}


def test_fields_of_a_result_come_into_a_template_and_are_previewed(signed_in: Person) -> None:
    page = signed_in.page
    graph_id = opened(signed_in, LETTER)
    page.locator(".react-flow__node[data-id=person]").click()
    page.get_by_role("button", name="Run this step").click()
    page.get_by_role("dialog").get_by_role("button", name="Run this step").click()
    page.get_by_role("tab", name="Output").click()
    # By keyboard: the part of the tree that is chosen goes into the text.
    tree = page.get_by_role("tabpanel").get_by_role("tree")
    tree.get_by_role("treeitem", name="name: Ada").click()
    page.get_by_role("button", name="Use name in…").click()
    page.get_by_role("option", name="Format: in its text").click()
    page.locator(".react-flow__node[data-id=letter]").click()
    page.get_by_role("tab", name="Parameters").click()
    field = page.get_by_role("textbox", name="Format")
    expect(field).to_have_value("Dear {{ name }}")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Dear Ada")
    # Typing braces offers names, and outputs that are linked when they are chosen.
    field.press("End")
    field.type(", of {{ pers")
    page.get_by_role("listbox", name="Names for the template").wait_for()
    assert_accessible(page)
    shot(page, "builder-template")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Dear {{ name }}, of {{ output }}")
    page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value("Dear {{ name }}, of {{ pers")
    page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value("Dear {{ name }}")
    # By pointer: a field is dragged from the list of all values.
    page.get_by_role("tab", name="All values").click()
    row = page.get_by_role("listitem").filter(has_text="output.town").filter(has_text="London")
    row.get_by_title("Drag onto a parameter to link it").drag_to(field)
    expect(field).to_have_value("Dear {{ name }}{{ town }}")
    save(page, 2)
    saved = signed_in.ask("GET", f"/graphs/{graph_id}")
    assert sorted((link["source_name"], link["sink_name"]) for link in saved["links"]) == [
        ("output_#_name", "values_#_name"),
        ("output_#_town", "values_#_town"),
    ]


def test_steps_are_put_in_between_replaced_found_and_lined_up(signed_in: Person) -> None:
    page = signed_in.page
    graph_id = opened(signed_in, GREETER)
    cards, links = page.locator(".react-flow__node"), page.locator(".react-flow__edge")
    links.first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insert a block here").click()
    page.get_by_role("dialog", name="Insert between").get_by_role("combobox").fill("Store Value")
    enter_marked(page, "Store Value")
    expect(cards).to_have_count(3)
    expect(links).to_have_count(2)
    # The other block has pins of the same names, so its links stay.
    page.locator(".react-flow__node[data-id=who]").focus()
    page.keyboard.press("r")
    page.get_by_role("dialog", name="Replace name by").get_by_role("combobox").fill("Agent Long Text Input")
    enter_marked(page, "Agent Long Text Input")
    expect(page.get_by_text("Agent Long Text Input").last).to_be_visible()
    expect(links).to_have_count(2)
    page.keyboard.press("Control+f")
    page.get_by_role("dialog", name="Find a node").get_by_role("combobox").fill("Greet")
    enter_marked(page, "Greet")
    expect(page.locator(".react-flow__node[data-id=greet]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.locator(".react-flow__node[data-id=greet]").click(button="right")
    page.get_by_role("menuitem", name="Align left").click()
    save(page, 2)
    graph = signed_in.ask("GET", f"/graphs/{graph_id}")
    blocks = [n["block_id"] for n in graph["nodes"]]
    assert sorted(blocks) == ["agent.long_text_input", "basic.store_value", "text.fill_template"]
    assert sorted((link["source_name"], link["sink_name"]) for link in graph["links"]) == [
        ("output", "values_#_name"),
        ("result", "input"),
    ]
    assert len({n["metadata"]["position"]["x"] for n in graph["nodes"]}) == 1


def test_an_exported_file_comes_back_by_paste_and_by_drop(signed_in: Person) -> None:
    page = signed_in.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(signed_in, GREETER)
    page.get_by_role("button", name="More", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as a file").click()
    file = download.value.path().read_text()
    assert json.loads(file)["name"] == "Greeter"
    # Pasted on an empty canvas, it is what is on it; under ids of its own.
    page.goto("/agents/new")
    page.get_by_role("region", name="Canvas").wait_for()
    page.evaluate("text => navigator.clipboard.writeText(text)", file)
    page.keyboard.press("Control+v")
    expect(page.locator(".react-flow__node")).to_have_count(2)
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Name of the agent")).to_have_value("Greeter")
    save(page, 1)
    # Dropped on the canvas, it is offered as an agent of its own.
    dropped = page.evaluate_handle(
        """text => {
            const held = new DataTransfer();
            held.items.add(new File([text], "greeter.json", { type: "application/json" }));
            return held;
        }""",
        file,
    )
    page.get_by_role("region", name="Canvas").dispatch_event("drop", {"dataTransfer": dropped})
    page.get_by_role("dialog", name="Import an agent").wait_for()


def test_what_is_typed_in_a_list_stays_in_it_while_the_palette_beside_it_changes(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/agents/new")
    page.get_by_role("combobox", name="Search blocks").wait_for()
    field = page.get_by_role("dialog").get_by_role("combobox")
    cards = page.locator(".react-flow__node")
    page.keyboard.press("n")
    page.keyboard.type("Agent Short Text Input")
    page.keyboard.press("Enter")  # which now comes to the palette's own lists
    expect(cards).to_be_focused()
    for count, block in enumerate(("Agent Output", "Fill Text Template"), start=2):
        page.keyboard.press("a")
        expect(field).to_be_focused()
        expect(page.locator("[cmdk-input]")).to_have_count(0)  # by it lists take the focus
        page.keyboard.type(block, delay=30)
        expect(field).to_have_value(block)
        page.keyboard.press("Enter")
        expect(cards).to_have_count(count)
        expect(field).to_have_count(0)
        expect(cards.last).to_be_focused()
