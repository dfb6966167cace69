"""The first steps in the builder: the look around, blocks by filter and by meaning, "+" where a step ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browser import SCREENSHOTS, assert_accessible, use_theme
from tests.web.canvas import node, save, saved
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def first_option(within: Page | Locator) -> Locator:
    return within.get_by_role("option").first


def test_a_first_agent_is_found_by_meaning_and_grown_where_steps_end(signed_in: Person) -> None:
    page = signed_in.page
    signed_in.ask("PATCH", "/me/preferences", {"tours_seen": []})
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/agents/new")
    look_around(page)
    filter_and_search(page)
    page.keyboard.press("Enter")
    scraper = node(page, "Extract Web Page Text")
    expect(scraper).to_be_focused()
    # By keyboard: what follows the selected node.
    page.keyboard.press("Shift+A")
    quick = page.get_by_role("dialog", name=re.compile("Blocks that fit"))
    expect(quick.get_by_role("option", name=re.compile("others do not fit"))).to_have_count(1)
    page.keyboard.type("sumarise")
    expect(first_option(quick)).to_contain_text("AI Text Summarizer")
    page.keyboard.press("Enter")
    summarizer = node(page, "AI Text Summarizer")
    expect(summarizer).to_be_focused()
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    assert left(summarizer) > left(scraper) + width(scraper)
    # By mouse: the "+" beside an output.
    summarizer.hover()
    summarizer.get_by_role("button", name="Add a block after Summary").click()
    page.keyboard.type("dictionary is empty")
    expect(quick.get_by_role("option", name="Dictionary Is Empty")).to_contain_text(
        "text → object rarely works"
    )
    look(page, "builder-quick")
    quick.get_by_role("combobox").fill("return result")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    # Within a link.
    page.locator(".react-flow__edge").last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+A")
    page.get_by_role("dialog", name="Insert between").get_by_role("combobox").fill("swap words")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    page.get_by_role("textbox", name="Name of the agent").fill("First steps")
    save(page, 1)
    slugs = {one["id"]: one["block_id"] for one in saved(signed_in)["nodes"]}
    links = {(slugs[one["source_id"]], slugs[one["sink_id"]]) for one in saved(signed_in)["links"]}
    assert links == {
        ("web.extract_text", "ai.text_summarizer"),
        ("ai.text_summarizer", "text.replace"),
        ("text.replace", "agent.output"),
    }


def look_around(page: Page) -> None:
    """Comes by itself the first time; Escape ends it for good."""
    card = page.get_by_role("region", name="A look around")
    expect(card).to_contain_text("1 of 6")
    expect(card.get_by_role("button", name="Next")).to_be_focused()
    assert_accessible(page)
    look(page, "builder-tour")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("Settings of a step")
    card.get_by_role("button", name="Back").click()
    expect(card).to_contain_text("2 of 6")
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")) as kept:
        page.keyboard.press("Escape")
    assert kept.value.json()["tours_seen"] == ["builder"]
    expect(card).to_have_count(0)


def filter_and_search(page: Page) -> None:
    """By keyboard alone; leaves the web page block chosen in the palette."""
    search = page.get_by_role("combobox", name="Search blocks")
    page.keyboard.press("n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Search filters").wait_for()
    page.keyboard.type("no account")
    page.keyboard.press("Enter")
    assert_accessible(page)
    look(page, "builder-filters")
    page.keyboard.press("Escape")
    chip = page.get_by_role("button", name="Take the filter away: Needs no account")
    expect(chip).to_be_visible()
    search.fill("slack")
    expect(page.get_by_text("No block fits these filters.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Clear the filters: ")).click()
    expect(chip).to_have_count(0)
    expect(first_option(page)).to_contain_text("Slack Send Message")
    search.fill("scrape")
    expect(first_option(page)).to_contain_text("Extract Web Page Text")


def look(page: Page, name: str) -> None:
    """Pictures at the size of a desk: on a phone the palette would fold."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for theme in ("dark", "light"):
        use_theme(page, theme)
        page.screenshot(path=SCREENSHOTS / f"{name}-{theme}.png")


def left(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["x"]


def width(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["width"]
