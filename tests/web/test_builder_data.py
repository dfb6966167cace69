"""Data while one builds: run up to a step, one item of a list, edited values, and references by `=`."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories.agents import STORE, graph_json, node
from tests.web.browser import assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.test_builder_running import node as card
from tests.web.test_builder_running import open_builder, panel

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def placed(made: dict[str, Any], x: int, title: str) -> dict[str, Any]:
    return {**made, "metadata": {"position": {"x": x, "y": 0}, "customized_name": title}}


LISTS = graph_json(
    placed(node("list", STORE, input=["ant", "bee", "cat"]), 0, "List"),
    placed(node("each", "logic.step_through_items"), 340, "Each"),
    placed(node("text", "text.fill_template", format="{{ v }}!"), 680, "Text"),
    placed(node("last", STORE), 1020, "Last"),
    placed(node("other", STORE, input=1), 1020, "Other"),
    links=("list.output -> each.items", "each.item -> text.values_#_v"),
    name="Lists",
)


def test_a_step_runs_on_what_is_there_one_item_or_edited_values(signed_in: Person) -> None:
    page = open_builder(signed_in, LISTS)
    details, running = panel(page), page.get_by_role("group", name="Running")
    card(page, "text").focus()
    page.keyboard.press("Enter")
    details.get_by_role("button", name="Run this step").click()
    alone = page.get_by_role("dialog", name="Run Text alone")
    alone.get_by_role("button", name="Run those first, then this step").click()
    expect(card(page, "text")).to_contain_text("×3")
    expect(running.get_by_text("Completed")).to_be_visible()
    expect(card(page, "other")).not_to_contain_text("Completed")

    details.get_by_role("button", name="Test one item…").click()
    item = page.get_by_role("dialog", name="Test one item of Each")
    item.get_by_label("Item", exact=True).click()
    page.get_by_role("option", name="2 · bee").click()
    shot(page, "builder-one-item")
    item.get_by_role("button", name="Test this item").click()
    details.get_by_role("tab", name="Output").click()
    expect(details.get_by_text("bee!")).to_be_visible()
    expect(card(page, "text")).not_to_contain_text("×")

    # The field of a later step takes a value of this one, by the keyboard alone, and gives it back.
    card(page, "last").focus()
    page.keyboard.press("Enter")
    details.get_by_role("tab", name="Parameters").click()
    field = details.locator("[data-pin=input]").get_by_role("textbox")
    field.press("=")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    field.press("=")
    page.keyboard.type("text out")
    expect(page.get_by_role("option", name=re.compile("Text › output"))).to_be_visible()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "builder-reference")
    page.keyboard.press("Enter")
    chip = details.get_by_role("button", name="Text › output")
    expect(chip).to_be_focused()
    expect(details.locator("[data-pin=input]")).to_contain_text("bee!")
    page.get_by_role("button", name="Undo").click()
    expect(chip).to_have_count(0)
    page.get_by_role("button", name="Redo").click()

    values = page.get_by_role("region", name="Run", exact=True)
    values.get_by_role("tab", name="All values").click()
    values.get_by_role("listitem").filter(has_text="Text").get_by_role("button", name="Edit output").click()
    page.get_by_role("dialog", name="Edit output of Text").get_by_label("Text").fill("emu?")
    shot(page, "builder-edit-value")
    page.get_by_role("button", name="Use this value").click()
    expect(values.get_by_text("edited", exact=True)).to_be_visible()
    assert_accessible(page)
    shot(page, "builder-values-edited")
    page.keyboard.press("Control+Shift+Enter")  # up to the step that is open
    expect(card(page, "last")).to_contain_text("Completed")
    details.get_by_role("tab", name="Output").click()
    expect(details.get_by_text("emu?")).to_be_visible()
    values.get_by_role("button", name="Reset all").click()
    expect(values.get_by_text("edited", exact=True)).to_have_count(0)
    expect(card(page, "last")).to_contain_text("Changed since")
