"""What a run is given besides its inputs: on the agent's page, in a preset, in the builder."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.factories.agents import graph_json, node
from tests.web.browser import assert_accessible, shot
from tests.web.conftest import Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

OPEN = "Accounts, tags and data"


def fill_in(form: Locator, account: str, tags: str) -> None:
    form.get_by_role("button", name=OPEN).click()
    form.get_by_role("combobox", name="Discord").click()
    form.page.get_by_role("option", name=re.compile(f"^{account}")).click()
    form.get_by_label("Tags").fill(tags)


def test_accounts_tags_and_data_are_chosen_for_a_run_kept_in_a_preset_and_given_in_the_builder(
    signed_in: Person,
) -> None:
    page = signed_in.page
    ids = {}
    for title in ("Work bot", "Other bot"):
        body = {
            "provider": "discord",
            "kind": "api_key",
            "secret": {"api_key": "bot-0123456789"},
            "title": title,
        }
        ids[title] = signed_in.ask("POST", "/credentials", body)["id"]
    steps = graph_json(
        node("topic", "agent.short_text_input", name="topic", value="x"),
        node("post", "discord.post_message", channel_id="1", message="x"),
        name="Teller",
    )
    graph = signed_in.ask("POST", "/graphs", steps)["id"]

    page.goto(f"/agents/{graph}")
    form = page.get_by_role("form", name="Inputs")
    fill_in(form, "Work bot", "nightly, eu")
    form.get_by_role("button", name="Add a pair").click()
    form.get_by_label("Name", exact=True).fill("customer")
    form.get_by_label("customer", exact=True).fill("Ada")
    assert_accessible(page)
    shot(page, "run-extras")
    form.get_by_role("button", name="Dry run").click()
    page.get_by_role("link", name="Every step").wait_for()
    [run] = signed_in.ask("GET", f"/graphs/{graph}/executions")["results"]
    extras = {"tags": ["nightly", "eu"], "data": {"customer": "Ada"}}
    assert {name: run[name] for name in extras} == extras
    assert signed_in.ask("GET", f"/executions/{run['id']}")["credentials"] == {"discord": ids["Work bot"]}

    form.get_by_role("button", name="Save as preset").click()
    dialog = page.get_by_role("dialog", name="New preset")
    dialog.get_by_label("Name", exact=True).first.fill("For Ada")
    dialog.get_by_role("button", name=OPEN).click()
    expect(dialog.get_by_role("combobox", name="Discord")).to_contain_text("Work bot")
    assert_accessible(page)
    shot(page, "preset-extras")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    [preset] = signed_in.ask("GET", "/presets")["results"]
    kept = {**extras, "credentials": {"discord": ids["Work bot"]}}
    assert {name: preset[name] for name in kept} == kept

    page.goto(f"/agents/{graph}/build")
    page.locator(".react-flow__node").first.wait_for()
    page.get_by_role("button", name="More ways to run").click()
    page.get_by_role("menuitem", name="Run with other inputs").click()
    dialog = page.get_by_role("dialog", name="Run Teller")
    fill_in(dialog, "Other bot", "drawn")
    assert_accessible(page)
    dialog.get_by_role("button", name="Run", exact=True).click()
    expect(dialog).to_have_count(0)
    newest = signed_in.ask("GET", f"/graphs/{graph}/executions")["results"][0]
    assert newest["tags"] == ["drawn"]
    shown = signed_in.ask("GET", f"/executions/{newest['id']}")
    assert shown["credentials"] == {"discord": ids["Other bot"]}
