"""The frame around the pages: themes, keyboard, commands, phones, wrong addresses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import PHONE, Watched, assert_accessible, shot, use_theme
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

HELLO = {
    "name": "Greeter",
    "description": "Greets somebody by name.",
    "nodes": [{"id": "who", "block_id": "agent.short_text_input", "input_default": {"name": "name"}}],
    "links": [],
}


def theme_of(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.theme"))


def test_a_chosen_theme_outlasts_a_reload_and_is_there_before_the_first_paint(signed_in: Person) -> None:
    page = signed_in.page
    assert theme_of(page) == "light"
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Dark").click()
    assert theme_of(page) == "dark"
    page.reload(wait_until="commit")
    page.wait_for_function("document.body !== null")
    assert theme_of(page) == "dark"


def test_the_command_palette_opens_by_keyboard_and_goes_to_a_page(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/nowhere")
    page.get_by_role("navigation", name="Main").wait_for()  # before that nobody listens
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("go to agen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/agents$"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_palette_finds_blocks_shows_them_and_adds_them_where_a_canvas_is(signed_in: Person) -> None:
    page = signed_in.page
    for _ in range(2):  # where there is no canvas, it opens one
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Search and commands").fill("fill text templ")
        page.get_by_role("option", name="Block: Fill Text Template").click()
        page.wait_for_url(re.compile(r"/agents/new\?find="))
        search = page.get_by_role("combobox", name="Search blocks")
        expect(search).to_have_value("Fill Text Template")
    expect(page.locator(".react-flow__node")).to_have_count(1)


def test_the_question_mark_lists_the_shortcuts_but_not_while_typing(signed_in: Person) -> None:
    page = signed_in.page
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").press_sequentially("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Search and commands")


def test_a_wrong_address_has_a_page_with_a_way_back(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    shot(page, "not-found")
    page.get_by_role("link", name="Go to the start page").click()
    expect(page).to_have_url(re.compile("/agents$"))
    expect(page.locator("#content")).to_be_focused()


def test_the_skip_link_leads_past_the_navigation(signed_in: Person) -> None:
    page = signed_in.page
    page.goto("/")  # which leads on to another page, and must not take the focus with it
    page.get_by_role("navigation", name="Main").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_on_a_phone_the_navigation_is_a_drawer_that_closes_when_one_goes_elsewhere(signed_in: Person) -> None:
    page = signed_in.page
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto("/nowhere")
    page.get_by_role("button", name="Open menu").click()
    drawer = page.get_by_role("dialog", name="Menu")
    expect(drawer).to_be_visible()
    drawer.get_by_role("link", name="Agents").click()
    expect(page).to_have_url(re.compile("/agents$"))
    expect(drawer).to_have_count(0)


def test_a_page_that_is_offline_says_so(signed_in: Person, watched: Watched) -> None:
    watched.may_be_offline = True
    page = signed_in.page
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_have_count(0)


def test_agents_are_listed_and_the_pages_are_accessible_in_both_themes(signed_in: Person) -> None:
    page = signed_in.page
    page.get_by_role("heading", name="No agents yet").wait_for()
    shot(page, "agents-empty")
    assert_accessible(page)
    for number in range(3):
        signed_in.ask("POST", "/graphs", {**HELLO, "name": f"Greeter {number}"})
    page.reload()
    expect(page.get_by_role("table", name="Agents").get_by_role("row")).to_have_count(4)
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "agents")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").wait_for()
    assert_accessible(page)
    shot(page, "palette")


def test_another_workspace_shows_its_own_agents_and_is_remembered(
    signed_in: Person, watched: Watched
) -> None:
    signed_in.ask("POST", "/graphs", HELLO)
    signed_in.ask("POST", "/workspaces", {"name": "Quartet"})
    page = signed_in.page
    page.reload()
    expect(page.get_by_text("Greets somebody by name.")).to_be_visible()
    page.get_by_role("button", name="Workspace").click()
    page.get_by_role("menuitem", name="Quartet").click()
    expect(page.get_by_role("heading", name="No agents yet")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Workspace Quartet")).to_be_visible()
    expect(page.get_by_role("heading", name="No agents yet")).to_be_visible()


def test_the_palette_finds_agents_of_the_marketplace(signed_in: Person) -> None:
    page = signed_in.page
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").fill("refund de")
    page.get_by_role("option", name="Refund desk, by Polychord").click()
    expect(page).to_have_url(re.compile("/marketplace/polychord/refund-desk$"))
