"""A picture of every page, in light, in dark and on a phone, to be looked at: var/screenshots/page-*.png.

`make pictures` takes them; with a look at each by axe that is two minutes, too long for every `make test`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.agents import OUTPUT, STORE, graph_json, node
from tests.web.browser import DESK, PHONE, Watched, assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.runs import asking, fetcher, start, titled

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4"
    "//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)
ROWS = [{"town": "Oslo", "people": 709_000}, {"town": "Madrid", "people": 3_332_000}]
NEWS = "## Autumn news\n\nThe leaves **fall**:\n\n- first the maple\n- then the oak\n"


def colourful() -> dict[str, Any]:
    """Gives text, a table and a picture."""
    values = {"news": NEWS, "towns": ROWS, "dot": DOT}
    nodes = [node("topic", "agent.short_text_input", name="topic", value="autumn")]
    links = []
    for place, (name, value) in enumerate(values.items()):
        nodes.append(at(titled(node(name, STORE, input=value), name.title()), 0, 160 + place * 220))
        nodes.append(at(node(f"out_{name}", OUTPUT, name=name), 380, 160 + place * 220))
        links.append(f"{name}.output -> out_{name}.value")
    return graph_json(*nodes, links=tuple(links), name="Autumn report") | {
        "description": "News of the season."
    }


def at(made: dict[str, Any], x: int, y: int) -> dict[str, Any]:
    return {**made, "metadata": {**made["metadata"], "position": {"x": x, "y": y}}}


@pytest.fixture
def ids(signed_in: Person) -> dict[str, str]:
    """An agent of two versions, a run of each kind."""
    graph = signed_in.ask("POST", "/graphs", colourful())["id"]
    changed = colourful()
    changed["nodes"][1]["input_default"]["input"] = "## Winter news"
    signed_in.ask("PUT", f"/graphs/{graph}", changed)
    signed_in.ask("POST", "/store/submissions", {"graph_id": graph})  # a draft
    run, other = (signed_in.ask("POST", f"/graphs/{graph}/executions", {})["id"] for _ in range(2))
    failed = start(signed_in, fetcher(), inputs={"address": "http://10.0.0.1/inside"})
    start(signed_in, asking("May this letter go out?"))
    for ended in (run, other, failed):
        while signed_in.ask("GET", f"/executions/{ended}")["status"] in ("QUEUED", "RUNNING"):
            signed_in.page.wait_for_timeout(100)
    return {"graph": graph, "run": run, "other": other, "failed": failed}


PAGES = {
    "agents": "/agents",
    "examples": "/agents/examples",
    "agent": "/agents/{graph}",
    "agent-runs": "/agents/{graph}?tab=runs",
    "agent-versions": "/agents/{graph}?tab=versions",
    "agent-api": "/agents/{graph}?tab=api",
    "agent-settings": "/agents/{graph}?tab=settings",
    "agent-automation": "/agents/{graph}?tab=automation",
    "marketplace": "/marketplace",
    "marketplace-filtered": "/marketplace?q=report&price=free",
    "listing": "/marketplace/polychord/refund-desk",
    "listing-gone": "/marketplace/polychord/nothing",
    "store-creator": "/marketplace/creators/polychord",
    "publish": "/agents/{graph}/publish",
    "creator": "/creator",
    "creator-numbers": "/creator?tab=numbers",
    "creator-earnings": "/creator?tab=earnings",
    "creator-profile": "/creator?tab=profile",
    "builder-new": "/agents/new",
    "builder": "/agents/{graph}/build",
    "replay": "/agents/{graph}/build?replay={run}",
    "runs": "/runs",
    "run": "/runs/{run}",
    "run-timeline": "/runs/{run}?tab=timeline",
    "run-steps": "/runs/{run}?tab=steps",
    "run-failed": "/runs/{failed}",
    "compare": "/runs/compare?a={run}&b={other}",
    "compare-none": "/runs/compare",
    "reviews": "/reviews",
    "run-missing": "/runs/00000000-0000-4000-8000-000000000000",
    "agent-missing": "/agents/00000000-0000-4000-8000-000000000000",
    "integrations": "/integrations",
    "integrations-connected": "/integrations/connected",
    "schedules": "/schedules",
    "credits": "/credits",
    "credits-budgets": "/credits?tab=budgets",
    "credits-plan": "/credits?tab=plan",
    "credits-history": "/credits?tab=history",
    "settings-profile": "/settings/profile",
    "settings-notifications": "/settings/notifications",
    "settings-security": "/settings/security",
    "settings-keys": "/settings/api-keys",
    "settings-appearance": "/settings/appearance",
    "settings-shortcuts": "/settings/shortcuts",
    "settings-workspace": "/settings/workspace",
    "settings-members": "/settings/members",
    "settings-history": "/settings/history",
    "not-found": "/no/such/page",
    "invitation": "/invitations/accept#token=spent",
    "shared-gone": "/shared/nothing",
}
STRANGERS = ["/sign-in", "/register", "/password/forgot", "/password/reset#token=x", "/sign-in/social"]


def is_there(page: Page) -> None:
    """What loads has come."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def fits(page: Page) -> bool:
    """Nothing makes a phone scroll sideways."""
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    is_narrow = bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    return is_narrow


def test_every_page_is_accessible_in_the_dark_and_fits_a_phone(
    signed_in: Person, ids: dict[str, str], watched: Watched
) -> None:
    page = signed_in.page
    watched.allow(404, "00000000|/shared/nothing|/polychord/nothing")
    watched.allow(400, "/invitations/accept")
    wide = []
    for name, path in PAGES.items():
        page.goto(path.format(**ids))
        is_there(page)
        use_theme(page, "dark")
        assert_accessible(page)
        shot(page, f"page-{name}")
        wide += [] if fits(page) else [name]
    assert wide == []


def test_pages_for_strangers_fit_a_phone(page: Page) -> None:
    for path in STRANGERS:
        page.goto(path)
        is_there(page)
        shot(page, f"page{re.sub(r'[^a-z]+', '-', path.partition('#')[0])}")
        assert fits(page), path
