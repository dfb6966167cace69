"""Runs in the browser: the list, one run, what to do when it failed, comparing, sharing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.agents.wire import Outside
from tests.web.browser import assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.runs import fetcher, greeter, slow, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def looked_at(page: Page, name: str) -> None:
    for theme in ("dark", "light"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, name)


def test_a_run_is_seen_live_in_the_list_and_on_its_page(signed_in: Person, outside: Outside) -> None:
    page = signed_in.page
    page.goto("/runs")
    expect(page.get_by_role("heading", name="Nothing has run yet")).to_be_visible()
    start(signed_in, slow(f"{outside.url}/slow?seconds=3&say=42"))
    row = page.get_by_role("table", name="Runs").get_by_role("row").filter(has_text="Oracle")
    expect(row).to_contain_text("Running")
    row.get_by_role("link", name="Oracle").click()
    status = page.locator("[aria-live=polite]", has_text=re.compile("Running|Completed"))
    expect(status).to_have_text("Running")
    expect(status).to_have_text("Completed")
    expect(page.get_by_role("definition").filter(has_text="42").first).to_be_visible()
    page.get_by_role("tab", name="Timeline").click()
    bar = page.get_by_role("toolbar", name="Steps in time").get_by_role("button", name="Ask the oracle")
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_be_focused()
    looked_at(page, "run-timeline")
    bar.focus()
    page.keyboard.press("Enter")
    step = page.get_by_role("dialog", name="Ask the oracle")
    expect(step.get_by_role("region", name="Gave")).to_contain_text("42")
    looked_at(page, "run-step")
    step.get_by_role("button", name="Close").click()
    page.get_by_role("tab", name="Steps").click()
    expect(page.get_by_role("table", name="Steps").get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="All runs").click()
    expect(row).to_contain_text("Completed")


def test_a_failed_run_says_what_to_do_and_is_run_again_from_the_step(signed_in: Person) -> None:
    page = signed_in.page
    failed = start(signed_in, fetcher(), inputs={"address": "http://10.0.0.1/inside"})
    page.goto(f"/runs/{failed}")
    notice = page.get_by_role("alert", name="It failed")
    expect(notice).to_contain_text("At the step Fetch it", timeout=15_000)
    expect(notice).to_contain_text("The address is not public, so it may not be called from here.")
    builder = notice.get_by_role("link", name="Open the step in the builder")
    expect(builder).to_have_attribute("href", re.compile(r"/build\?node=call$"))
    looked_at(page, "run-failed")
    notice.get_by_role("button", name="Show the step").click()
    step = page.get_by_role("dialog", name="Fetch it")
    expect(step.get_by_role("region", name="Received")).to_contain_text("http://10.0.0.1/inside")
    step.get_by_role("button", name="Run again from this step").click()
    page.get_by_role("menuitem", name="On this version").click()
    expect(page).not_to_have_url(re.compile(failed))
    expect(page.get_by_role("link", name="Runs another one again")).to_be_visible()
    expect(notice).to_contain_text("At the step Fetch it", timeout=15_000)
    page.get_by_role("tab", name="Steps").click()
    expect(page.get_by_role("row").filter(has_text="address").first).to_contain_text("Taken over")


def test_two_runs_are_found_compared_and_deleted(signed_in: Person) -> None:
    page = signed_in.page
    graph = signed_in.ask("POST", "/graphs", greeter())
    for name in ("Ada", "Grace"):
        signed_in.ask("POST", f"/graphs/{graph['id']}/executions", {"inputs": {"name": name}})
    page.goto("/runs?status=COMPLETED&since=1h")
    rows = page.get_by_role("table", name="Runs").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Status:").click()
    page.get_by_role("checkbox", name="Completed").click()
    page.get_by_role("checkbox", name="Failed").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("status=FAILED&since=1h"))
    expect(page.get_by_role("heading", name="No run fits")).to_be_visible()
    page.get_by_role("button", name="Clear filters").first.click()
    page.get_by_role("checkbox", name="Choose all").click()
    looked_at(page, "runs")
    page.get_by_role("button", name="Compare").click()
    outputs = page.get_by_role("region", name="Outputs")
    expect(outputs.get_by_role("heading", name="greeting")).to_be_visible()
    expect(outputs).to_contain_text("# Hello Ada")
    expect(outputs).to_contain_text("# Hello Grace")
    expect(outputs.get_by_role("heading", name="long")).to_have_count(0)
    expect(page.get_by_role("region", name="Steps").get_by_text("Greet", exact=True)).to_be_visible()
    looked_at(page, "runs-compare")
    page.go_back()
    page.get_by_role("checkbox", name="Choose all").click()
    page.get_by_role("toolbar", name="2 runs chosen").get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Nothing has run yet")).to_be_visible()


def test_runs_are_tagged_one_by_one_and_together_and_found_by_it(signed_in: Person) -> None:
    page = signed_in.page
    graph = signed_in.ask("POST", "/graphs", greeter())
    for name, more in (("Ada", {"tags": ["eu"], "data": {"customer": "Ada"}}), ("Bob", {})):
        body = {"inputs": {"name": name}, **more}
        signed_in.ask("POST", f"/graphs/{graph['id']}/executions", body)
    page.goto("/runs")
    rows = page.get_by_role("table", name="Runs").locator("tbody").get_by_role("row")
    expect(rows).to_have_count(2)
    page.get_by_role("checkbox", name="Choose all that are shown").check()
    page.get_by_role("button", name="Add tags").click()
    page.get_by_label("Tags", exact=True).fill("nightly, demo")
    page.get_by_role("button", name="Apply").click()
    expect(rows.filter(has_text="nightly")).to_have_count(2)
    box = page.get_by_role("textbox", name="Tag, or name=value")
    box.fill("customer=Ada")
    box.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("customer: Ada")
    looked_at(page, "runs-tagged")
    rows.first.get_by_role("link").first.click()
    page.get_by_role("button", name="Tags", exact=True).click()
    field = page.get_by_label("Tags", exact=True).and_(page.get_by_role("textbox"))
    expect(field).to_have_value("eu, nightly, demo")
    field.fill("kept")
    field.press("Enter")
    expect(page.get_by_text("kept", exact=True)).to_be_visible()
    expect(page.get_by_text("nightly", exact=True)).to_have_count(0)
    looked_at(page, "run-tagged")


def test_other_inputs_start_another_run(signed_in: Person) -> None:
    page = signed_in.page
    first = start(signed_in, greeter(), inputs={"name": "Ada"}, tags=["eu"])
    page.goto(f"/runs/{first}")
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("menuitem", name="With other inputs").click()
    form = page.get_by_role("dialog", name="Run again with other inputs")
    expect(form.get_by_label("name")).to_have_value("Ada")
    form.get_by_label("name").fill("Grace")
    looked_at(page, "run-again")
    form.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("heading", name="Hello Grace")).to_be_visible()
    expect(page.get_by_text("eu", exact=True)).to_be_visible()


def test_a_stranger_reads_what_is_shared_until_the_link_is_taken_back(
    signed_in: Person, chromium: Browser, site: str
) -> None:
    page = signed_in.page
    run = start(signed_in, greeter(), inputs={"name": "Ada"})
    page.goto(f"/runs/{run}")
    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
    page.get_by_role("button", name="More to do with this run").click()
    page.get_by_role("menuitem", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share the outputs")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("Link").input_value()
    looked_at(page, "run-share")
    elsewhere = chromium.new_context(base_url=site, reduced_motion="reduce")
    stranger = elsewhere.new_page()
    stranger.goto(link.removeprefix(site))
    expect(stranger.get_by_role("heading", name="Hello Ada")).to_be_visible()
    expect(stranger.locator("meta[name=robots]")).to_have_attribute("content", "noindex")
    stranger.get_by_role("button", name="Load all of it").click()
    expect(stranger.get_by_role("button", name="Show all of it")).to_be_visible()
    assert_accessible(stranger)
    shot(stranger, "shared")
    dialog.get_by_role("button", name="Take the link back").click()
    expect(dialog.get_by_role("button", name="Make a link")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_role("heading", name="There is nothing here")).to_be_visible()
    elsewhere.close()
