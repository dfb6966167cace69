"""Moderators at work in the browser: claim, try, reject, compare, approve, take down, answer an appeal.

The pictures lie under var/screenshots/admin/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.agents import graph_json, node
from tests.web.browser import SCREENSHOTS, assert_accessible
from tests.web.conftest import call
from tests.web.test_marketplace_story import into_admin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
SAID = {
    "title": "Travel letters",
    "subtitle": "A letter about any town",
    "description": "Give it a town and it writes a letter to a friend about a weekend there.\n\nIt is free.",
    "instructions": "Say which town, as you would say it to a friend.",
    "categories": ["writing"],
    "tags": ["travel"],
}


def letters(*more: dict[str, Any], links: tuple[str, ...] = ()) -> dict[str, Any]:
    """An agent that fills a town into a letter."""
    nodes = (
        node("town", "agent.input", name="town", value="Ghent"),
        node("letter", "text.fill_template", values={}, format="Dear friend, {{ town }} is lovely. Go!"),
        node("out", "agent.output", name="letter"),
    )
    wires = ("town.result -> letter.values_#_town", *(links or ("letter.output -> out.value",)))
    made = graph_json(*nodes, *more, links=wires, name="Travel letters")
    for place, one in enumerate(made["nodes"]):
        one["metadata"] = {"position": {"x": 320 * (place % 3), "y": 140 * (place // 3)}}
    return made


def picture(page: Page, name: str, *, is_checked: bool = False) -> None:
    """The whole page in both themes, for people to look at, and for axe (which takes seconds)."""
    folder = SCREENSHOTS / "admin"
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("dark", "light"):
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", theme == "dark")
        page.wait_for_timeout(200)  # colours fade
        page.screenshot(path=folder / f"{name}-{theme}.png", full_page=True)
        if is_checked:
            assert_accessible(page)


def people(site: str, registered: Callable[[], dict[str, Any]]) -> Callable[..., Any]:
    account = registered()

    def ask(method: str, path: str, body: Any = None) -> Any:
        return call(site, method, path, body, {"Authorization": f"Bearer {account['access']}"})

    return ask


def offer(alice: Callable[..., Any], graph: str, **said: Any) -> str:
    submission = alice("POST", "/store/submissions", {"graph_id": graph})["id"]
    alice("PATCH", f"/store/submissions/{submission}", {**SAID, **said})
    alice("POST", f"/store/submissions/{submission}/submit")
    return str(submission)


def test_a_submission_is_claimed_tried_rejected_and_its_next_versions_compared_approved_and_taken_down(
    page: Page, site: str, registered: Callable[[], dict[str, Any]]
) -> None:
    alice, bob = people(site, registered), people(site, registered)
    graph = alice("POST", "/graphs", letters())["id"]
    first = offer(alice, graph)

    # The queue, a claim, a trial run, a rejection.
    into_admin(page)
    row = page.get_by_role("row", name=re.compile("Travel letters"))
    expect(row).to_contain_text("version 1")
    picture(page, "queue")
    row.get_by_role("button", name="Claim Travel letters").click()
    expect(page.get_by_text("claimed by you")).to_be_visible()
    trials = page.get_by_role("region", name="Try it")
    trials.get_by_label("town").fill("Lviv")
    trials.get_by_role("button", name="Run it once").click()
    run = page.locator("[data-trial]")
    expect(run).to_contain_text("completed", timeout=30_000)
    expect(run).to_contain_text("Dear friend, Lviv is lovely.")
    picture(page, "review-first")
    decision = page.get_by_role("region", name="Decide")
    decision.get_by_label("Begin with a reason").select_option(label="It says too little")
    note = decision.get_by_label("Note to the creator")
    expect(note).to_have_value(re.compile("does not say what the agent does"))
    note.fill("Say how long the letter is.")
    decision.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("is rejected; its creator is told why")).to_be_visible()
    assert alice("GET", f"/store/submissions/{first}")["note"] == "Say how long the letter is."

    # Put right and approved; then another version, compared.
    offer(alice, graph, description=f"{SAID['description']} It is ten lines long.")
    page.goto("/admin/marketplace/submission/")
    page.get_by_role("button", name="Claim Travel letters").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Travel letters 2 is approved.")).to_be_visible()
    asked = node("ask", "web.send_request", url="https://weather.example/today")
    changed = letters(asked, links=("letter.output -> ask.body", "ask.response -> out.value"))
    changed["nodes"][1]["input_default"]["format"] = "Dear friend, go to {{ town }}."
    alice("PUT", f"/graphs/{graph}", changed)
    offer(alice, graph, price="2.5", changelog="It looks at the weather, too.")
    page.goto("/admin/marketplace/submission/")
    page.get_by_role("link", name=re.compile("Travel letters · version 3")).click()
    page.get_by_role("button", name="Claim").click()
    differences = page.get_by_role("region", name="Differences from version 2, approved last")
    expect(differences).to_contain_text("It looks at the weather, too.")
    expect(differences).to_contain_text("Price of a run")
    expect(page.locator(".graph-node.is-added")).to_have_count(1)
    expect(page.get_by_role("img", name="Travel letters, as approved")).to_be_visible()
    picture(page, "review-compare", is_checked=True)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Travel letters 3 is approved.")).to_be_visible()

    # A report leads to a take-down, and an appeal back.
    listing = alice("GET", "/store/my-listings")["results"][0]
    bob(
        "POST", f"/store/listings/{listing['id']}/reports", {"kind": "misleading", "text": "It is no letter."}
    )
    page.goto("/admin/marketplace/abusereport/")
    picture(page, "reports")
    page.get_by_role("link", name="Travel letters").click()
    page.get_by_label(re.compile("^Note to the creator")).fill("It sends the town to strangers.")
    picture(page, "report")
    page.get_by_role("button", name="Take the listing down").click()
    expect(page.get_by_text("The listing is taken down")).to_be_visible()
    assert bob("GET", "/store/listings?q=travel")["results"] == []
    alice("POST", f"/store/my-listings/{listing['id']}/appeals", {"text": "It asks about the weather alone."})
    page.goto("/admin/marketplace/appeal/")
    page.get_by_role("link", name="Travel letters").click()
    page.get_by_label("Answer to the creator").fill("Then say so in the description.")
    picture(page, "appeal", is_checked=True)
    page.get_by_role("button", name="Grant: restore the listing").click()
    expect(page.get_by_text("The appeal is granted")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"Travel letters \(unpublished\)")).click()
    expect(page.get_by_text("Appeal granted")).to_be_visible()
    picture(page, "listing")
    assert alice("GET", "/store/my-listings")["results"][0]["state"] == "unpublished"
