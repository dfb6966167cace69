"""What starts agents, in the browser: schedules, triggers, presets."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

ECHO = {
    "name": "Echo",
    "nodes": [
        {"id": "in", "block_id": "agent.input", "input_default": {"name": "payload"}},
        {"id": "out", "block_id": "agent.output", "input_default": {"name": "heard"}},
    ],
    "links": [{"source_id": "in", "source_name": "result", "sink_id": "out", "sink_name": "value"}],
}


def test_an_agent_is_scheduled_in_another_zone_run_now_and_paused(
    signed_in: Person, watched: Watched
) -> None:
    page = signed_in.page
    watched.allow(400, "/schedules/preview")
    graph = signed_in.ask("POST", "/graphs", {**ECHO, "nodes": _with_default(ECHO["nodes"], "tick")})
    page.goto(f"/agents/{graph['id']}?tab=automation")
    page.get_by_role("button", name="New schedule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Cron expression").fill("0 9 * *")
    dialog.get_by_label("Time zone").fill("Asia/Kathmandu")
    expect(dialog.get_by_label("Cron expression")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Cron expression").fill("30 6 * * 1")
    coming = dialog.get_by_role("region", name="The next times")
    expect(coming).to_contain_text("Every Monday at 6:30, Kathmandu time")
    expect(coming.get_by_role("listitem")).to_have_count(5)
    expect(coming.get_by_role("listitem").first).to_contain_text("06:30 GMT+5:45")
    assert_accessible(page)
    shot(page, "schedule-form")
    dialog.get_by_label("Name").fill("Mondays")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("list", name="Schedules").get_by_role("listitem")
    expect(row).to_contain_text("Every Monday at 6:30, Kathmandu time")
    [kept] = signed_in.ask("GET", "/schedules")["results"]
    assert (kept["cron"], kept["timezone"], kept["missed"]) == ("30 6 * * 1", "Asia/Kathmandu", "once")
    row.get_by_role("switch").click()
    expect(row.get_by_role("switch")).not_to_be_checked()
    page.get_by_role("button", name="More for Mondays").click()
    page.get_by_role("menuitem", name="Run now").click()
    page.get_by_role("button", name="See the run").click()
    expect(page).to_have_url(re.compile("/runs/"))
    page.get_by_role("link", name="Automation").click()
    page.get_by_role("list", name="Schedules").get_by_role("link", name="Echo").wait_for()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "automation")


def test_a_webhook_is_made_called_seen_and_replayed(signed_in: Person) -> None:
    page = signed_in.page
    graph = signed_in.ask("POST", "/graphs", ECHO)
    usual = {"graph_id": graph["id"], "name": "The usual", "inputs": {"payload": "nothing"}}
    preset = signed_in.ask("POST", "/presets", usual)
    page.goto(f"/agents/{graph['id']}?tab=automation")
    page.get_by_role("button", name="New trigger").click()
    _choose(page, "Who calls", "Telegram")
    expect(page.get_by_label("Repository")).to_have_count(0)
    _choose(page, "Who calls", "GitHub")
    expect(page.get_by_label("Repository")).to_be_visible()
    _choose(page, "Who calls", "Any sender")
    _choose(page, "Run with", "The usual")
    page.get_by_role("button", name="Make the trigger").click()
    made = page.get_by_role("dialog", name="Your trigger")
    secret = made.get_by_label("Secret", exact=True).input_value()
    url = made.get_by_label("Address", exact=True).input_value()
    assert len(secret) > 20
    shot(page, "trigger-made")
    page.get_by_role("button", name="I have copied them").click()
    assert secret not in page.content()
    expect(page.get_by_role("list", name="Triggers")).to_contain_text(url)
    _post(f"{signed_in.site}/webhooks/{url.rpartition('/')[2]}", {"from": "afar"}, secret)
    page.get_by_role("list", name="Triggers").get_by_role("button", name="Events").click()
    events = page.get_by_role("dialog", name=re.compile("^Events of"))
    expect(events.get_by_role("listitem")).to_have_count(1)
    expect(events).to_contain_text("Started a run")
    events.get_by_role("button", name=re.compile("^Event ?Started")).click()
    expect(events).to_contain_text("afar")
    events.get_by_role("button", name=re.compile("^Replay")).click()
    expect(events.get_by_text("replay", exact=True)).to_be_visible()
    expect(events.get_by_text("Started a run")).to_have_count(2)
    assert_accessible(page)
    shot(page, "trigger-events")
    [trigger] = signed_in.ask("GET", "/triggers")["results"]
    assert trigger["preset_id"] == preset["id"]
    assert signed_in.ask("GET", f"/executions?graph={graph['id']}")["results"][0]["graph_id"] == graph["id"]


def _choose(page: Page, label: str, choice: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=choice).click()


def test_inputs_are_saved_as_a_preset_and_run_from_there(signed_in: Person) -> None:
    page = signed_in.page
    graph = signed_in.ask("POST", "/graphs", {**ECHO, "nodes": _with_default(ECHO["nodes"], None)})
    page.goto(f"/agents/{graph['id']}")
    page.get_by_role("button", name="Save as preset").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("The usual")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("tab", name="Automation").click()
    row = page.get_by_role("list", name="Presets").get_by_role("listitem")
    expect(row).to_contain_text("not run yet")
    assert_accessible(page)
    shot(page, "automation-tab")
    row.get_by_role("button", name="Run “The usual”").click()
    expect(page).to_have_url(re.compile("/runs/"))
    [preset] = signed_in.ask("GET", "/presets")["results"]
    assert preset["last_run"] is not None


def _with_default(nodes: object, value: str | None) -> list[dict[str, object]]:
    """The same, with an input that need not be filled in."""
    assert isinstance(nodes, list)
    first, *rest = nodes
    return [{**first, "input_default": {**first["input_default"], "value": value or "as ever"}}, *rest]


def _post(url: str, body: object, secret: str) -> None:
    headers = {"Content-Type": "application/json", "X-Webhook-Secret": secret}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 202
