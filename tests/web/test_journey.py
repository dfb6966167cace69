"""One person's way through the app, from the first page on: nothing is posted past the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.agents.wire import Outside
from tests.web.browser import assert_accessible, use_theme
from tests.web.canvas import drag, drop_block, enter_marked, middle, node, pin, save
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

JO = "jo@example.com"
SAID = "Graphs become chords."
QUESTION = "May it go out?"


@pytest.fixture
def model(outside: Outside) -> Iterator[Outside]:
    """A model that keeps its last word to itself until `released` is set."""
    outside.released.clear()
    yield outside
    outside.released.set()


def test_one_person_builds_runs_mends_compares_reviews_and_hands_on_an_agent(
    page: Page, model: Outside, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    register(page)
    open_every_menu_of_the_frame(page)
    build_by_mouse(page)
    run_until_the_template_fails(page)
    mend_the_template(page)
    see_the_words_come(page, model)
    have_a_person_asked_before_the_end(page)
    see_what_the_new_version_changed(page)
    approve_in_the_inbox(page)
    run_again_from_the_question(page)
    share_the_result(page)
    build_by_keyboard_alone(page)
    export_delete_and_import(page, tmp_path)


def register(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("Your name").fill("Jo")
    page.get_by_label("E-mail address").fill(JO)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    assert_accessible(page)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Try it: Refund desk").wait_for()
    assert_accessible(page)


def open_every_menu_of_the_frame(page: Page) -> None:
    for menu in ("Your account", "Workspace"):
        page.get_by_role("button", name=menu).click()
        page.get_by_role("menu").wait_for()
        assert_accessible(page)
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("new agent")
    assert_accessible(page)
    page.get_by_role("option", name="New agent").click()
    card = page.get_by_role("region", name="A look around")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def build_by_mouse(page: Page) -> None:
    """topic → template → model → report; the template is wrong."""
    page.get_by_role("textbox", name="Name of the agent").fill("Songwriter")
    drop_block(page, "Agent Short Text Input", (160, 60))
    fill_in(page, "Name", "topic")
    drop_block(page, "Fill Text Template", (560, 60))
    fill_in(page, "Format", "Sing about {{ topic")
    drop_block(page, "AI Text Generator", (160, 360))
    drop_block(page, "Agent Output", (600, 360))
    fill_in(page, "Name", "song")
    drag(
        page,
        pin(page, "topic", "result", "source"),
        middle(pin(page, "Fill Text Template", "values", "target")),
    )
    page.get_by_role("textbox", name="Name of the entry").fill("topic")
    assert_accessible(page)
    page.get_by_role("button", name="Connect", exact=True).click()
    drag(
        page,
        pin(page, "Fill Text Template", "output", "source"),
        middle(pin(page, "AI Text Generator", "prompt", "target")),
    )
    drag(
        page,
        pin(page, "AI Text Generator", "response", "source"),
        middle(pin(page, "song", "value", "target")),
    )
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    expect(page.get_by_text("No problems")).to_be_visible()
    node(page, "Fill Text Template").click(button="right")
    page.get_by_role("menuitem", name="Duplicate").wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    save(page, 1)


def run_until_the_template_fails(page: Page) -> None:
    running(page).get_by_role("button", name="Run", exact=True).click()
    asked = page.get_by_role("dialog", name="Run Songwriter")
    asked.get_by_label("topic").fill("chords")
    assert_accessible(page)
    asked.get_by_role("button", name="Run", exact=True).click()
    expect(running(page).get_by_text("Failed")).to_be_visible()
    expect(node(page, "Fill Text Template")).to_contain_text("Failed")


def mend_the_template(page: Page) -> None:
    node(page, "Fill Text Template").click()
    details(page).get_by_role("tab", name="Output").click()
    expect(details(page).get_by_role("alert")).to_contain_text("template")
    assert_accessible(page)
    details(page).get_by_role("tab", name="Parameters").click()
    fill_in(page, "Format", "Sing about {{ topic }}.")


def see_the_words_come(page: Page, model: Outside) -> None:
    page.keyboard.press("Control+Enter")  # what the canvas holds becomes version 2
    expect(node(page, "AI Text Generator")).to_contain_text("Graphs become")
    expect(running(page).get_by_text("Running")).to_be_visible()
    model.released.set()
    expect(running(page).get_by_text("Completed")).to_be_visible()
    page.get_by_role("tab", name="Result").click()
    expect(page.get_by_role("region", name="Run", exact=True)).to_contain_text(SAID)
    assert model.bodies[-1]["messages"][-1]["content"] == "Sing about chords."
    assert_accessible(page)


def have_a_person_asked_before_the_end(page: Page) -> None:
    """A step between two others; the card says what it lacks until it has it."""
    page.get_by_label("Link from AI Text Generator, response to song, value").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insert a block here").click()
    between = page.get_by_role("dialog", name="Insert between")
    between.get_by_role("combobox").fill("Human In The Loop")
    page.keyboard.press("Enter")
    asking = node(page, "Human In The Loop")
    expect(asking.get_by_role("img", name=re.compile("Problems: name"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="1 problem").click()
    fill_in(page, "Name", QUESTION)
    expect(page.get_by_text("No problems")).to_be_visible()
    save(page, 3)


def see_what_the_new_version_changed(page: Page) -> None:
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Version 3").click()
    page.get_by_role("menuitem", name="Compare with version 2").click()
    differences = page.get_by_role("dialog", name="Version 2 and version 3")
    added = differences.get_by_role("region", name="What differs, as a list")
    expect(added).to_contain_text("Added")
    expect(added).to_contain_text("Human In The Loop")
    assert_accessible(page)
    differences.get_by_role("button", name="Close").click()


def approve_in_the_inbox(page: Page) -> None:
    page.get_by_role("button", name="More ways to run").click()
    page.get_by_role("menuitem", name="Run and ask before review steps").click()
    expect(running(page).get_by_text("Waiting for a person")).to_be_visible()
    inbox = page.get_by_role("navigation", name="Main").get_by_role("link", name="Reviews")
    expect(inbox).to_contain_text("1")
    inbox.click()
    question = page.get_by_role("article", name=QUESTION)
    expect(question).to_contain_text(SAID)
    assert_accessible(page)
    question.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()


def run_again_from_the_question(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Runs").click()
    table = page.get_by_role("table", name="Runs")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Completed")
    assert_accessible(page)
    table.get_by_role("link", name="Songwriter").first.click()
    page.get_by_role("tab", name="Timeline").click()
    assert_accessible(page)
    page.get_by_role("toolbar", name="Steps in time").get_by_role("button", name="Human In The Loop").click()
    step = page.get_by_role("dialog", name="Human In The Loop")
    assert_accessible(page)
    step.get_by_role("button", name="Run again from this step").click()
    page.get_by_role("menuitem", name="On this version").click()
    expect(page.get_by_role("link", name="Runs another one again")).to_be_visible()


def share_the_result(page: Page) -> None:
    page.get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("link", name="Open the run").or_(
        page.get_by_role("heading", name="Nothing waits")
    ).first.wait_for()
    page.go_back()
    expect(page.locator("[aria-live=polite]", has_text="Completed")).to_be_visible()
    page.get_by_role("button", name="More to do with this run").click()
    assert_accessible(page)
    page.get_by_role("menuitem", name="Share").click()
    sharing = page.get_by_role("dialog", name="Share the outputs")
    sharing.get_by_role("button", name="Make a link").click()
    link = sharing.get_by_label("Link").input_value()
    assert_accessible(page)
    page.goto(link)
    expect(page.get_by_text(SAID)).to_be_visible()
    assert_accessible(page)


def build_by_keyboard_alone(page: Page) -> None:
    """name → greeting, and a run of it."""
    page.goto("/agents/new")
    page.get_by_role("combobox", name="Search blocks").wait_for()
    press(page, "n", "Agent Short Text Input", "Enter")
    expect(node(page, "input")).to_be_focused()
    page.keyboard.press("c")
    enter_marked(page, "Result")
    enter_marked(page, "Add a new block")
    page.get_by_role("dialog", name=re.compile("Blocks that fit")).wait_for()
    press(page, "Agent Output", "Enter")
    expect(node(page, "output")).to_be_focused()
    press(page, "F2", "Echo", "Enter")
    save(page, 1)
    expect(node(page, "Echo")).to_be_focused()
    page.keyboard.press("Control+Enter")
    asked = page.get_by_role("dialog", name="Run Untitled agent")
    expect(asked.get_by_label("Input")).to_be_focused()
    press(page, "hello", "Enter")
    expect(running(page).get_by_text("Completed")).to_be_visible()
    use_theme(page, "dark")
    assert_accessible(page)
    use_theme(page, "light")


def export_delete_and_import(page: Page, folder: Path) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Agents").click()
    row = page.get_by_role("row", name=re.compile("Songwriter"))
    row.get_by_role("button", name="More for Songwriter").click()
    assert_accessible(page)
    with page.expect_download() as exported:
        page.get_by_role("menuitem", name="Export as a file").click()
    file = kept(exported.value, folder)
    row.get_by_role("button", name="More for Songwriter").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
    page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="“Songwriter” is imported")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Open the agent").click()
    expect(page.get_by_role("heading", name="Songwriter")).to_be_visible()
    expect(page.get_by_label("topic")).to_be_visible()
    assert_accessible(page)


def kept(download: Download, folder: Path) -> Path:
    file = folder / download.suggested_filename
    download.save_as(file)
    assert json.loads(file.read_text())["name"] == "Songwriter"
    return file


def running(page: Page) -> Locator:
    return page.get_by_role("group", name="Running")


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def fill_in(page: Page, label: str, text: str) -> None:
    """Into a field of the step that is selected."""
    details(page).get_by_label(label, exact=True).fill(text)


def press(page: Page, *what: str) -> None:
    """Keys by their name, anything else as text."""
    for one in what:
        if one in ("Enter", "F2") or len(one) == 1:
            page.keyboard.press(one)
        else:
            page.keyboard.type(one)
