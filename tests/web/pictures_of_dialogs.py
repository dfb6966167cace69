"""Pictures of what opens over a page, and of the richer kinds of values.

`make pictures` takes them with those of tests/web/pictures.py, into the same folder.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.factories.agents import OUTPUT, STORE, graph_json, node
from tests.web.browser import assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.pictures import at, ids, is_there
from tests.web.runs import titled

__all__ = ["ids"]  # a fixture
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
# Name → page, and the button there that opens it.
DIALOGS = {
    "notifications": ("/agents", "Notifications"),
    "account": ("/agents", "Your account"),
    "folder": ("/agents", "New folder"),
    "describe": ("/agents", "Describe it"),
    "import": ("/agents", "Import"),
    "agent-menu": ("/agents/{graph}", "More"),
    "schedule": ("/agents/{graph}?tab=automation", "New schedule"),
    "trigger": ("/agents/{graph}?tab=automation", "New trigger"),
    "step": ("/runs/{run}?tab=steps", "News"),
    "statuses": ("/runs", "Any status"),
    "connect": ("/integrations", "Connect"),
    "add-api": ("/integrations", "Add an API"),
    "budget": ("/credits?tab=budgets", "New budget"),
    "key": ("/settings/api-keys", "New key"),
}
KEYS = {"palette": "Control+k", "shortcuts": "?"}
LETTER = "# Letter\n\n> Dear all\n\n```python\nprint('leaves')\n```\n"
TABLE = "\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSee `this`.\n"
VALUES: dict[str, Any] = {
    "letter": LETTER + TABLE,
    "page": "<!doctype html><html><body><h1>A page</h1><p>Of its own.</p></body></html>",
    "styled": "<!doctype html><html><body style='color: #333'><h1>On paper</h1></body></html>",
    "deep": {"town": {"name": "Oslo", "open": True, "none": None, "list": [1, {"x": "y"}]}},
    "link": "https://example.com/a/long/way?to=somewhere",
}


def test_what_opens_over_a_page_is_accessible_in_the_dark(signed_in: Person, ids: dict[str, str]) -> None:
    page = signed_in.page
    for name, (path, button) in DIALOGS.items():
        page.goto(path.format(**ids))
        is_there(page)
        page.get_by_role("button", name=re.compile(button)).first.click()
        look_at(page, f"dialog-{name}")
    for name, key in KEYS.items():
        page.goto("/agents")
        is_there(page)
        page.keyboard.press(key)
        look_at(page, f"dialog-{name}")


def test_values_are_accessible_in_the_dark(signed_in: Person) -> None:
    nodes, links = [], []
    for place, (name, value) in enumerate(VALUES.items()):
        nodes.append(at(titled(node(name, STORE, input=value), name.title()), 0, place * 220))
        nodes.append(at(node(f"out_{name}", OUTPUT, name=name), 380, place * 220))
        links.append(f"{name}.output -> out_{name}.value")
    graph = signed_in.ask("POST", "/graphs", graph_json(*nodes, links=tuple(links), name="Rich"))["id"]
    run = signed_in.ask("POST", f"/graphs/{graph}/executions", {})["id"]
    while signed_in.ask("GET", f"/executions/{run}")["status"] in ("QUEUED", "RUNNING"):
        signed_in.page.wait_for_timeout(100)
    signed_in.page.goto(f"/runs/{run}")
    signed_in.page.set_viewport_size({"width": 1280, "height": 1700})
    is_there(signed_in.page)
    look_at(signed_in.page, "values")


def look_at(page: Page, name: str) -> None:
    use_theme(page, "dark")
    assert_accessible(page)
    shot(page, name)
