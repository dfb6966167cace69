"""Credits in the browser: given by the operator, in sight, taken home as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from platform_project.accounts.demo_account import EMAIL
from platform_project.demo import PASSWORD
from tests.factories.agents import graph_json, node
from tests.web.browser import assert_accessible, shot, until, use_theme
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def grant(operator: Page, email: str, amount: str) -> None:
    """Give credits to a person, as the operator does it in the admin."""
    operator.goto("/admin/login/?next=/admin/credits/entry/add/")
    operator.get_by_label("Email").fill(EMAIL)
    operator.get_by_label("Password").fill(PASSWORD)
    operator.get_by_role("button", name="Log in").click()
    operator.get_by_label("Workspace").fill(email)
    operator.get_by_label("Amount").fill(amount)
    operator.get_by_label("Reason").fill("Welcome on board")
    operator.get_by_role("button", name="Save", exact=True).click()
    expect(operator.get_by_text("was added successfully")).to_be_visible()


def test_what_the_operator_gives_is_in_sight_in_the_history_and_in_the_file(signed_in: Person) -> None:
    page = signed_in.page
    before = 500  # what a person is given each month, soon after they registered
    assert until(lambda: signed_in.ask("GET", "/credits/balance")["available"], str(before)) == str(before)
    grant(page.context.new_page(), signed_in.email, "250.5")
    page.goto("/credits")
    now = f"{before + 250.5:,.2f}".rstrip("0")
    expect(page.get_by_role("link", name=re.compile(rf"^Credits {re.escape(now)}$"))).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing was spent")).to_be_visible()
    page.get_by_role("tab", name="History").click()
    row = page.get_by_role("row", name=re.compile("Welcome on board"))
    expect(row).to_contain_text("Granted")
    expect(row).to_contain_text("+250.5")
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "credits-history")
    with page.expect_download() as kept:
        page.get_by_role("button", name="CSV").click()
    lines = Path(kept.value.path()).read_text().splitlines()
    assert kept.value.suggested_filename == "credits.csv"
    assert "Welcome on board" in lines[1]


def test_a_run_is_estimated_as_it_is_drawn_and_stops_at_a_limit_of_its_own(signed_in: Person) -> None:
    page = signed_in.page
    assert until(lambda: signed_in.ask("GET", "/credits/balance")["available"], "500") == "500"
    steps = graph_json(
        node("topic", "agent.short_text_input", name="topic", value="x"),
        node("ask", "ai.text_generator", prompt="Hi", model="gpt-4o-mini", max_tokens=1_000),
        name="Asker",
    )
    graph = signed_in.ask("POST", "/graphs", steps)["id"]
    page.goto(f"/agents/{graph}/build")
    page.locator(".react-flow__node").first.wait_for()
    page.get_by_role("button", name="More ways to run").click()
    page.get_by_role("menuitem", name="Run with other inputs").click()
    dialog = page.get_by_role("dialog", name="Run Asker")
    expect(dialog.get_by_text("A run costs up to 0.06")).to_be_visible()
    limit = dialog.get_by_label("Limit of this run, in credits")
    limit.fill("much")
    dialog.get_by_role("button", name="Run", exact=True).click()
    expect(dialog.get_by_text("A number of credits, from 0.")).to_be_visible()
    assert signed_in.ask("GET", f"/graphs/{graph}/executions")["results"] == []
    limit.fill("0,01")
    assert_accessible(page)
    shot(page, "run-limit")
    dialog.get_by_role("button", name="Run", exact=True).click()
    expect(dialog).to_have_count(0)
    [run] = signed_in.ask("GET", f"/graphs/{graph}/executions")["results"]
    status = f"/executions/{run['id']}"
    paused = until(lambda: signed_in.ask("GET", status)["status"], "INSUFFICIENT_CREDITS")
    assert paused == "INSUFFICIENT_CREDITS"
    page.goto("/credits?tab=budgets")
    row = page.get_by_role("row", name=re.compile("A run"))
    expect(row).to_contain_text("0.01")
    expect(row.get_by_role("link", name="A run")).to_have_attribute("href", f"/runs/{run['id']}")
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "credits-budget-of-a-run")
