"""The canvas of the builder, as people handle it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import Person


def node(page: Page, name: str) -> Locator:
    """The card whose title is `name`."""
    return page.locator(".react-flow__node").filter(has=page.get_by_text(name, exact=True)).first


def pin(page: Page, card: str, name: str, side: str) -> Locator:
    return node(page, card).locator(f".react-flow__handle.{side}[data-pin='{name}']")


def drag(page: Page, start: Locator, end: tuple[float, float]) -> None:
    box = start.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(end[0], end[1], steps=8)
    page.mouse.up()


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drop_block(page: Page, name: str, at: tuple[float, float]) -> None:
    search = page.get_by_role("combobox", name="Search blocks")
    search.fill(name)
    line = page.get_by_role("option", name=name).first
    canvas = page.get_by_role("region", name="Canvas")
    box = canvas.bounding_box()
    assert box is not None
    line.drag_to(canvas, target_position={"x": at[0], "y": at[1]})
    search.fill("")


def saved(person: Person) -> dict[str, Any]:
    """The graph that the address names, as the API has it."""
    person.page.wait_for_url(re.compile(r"/agents/[0-9a-f-]{36}/build"))
    found = re.search(r"/agents/([0-9a-f-]{36})/build", person.page.url)
    assert found is not None, person.page.url
    graph: dict[str, Any] = person.ask("GET", f"/graphs/{found[1]}")
    return graph


def save(page: Page, version: int) -> None:
    page.keyboard.press("Control+s")
    expect(page.get_by_text(f"Saved as version {version}.")).to_be_visible()


def enter_marked(page: Page, name: str) -> None:
    """Enter on the line of a dialog's list that is marked, once one may type there."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    expect(dialog.get_by_role("option", name=name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
