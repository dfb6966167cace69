"""How a page begins: what it shows first is asked for while the app's code is still on its way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

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
    body = graph_json(node("one", "agent.short_text_input", name="one"), name="First of all")
    graph = signed_in.ask("POST", "/graphs", body)["id"]
    page = signed_in.page
    asked: list[tuple[str, str]] = []

    def note(event: dict[str, Any]) -> None:
        frames = event["initiator"].get("stack", {}).get("callFrames", [])
        url = event["request"]["url"].removeprefix(signed_in.site)
        asked.append((url, frames[0]["url"] if frames else ""))

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", note)
    page.goto(path.format(graph))
    shown = page.get_by_role("form" if path == "/agents/{}" else "main")
    expect(shown.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for question in (one.format(graph) for one in first):
        by = [script for url, script in asked if url == question]
        assert len(by) == 1, (question, by)
        assert "/assets/boot-" in by[0]
