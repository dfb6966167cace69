"""What a creator does on the page of one offered agent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import Watched
from tests.web.conftest import Person
from tests.web.test_marketplace_story import KEY, Someone, decide, into_admin, offered, page_of, reminders

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


def test_a_check_leads_to_its_step_on_the_canvas(signed_in: Person, site: str) -> None:
    alice, page = Someone(site, {"access": signed_in.token, "refresh": ""}), signed_in.page
    graph = alice.ask("POST", "/graphs", reminders(values={"token": KEY}))["id"]
    offered(alice, graph)
    page.goto(f"/agents/{graph}/publish")
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("link", name="Show in the builder").first.click()
    expect(page.locator(".react-flow__node.selected")).to_have_attribute("data-id", "letter")


def test_a_rejection_is_appealed_against_where_it_is_read(
    signed_in: Person, chromium: Browser, site: str, watched: Watched
) -> None:
    alice, page = Someone(site, {"access": signed_in.token, "refresh": ""}), signed_in.page
    graph = alice.ask("POST", "/graphs", {**reminders(), "name": "Dunning"})["id"]
    submission = offered(alice, graph, title="Dunning", price="1")
    alice.ask("POST", f"/store/submissions/{submission}/submit")
    moderator = page_of(chromium, site, watched)
    into_admin(moderator)
    decide(moderator, "Reject", "Say who it is for.", title="Dunning")
    moderator.context.close()

    page.goto(f"/agents/{graph}/publish")
    expect(page.get_by_role("heading", name="It was rejected")).to_be_visible()
    expect(page.get_by_role("heading", name="What was offered")).to_be_visible()
    expect(page.get_by_text("Say who it is for.")).to_have_count(1)
    page.get_by_role("button", name="Appeal").click()
    page.get_by_label("Why should it be decided otherwise?").fill("Its second line says so.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("is being looked at.")).to_be_visible()
    expect(page.get_by_role("button", name="Appeal")).to_have_count(0)

    page.goto("/creator")
    row = page.get_by_role("row", name="Dunning")
    expect(row).to_contain_text("Appeal is being looked at")
    page.get_by_role("tab", name="Earnings").click()
    expect(page.get_by_role("button", name="Ask for a payout")).to_be_disabled()
