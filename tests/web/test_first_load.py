"""How a page begins: what it shows first is asked for while the app's code is still on its way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.agents import graph_json, node
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
BLOCKS = "/api/v1/blocks?page_size=1000"


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/agents", ["/api/v1/graphs?ordering=-updated_at&folder=top"]),
        ("/agents/{}", ["/api/v1/graphs/{}"]),
        ("/agents/{}/build", ["/api/v1/graphs/{}", BLOCKS]),
        ("/agents/new", [BLOCKS]),
    ],
)
def test_what_a_page_shows_first_is_asked_by_the_script_that_waits_for_nothing_and_never_again(
    path: str, first: list[str], signed_in: Person
) -> None:
    graph = signed_in.ask("POST", "/graphs", _one_step())["id"]
    page = signed_in.page
    asked = _asked(page, signed_in.site)
    page.goto(path.format(graph))
    shown = page.get_by_role("form" if path == "/agents/{}" else "main")
    expect(shown.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for question in (one.format(graph) for one in first):
        by = [script for url, script in asked if url == question]
        assert len(by) == 1, (question, by)
        assert "/assets/boot-" in by[0]


@pytest.mark.parametrize(
    ("path", "code"),
    [("/agents", "AgentsPage"), ("/agents/{}", "AgentPage"), ("/agents/{}/build", "BuilderPage")],
)
def test_the_token_that_all_else_waits_for_is_asked_for_before_the_code_of_the_page(
    path: str, code: str, signed_in: Person
) -> None:
    graph = signed_in.ask("POST", "/graphs", _one_step())["id"]
    page = signed_in.page
    asked = _asked(page, signed_in.site)
    page.goto(path.format(graph))
    page.wait_for_load_state("networkidle")
    urls = [url for url, _script in asked]
    [of_page] = [place for place, url in enumerate(urls) if f"/assets/{code}-" in url and url.endswith(".js")]
    assert urls.index("/api/v1/auth/refresh") < of_page


def test_the_builder_asks_for_what_its_canvas_does_not_show_when_the_canvas_is_in_sight(
    signed_in: Person,
) -> None:
    graph = signed_in.ask("POST", "/graphs", _one_step())["id"]
    page = signed_in.page
    page.add_init_script(_NOTE_QUESTIONS)
    page.goto(f"/agents/{graph}/build")
    expect(page.get_by_label("Instructions")).to_be_visible()
    page.wait_for_load_state("networkidle")
    seen: dict[str, bool] = page.evaluate("Object.fromEntries(window.pcAsked)")
    late = ["/api/v1/credentials", "/api/v1/models", "/api/v1/providers", f"/api/v1/graphs/{graph}/misfits"]
    assert {path: seen.get(path) for path in late} == dict.fromkeys(late, True)
    assert seen[f"/api/v1/graphs/{graph}"] is False  # the note itself tells the two apart


def test_what_nearly_all_runs_at_the_start_says_so_to_the_browser(signed_in: Person) -> None:
    graph = signed_in.ask("POST", "/graphs", _one_step())["id"]
    page = signed_in.page
    asked = _asked(page, signed_in.site)
    page.goto(f"/agents/{graph}/build")
    page.wait_for_load_state("networkidle")
    for name in ("react", "flow"):
        [file] = {url for url, _script in asked if f"/assets/{name}-" in url}
        code = page.request.get(file).text()
        assert code.startswith("//# allFunctionsCalledOnLoad\n"), (file, code[:80])


# Whether a step could be seen when the page asked for something, by path.
_NOTE_QUESTIONS = """
window.pcAsked = [];
const ask = window.fetch;
window.fetch = (asked, ...more) => {
  const step = document.querySelector(".react-flow__node");
  const isSeen = step?.checkVisibility({ visibilityProperty: true }) === true;
  window.pcAsked.push([new URL(asked.url ?? asked, location.origin).pathname, isSeen]);
  return ask(asked, ...more);
};
"""


def _one_step() -> dict[str, Any]:
    return graph_json(node("one", "agent.short_text_input", name="one"), name="First of all")


def _asked(page: Page, site: str) -> list[tuple[str, str]]:
    """What the page asks for from now on, in order: the address, and the script that asked."""
    asked: list[tuple[str, str]] = []

    def note(event: dict[str, Any]) -> None:
        frames = event["initiator"].get("stack", {}).get("callFrames", [])
        asked.append((event["request"]["url"].removeprefix(site), frames[0]["url"] if frames else ""))

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", note)
    return asked
